/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this unpacks the tarball and loads it like n8n; the package doesn't include tests */
import 'reflect-metadata';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadOutputSchema, PackageDirectoryLoader } from 'n8n-core';
import * as exported from '../../index';
import { parseEvent } from '../../nodes/Oration/event';
import { packPackage, unpack } from '../../scripts/n8n/install';
import { run } from '../../scripts/process';
import { ANSWERED } from '../events';

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-package-'));
let loader: PackageDirectoryLoader;

beforeAll(async () => {
	await unpack(await packPackage(() => {}), folder);
	loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
}, 120_000);

afterAll(() => {
	rmSync(folder, { recursive: true });
});

const files = () =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
		statSync(path.join(folder, file)).isFile(),
	);
const manifest = () => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

describe('the tarball', () => {
	it('contains only the files that n8n and code need', () => {
		const kinds = files().map((file) =>
			file.replace(/^dist\/.*?((\.node|\.d)?\.\w+)$/, 'dist/*$1'),
		);
		expect([...new Set(kinds)].sort()).toEqual([
			...['LICENSE.md', 'README.md', 'dist/*.d.ts', 'dist/*.js', 'dist/*.json'],
			...['dist/*.node.js', 'dist/*.node.json', 'dist/*.svg'],
			...['index.d.ts', 'index.js', 'package.json'],
		]);
	});

	it('is smaller than 220 kB unpacked', () => {
		const size = files().reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
		expect(size).toBeLessThan(220_000);
	});

	it('has no runtime dependencies and one peer dependency', () => {
		const { dependencies, peerDependencies } = manifest();
		expect({ dependencies, peerDependencies }).toEqual({
			dependencies: undefined,
			peerDependencies: { 'n8n-workflow': '*' },
		});
	});
});

describe("n8n's package loader", () => {
	it('loads the trigger with its icons and codex', () => {
		expect(loader.nodeTypes.orationTrigger?.type).toMatchObject({
			description: {
				displayName: 'Oration Trigger',
				version: 1.1,
				iconUrl: {
					light: 'icons/n8n-nodes-oration/dist/icons/oration.svg',
					dark: 'icons/n8n-nodes-oration/dist/icons/oration.dark.svg',
				},
				codex: {
					categories: ['Communication', 'Sales'],
					alias: expect.arrayContaining(['voice', 'call', 'transcript', 'phone', 'voice ai']),
				},
			},
		});
	});

	it.each([
		['orationWebhookSecretApi', 'Oration Webhook Secret API', ['orationTrigger']],
		['orationApi', 'Oration API', ['oration']],
	])('loads the credential %s for its nodes', (name, displayName, supportedNodes) => {
		const { type } = { ...loader.credentialTypes[name] };
		expect(type).toMatchObject({ displayName, supportedNodes });
	});

	it("finds the output schema for n8n's AI features", () => {
		const { sourcePath = '' } = { ...loader.nodeTypes.orationTrigger };
		const nodeDir = path.join(folder, path.dirname(sourcePath));
		const schema = loadOutputSchema({ nodeDir, version: 1.1, versionFallback: true });
		expect(schema).toMatchObject({ type: 'object', properties: { summary: expect.anything() } });
	});
});

describe('index.js', () => {
	it('exports the nodes, the credentials, parseEvent, its error and the field lists', () => {
		// The compiler adds a default export.
		const names = Object.keys(exported).filter((name) => name !== 'default');
		expect(names.sort()).toEqual([
			...['InvalidEventError', 'Oration', 'OrationApi', 'OrationTrigger'],
			...['OrationWebhookSecretApi', 'RECORD_FIELDS', 'SIMPLIFIED_FIELDS', 'parseEvent'],
		]);
	});

	it('parses events without n8n, like the trigger', async () => {
		const event = ANSWERED;
		// From this folder, Node.js can't resolve n8n's modules.
		const script = `const { parseEvent } = require('${folder}');
			console.log(JSON.stringify(parseEvent(${JSON.stringify(event)}, new Date(0))));`;
		const output = await run(process.execPath, ['-e', script], { cwd: folder, log: () => {} });
		expect(JSON.parse(output)).toEqual(parseEvent(event, new Date(0)));
	});
});
