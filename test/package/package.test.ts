/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this unpacks the tarball and loads it like n8n; the package doesn't include tests */
import 'reflect-metadata';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'jest-mock-extended';
import { loadOutputSchema, PackageDirectoryLoader, WebhookContext } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type INode,
	type INodeType,
	type INodeTypes,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import * as exported from '../../index';
import { parseEvent } from '../../nodes/Oration/event';
import { packPackage, unpack } from '../../scripts/n8n/install';
import { run } from '../../scripts/process';
import { sampleFile } from '../events';

const TRIGGER = 'orationTrigger';

let folder: string;
let loader: PackageDirectoryLoader;

beforeAll(async () => {
	const tarball = await packPackage(() => {});
	folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-package-'));
	await unpack(tarball, folder);
	loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
}, 120_000);

afterAll(() => {
	rmSync(folder, { recursive: true });
});

/** Returns what the loader has loaded under a name. Throws if it's missing. */
function getLoaded<T>(all: Record<string, T>, name: string): T {
	const entry = all[name];
	if (entry === undefined) throw new Error(`${name} wasn't loaded`);
	return entry;
}

const nodeType = () => NodeHelpers.getVersionedNodeType(getLoaded(loader.nodeTypes, TRIGGER).type);

const files = () =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => statSync(path.join(folder, file)).isFile())
		.sort();

describe('the tarball', () => {
	it('contains only the files that n8n and code need', () => {
		const kinds = files().map((file) =>
			file.replace(/^dist\/.*?((\.node|\.d)?\.\w+)$/, 'dist/*$1'),
		);
		expect([...new Set(kinds)].sort()).toEqual([
			'LICENSE.md',
			'README.md',
			'dist/*.d.ts',
			'dist/*.js',
			'dist/*.json',
			'dist/*.node.js',
			'dist/*.node.json',
			'dist/*.svg',
			'index.d.ts',
			'index.js',
			'package.json',
		]);
	});

	it('is smaller than 220 kB unpacked', () => {
		const size = files().reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
		expect(size).toBeLessThan(220_000);
	});

	it('has no runtime dependencies and one peer dependency', () => {
		const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('contains every file in its package.json', () => {
		const { main, types, n8n } = JSON.parse(
			readFileSync(path.join(folder, 'package.json'), 'utf8'),
		);
		for (const file of [main, types, ...n8n.nodes, ...n8n.credentials]) {
			expect([file, existsSync(path.join(folder, file))]).toEqual([file, true]);
		}
	});
});

describe("n8n's package loader", () => {
	it('loads the node with its icons and codex', () => {
		const { description } = nodeType();
		expect(description).toMatchObject({
			displayName: 'Oration Trigger',
			iconUrl: {
				light: 'icons/n8n-nodes-oration/dist/icons/oration.svg',
				dark: 'icons/n8n-nodes-oration/dist/icons/oration.dark.svg',
			},
			codex: {
				categories: ['Communication', 'Sales'],
				alias: expect.arrayContaining(['voice', 'call', 'transcript', 'phone', 'ai agent']),
			},
		});
		expect(existsSync(path.join(folder, 'dist/icons/oration.svg'))).toBe(true);
		expect(existsSync(path.join(folder, 'dist/icons/oration.dark.svg'))).toBe(true);
	});

	it.each([
		['orationWebhookSecretApi', 'Oration Webhook Secret API', [TRIGGER]],
		['orationApi', 'Oration API', ['oration']],
	])('loads the credential %s for its nodes', (name, displayName, supportedNodes) => {
		const { type } = getLoaded(loader.credentialTypes, name);
		expect(type).toMatchObject({ displayName, supportedNodes });
	});

	it("finds the output schema for n8n's AI features", () => {
		const nodeDir = path.join(
			folder,
			path.dirname(getLoaded(loader.nodeTypes, TRIGGER).sourcePath),
		);
		const schema = loadOutputSchema({ nodeDir, version: 1.1, versionFallback: true });
		expect(schema).toMatchObject({ type: 'object', properties: { summary: expect.anything() } });
	});
});

describe("n8n's webhook context", () => {
	it('runs the node', async () => {
		const event = sampleFile('analysis-completed.realistic');
		const returned = await runWebhook(nodeType(), { output: 'full' }, event);
		const [item] = returned?.workflowData?.[0] ?? [];
		expect(item?.json).toEqual(parseEvent(event, new Date(String(item?.json.receivedAt))));
	});
});

/** Runs webhook() in n8n's context, with the default values of the other parameters. */
async function runWebhook(type: INodeType, parameters: INode['parameters'], body: object) {
	const node: INode = {
		id: 'n',
		name: 'Oration Trigger',
		type: `n8n-nodes-oration.${TRIGGER}`,
		typeVersion: 1.1,
		position: [0, 0],
		parameters,
	};
	const nodeTypes = mock<INodeTypes>({ getByNameAndVersion: () => type });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: true, nodeTypes });
	const additionalData = mock<IWorkflowExecuteAdditionalData>({ webhookWaitingBaseUrl: '' });
	additionalData.httpRequest = Object.assign(
		mock<NonNullable<typeof additionalData.httpRequest>>(),
		{
			headers: { 'content-type': 'application/json' },
			query: {},
			body,
		},
	);
	additionalData.httpResponse = Object.assign(
		mock<NonNullable<typeof additionalData.httpResponse>>(),
		{
			closed: true,
		},
	);
	const webhookDescription = getLoaded({ ...type.description.webhooks }, '0');
	const webhookData = Object.assign(mock<IWebhookData>(), { webhookDescription });
	const closeFunctions: Array<() => Promise<void>> = [];
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		'webhook',
		webhookData,
		closeFunctions,
		null,
	);
	return await type.webhook?.call(context);
}

describe('index.js', () => {
	it('exports the nodes, the credentials, parseEvent, its error and the field lists', () => {
		// The compiler adds a default export.
		const names = Object.keys(exported).filter((name) => name !== 'default');
		expect(names.sort()).toEqual([
			'InvalidEventError',
			'Oration',
			'OrationApi',
			'OrationTrigger',
			'OrationWebhookSecretApi',
			'RECORD_FIELDS',
			'SIMPLIFIED_FIELDS',
			'parseEvent',
		]);
	});

	it('parses events without n8n', async () => {
		// From this folder, Node.js can't resolve n8n's modules.
		const script = `console.log(require('${folder}').parseEvent('{"eventType":"x","payload":{"id":"c"}}').conversationId)`;
		const args = ['-e', script];
		expect(await run(process.execPath, args, { cwd: folder, log: () => {} })).toBe('c\n');
	});

	it('parses an event like the trigger', () => {
		const event = sampleFile('analysis-completed.realistic');
		const receivedAt = new Date();
		expect(exported.parseEvent(event, receivedAt)).toEqual(parseEvent(event, receivedAt));
	});
});
