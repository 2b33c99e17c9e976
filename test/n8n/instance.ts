/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports --
   these tests start a real n8n; nothing of them is published */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import {
	N8nClient,
	filesOf,
	outputOf,
	startItems,
	type Execution as StoredExecution,
} from '../../scripts/n8n/client';
import { installPackage, type N8n } from '../../scripts/n8n/install';
import { startN8n, type RunningN8n } from '../../scripts/n8n/process';
import { request } from '../../scripts/request';
import { waitFor } from '../../scripts/waitFor';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import type { OrationApi } from '../oration-api/server';

const TRIGGER = 'Oration Trigger';
const NEXT = 'Next';
const ACTION = 'Oration';
const ACTION_TYPE = 'n8n-nodes-oration.oration';
const TRIGGER_TYPE = 'n8n-nodes-oration.orationTrigger';
const TRIGGER_VERSION = new OrationTrigger().description.version;

export interface Credential {
	id: string;
	name: string;
	type: string;
}

interface Execution {
	id: string;
	mode: string;
	status: string;
	error: string;
	lastNode: string;
	/** The items that the trigger handed on. */
	items: IDataObject[];
	/** The files of these items. */
	files: IBinaryKeyData[];
	/** The items that the node after it handed on. */
	nextItems: IDataObject[];
}

/** The n8n to test in, and the packed package: from scripts/test.js. */
const underTest: { n8n: N8n; tarball: string } = JSON.parse(process.env.N8N_UNDER_TEST ?? '{}');

/** n8n 1 answers before it has stored an execution. */
export const answersOnceStored = !underTest.n8n.version.startsWith('1.');

/** A real n8n with the packed package in it, in a folder of its own. */
export class Instance {
	private readonly userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-'));

	private running?: RunningN8n;

	private client?: N8nClient;

	private port?: number;

	private logBefore = '';

	private constructor(private readonly env: NodeJS.ProcessEnv) {}

	static async start(env: NodeJS.ProcessEnv = {}): Promise<Instance> {
		const instance = new Instance(env);
		await installPackage(instance.userFolder, underTest.tarball, () => {});
		await instance.startProcess();
		return instance;
	}

	get url(): string {
		return this.use(this.running).url;
	}

	get log(): string {
		return this.logBefore + (this.running?.log() ?? '');
	}

	get api(): N8nClient {
		return this.use(this.client);
	}

	async restart(): Promise<void> {
		await this.stopProcess();
		await this.startProcess();
	}

	/** kill -9, and start again at the same address. */
	async killAndRestart(): Promise<void> {
		await this.running?.kill();
		await this.restart();
	}

	/** Starts one more process of the same n8n. */
	async startOther(role: 'webhook' | 'worker', port?: number): Promise<RunningN8n> {
		const { userFolder, env } = this;
		return await startN8n(underTest.n8n, { userFolder, env, role, port });
	}

	async stop(): Promise<void> {
		await this.stopProcess();
		rmSync(this.userFolder, { recursive: true, force: true });
	}

	async createSecret(data: Record<string, string>): Promise<Credential> {
		const type = 'orationWebhookSecretApi';
		return await this.api.api('POST', '/credentials', { name: 'Secret', type, data });
	}

	async changeSecret({ id, name, type }: Credential, data: Record<string, string>): Promise<void> {
		await this.api.rest(`/credentials/${id}`, { name, type, data }, 'PATCH');
	}

	async createApiKey({ apiKey, workspaceId, baseUrl }: OrationApi): Promise<Credential> {
		const credential = { name: 'Key', type: 'orationApi', data: { apiKey, workspaceId, baseUrl } };
		// The public API of n8n 1 asks for more than its editor does.
		return (await this.api.rest('/credentials', credential)).data;
	}

	/** What the Test button of the credential dialog says. */
	async testCredential(type: string, data: Record<string, string>): Promise<unknown> {
		const credentials = { name: 'New', type, data };
		// n8n 1 tests only what is saved.
		const { id } = (await this.api.rest('/credentials', credentials)).data;
		return (await this.api.rest('/credentials/test', { credentials: { ...credentials, id } })).data;
	}

	/** Has the editor's Retry button run an execution again, and gives the status of the new one. */
	async retry(executionId: string): Promise<string> {
		const path = `/executions/${executionId}/retry`;
		const { data } = await this.api.rest(path, { loadWorkflow: true });
		return data.status;
	}

	/** Publishes a workflow: a Webhook node, items from the list in its body, and an Oration node. */
	async action(
		parameters: Record<string, unknown>,
		credential?: Credential,
		settings: Record<string, unknown> = {},
	): Promise<ActionUnderTest> {
		const path = randomUUID();
		const node = (name: string, type: string, typeVersion: number, rest: object) => ({
			id: randomUUID(),
			name,
			type,
			typeVersion,
			position: [0, 0],
			...rest,
		});
		const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
		const workflow = await this.api.api('POST', '/workflows', {
			name: 'Test',
			nodes: [
				node('Webhook', 'n8n-nodes-base.webhook', 2, {
					webhookId: path,
					parameters: { httpMethod: 'POST', path },
				}),
				node('Split Out', 'n8n-nodes-base.splitOut', 1, {
					parameters: { fieldToSplitOut: 'body' },
				}),
				node(ACTION, ACTION_TYPE, 1, {
					parameters,
					...(credential ? { credentials: { orationApi: credential } } : {}),
					...settings,
				}),
			],
			connections: { Webhook: to('Split Out'), 'Split Out': to(ACTION) },
			settings: { executionOrder: 'v1' },
		});
		await this.api.api('POST', `/workflows/${workflow.id}/activate`);
		return new ActionUnderTest(this, workflow.id, `${this.url}/webhook/${path}`);
	}

	/** Creates a workflow that starts with an Oration Trigger, and publishes it. */
	async trigger(
		parameters: Record<string, unknown> = {},
		credential?: Credential,
		next?: NextNode,
	): Promise<TriggerUnderTest> {
		const trigger = await this.draft(parameters, credential, next);
		await trigger.publish();
		return trigger;
	}

	/** Creates a workflow that starts with an Oration Trigger. */
	async draft(
		parameters: Record<string, unknown> = {},
		credential?: Credential,
		next: NextNode = NO_OPERATION,
	): Promise<TriggerUnderTest> {
		const webhookId = randomUUID();
		const nodes = [
			{
				id: randomUUID(),
				name: TRIGGER,
				type: TRIGGER_TYPE,
				typeVersion: TRIGGER_VERSION,
				position: [0, 0],
				webhookId,
				parameters,
				...(credential ? { credentials: { [credential.type]: credential } } : {}),
			},
			{ ...next, id: randomUUID(), name: NEXT, position: [200, 0] },
		];
		const workflow = await this.api.api('POST', '/workflows', {
			name: 'Test',
			nodes,
			connections: connect(nodes),
			settings: { executionOrder: 'v1' },
		});
		return new TriggerUnderTest(this, workflow, webhookId);
	}

	private async startProcess(): Promise<void> {
		this.running = await startN8n(underTest.n8n, {
			userFolder: this.userFolder,
			port: this.port,
			env: {
				// Secrets and people must not show up in the most talkative log either.
				N8N_LOG_LEVEL: 'debug',
				N8N_LOG_OUTPUT: 'console',
				// As the README says for Code nodes.
				NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
				NODE_PATH: path.join(this.userFolder, '.n8n/nodes/node_modules'),
				...this.env,
			},
		});
		this.port = this.running.port;
		this.client = await N8nClient.signIn(this.running.url).catch(async (error) => {
			// The test cannot stop what it did not get.
			await this.stop();
			throw error;
		});
	}

	private async stopProcess(): Promise<void> {
		await this.running?.stop();
		this.logBefore = this.log;
		this.running = undefined;
	}

	private use<T>(part: T | undefined): T {
		if (part === undefined) throw new Error('n8n is not running');
		return part;
	}
}

type WorkflowNode = Record<string, unknown>;

/** Connects each trigger to the node after it. */
const connect = (nodes: WorkflowNode[]) =>
	Object.fromEntries(
		nodes
			.filter(({ name }) => name !== NEXT)
			.map(({ name }) => [name, { main: [[{ node: NEXT, type: 'main', index: 0 }]] }]),
	);

/** The node after the trigger. */
interface NextNode {
	type: string;
	typeVersion: number;
	parameters: object;
}

const NO_OPERATION: NextNode = { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };

export const codeNode = (jsCode: string): NextNode => ({
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode },
});

/** Returns a node that holds an execution for some seconds. */
export const waitNode = (seconds: number): NextNode => ({
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: seconds, unit: 'seconds' },
});

export interface ExecutedEvent {
	eventId: unknown;
	/** It was skipped if the trigger had no output, and emptied if n8n replaced its data with an error. */
	end: 'ran' | 'skipped' | 'emptied';
	/** Whether the node after the trigger ran. */
	nextRan: boolean;
}

export class TriggerUnderTest {
	constructor(
		private readonly instance: Instance,
		readonly workflow: { id: string },
		private readonly webhookId: string,
	) {}

	get url(): string {
		return this.urlAt(this.instance.url);
	}

	/** The Production URL at another process of n8n. */
	urlAt(address: string): string {
		return `${address}/webhook/${this.webhookId}/oration`;
	}

	get testUrl(): string {
		return `${this.instance.url}/webhook-test/${this.webhookId}/oration`;
	}

	/** Waits until the Production URL is there: n8n 2 registers it some time after it has said that it did. */
	async published(): Promise<void> {
		await waitFor(`${this.url} to be there`, async () => (await open(this.url)).status === 200);
	}

	/** Publishes the workflow as it was last saved. */
	async publish(): Promise<void> {
		await this.instance.api.api('POST', `/workflows/${this.workflow.id}/activate`);
		await this.published();
	}

	async deactivate(): Promise<void> {
		await this.instance.api.api('POST', `/workflows/${this.workflow.id}/deactivate`);
		await waitFor(`${this.url} to be gone`, async () => (await open(this.url)).status === 404);
	}

	/** Saves the workflow as the editor does, after a change of its nodes, and publishes it. */
	async edit(change: (nodes: WorkflowNode[]) => WorkflowNode[]): Promise<void> {
		const path = `/workflows/${this.workflow.id}`;
		const { name, nodes, settings, versionId } = await this.instance.api.api('GET', path);
		const changed = change(nodes);
		const body = { name, nodes: changed, connections: connect(changed), settings, versionId };
		await this.instance.api.rest(path, body, 'PATCH');
		await this.publish();
	}

	async rename(name: string): Promise<void> {
		await this.edit((nodes) =>
			nodes.map((node) => (node.name === TRIGGER ? { ...node, name } : node)),
		);
	}

	/** Adds a copy of the trigger to the workflow. */
	async duplicate(): Promise<TriggerUnderTest> {
		const webhookId = randomUUID();
		const copy = { id: randomUUID(), name: `${TRIGGER} 1`, webhookId };
		await this.edit((nodes) => [
			...nodes,
			...nodes.filter(({ name }) => name === TRIGGER).map((node) => ({ ...node, ...copy })),
		]);
		const duplicate = new TriggerUnderTest(this.instance, this.workflow, webhookId);
		await duplicate.published();
		return duplicate;
	}

	/** Has the editor listen for a test event. */
	async listen(): Promise<void> {
		const workflowData = await this.instance.api.api('GET', `/workflows/${this.workflow.id}`);
		const triggerToStartFrom = { name: TRIGGER };
		const path = `/workflows/${this.workflow.id}/run`;
		const { data } = await this.instance.api.rest(path, { workflowData, triggerToStartFrom });
		expect(data).toEqual({ waitingForWebhook: true });
	}

	/** Returns what each execution so far did, with the `eventId` if it is among the fields. */
	async executedEvents(): Promise<ExecutedEvent[]> {
		const executions = await this.instance.api.executionsSoFar(this.workflow.id);
		return executions.map((execution) => {
			const nextRan = outputOf(execution, NEXT).length > 0;
			const event = startItems(execution).find(({ eventId }) => eventId !== undefined);
			if (event) return { eventId: event.eventId, end: 'ran', nextRan };
			const end = execution.status === 'success' ? 'skipped' : 'emptied';
			return { eventId: undefined, end, nextRan };
		});
	}

	/** The executions so far, oldest first, once there are as many as expected. */
	async executions(atLeast: number): Promise<Execution[]> {
		const executions = await this.instance.api.executions(this.workflow.id, atLeast);
		return executions.reverse().map((execution) => ({
			...asExecution(execution, TRIGGER),
			nextItems: outputOf(execution, NEXT),
		}));
	}
}

/** A workflow with an Oration node, behind a Webhook node. */
export class ActionUnderTest {
	private runs = 0;

	constructor(
		private readonly instance: Instance,
		private readonly workflowId: string,
		private readonly url: string,
	) {}

	/** Runs the workflow with so many items, and gives what the Oration node made of them. */
	async run(items: IDataObject[] = [{}]): Promise<Execution> {
		await waitFor(`${this.url} to take items`, async () => {
			return (await send(this.url, items)).status === 200;
		});
		this.runs += 1;
		const [newest] = await this.instance.api.executions(this.workflowId, this.runs);
		if (!newest) throw new Error('There is no execution.');
		return { ...asExecution(newest, ACTION), nextItems: [] };
	}
}

function asExecution(execution: StoredExecution, node: string): Omit<Execution, 'nextItems'> {
	const { error, lastNodeExecuted } = execution.data.resultData;
	return {
		id: execution.id,
		mode: execution.mode,
		status: execution.status,
		lastNode: lastNodeExecuted,
		error: [error?.message, error?.description].join(' '),
		items: outputOf(execution, node),
		files: filesOf(execution, node),
	};
}

export interface Answer {
	status: number;
	type: string | null;
	body: string;
}

/** Sends a body, as JSON where nothing else is said. */
export async function send(
	url: string,
	body: unknown,
	headers: Record<string, string> = { 'content-type': 'application/json' },
	signal?: AbortSignal,
): Promise<Answer> {
	return await answerOf(
		await request(url, {
			method: 'POST',
			headers,
			signal,
			body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
		}),
	);
}

export async function sendCompressed(url: string, body: unknown): Promise<Answer> {
	const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
	return await send(url, gzipSync(JSON.stringify(body)), headers);
}

export async function open(url: string): Promise<Answer & { headers: Headers }> {
	const response = await request(url);
	return { ...(await answerOf(response)), headers: response.headers };
}

async function answerOf(response: Response): Promise<Answer> {
	return {
		status: response.status,
		type: response.headers.get('content-type'),
		body: await response.text(),
	};
}
