/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports --
   these tests start a real n8n; the package doesn't include tests */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import {
	N8nClient,
	binaryDataOf,
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
	/** The items that the trigger or the Oration node output. */
	items: IDataObject[];
	/** The binary data of these items. */
	files: IBinaryKeyData[];
	/** The items that the next node output. */
	nextItems: IDataObject[];
}

/** The n8n and the packed package to test, from scripts/test.js. */
const underTest: { n8n: N8n; tarball: string } = JSON.parse(process.env.N8N_UNDER_TEST ?? '{}');

/** Whether n8n stores an execution before it responds. n8n 1 responds first. */
export const respondsAfterStoring = !underTest.n8n.version.startsWith('1.');

/** A real n8n with the packed package, in a temporary user folder. */
export class Instance {
	private readonly userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-'));

	private running?: RunningN8n;

	private client?: N8nClient;

	private port?: number;

	private earlierLog = '';

	private constructor(private readonly env: NodeJS.ProcessEnv) {}

	static async start(env: NodeJS.ProcessEnv = {}): Promise<Instance> {
		const instance = new Instance(env);
		await installPackage(instance.userFolder, underTest.tarball, () => {});
		await instance.startProcess();
		return instance;
	}

	get url(): string {
		return this.assertRunning(this.running).url;
	}

	get log(): string {
		return this.earlierLog + (this.running?.log() ?? '');
	}

	get api(): N8nClient {
		return this.assertRunning(this.client);
	}

	async restart(): Promise<void> {
		await this.stopProcess();
		await this.startProcess();
	}

	/** Kills n8n with SIGKILL and restarts it on the same port. */
	async killAndRestart(): Promise<void> {
		await this.running?.kill();
		await this.restart();
	}

	/** Starts a webhook or worker process of this n8n. */
	async startExtraProcess(role: 'webhook' | 'worker', port?: number): Promise<RunningN8n> {
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

	async updateSecret({ id, name, type }: Credential, data: Record<string, string>): Promise<void> {
		await this.api.rest(`/credentials/${id}`, { name, type, data }, 'PATCH');
	}

	async createApiKey({ apiKey, workspaceId, baseUrl }: OrationApi): Promise<Credential> {
		const credential = { name: 'Key', type: 'orationApi', data: { apiKey, workspaceId, baseUrl } };
		// The public API of n8n 1 needs more fields than the editor's API.
		return (await this.api.rest('/credentials', credential)).data;
	}

	/** Returns the result of the Test button in the credential dialog. */
	async testCredential(type: string, data: Record<string, string>): Promise<unknown> {
		const credentials = { name: 'New', type, data };
		// n8n 1 only tests saved credentials.
		const { id } = (await this.api.rest('/credentials', credentials)).data;
		return (await this.api.rest('/credentials/test', { credentials: { ...credentials, id } })).data;
	}

	/** Retries an execution like the editor, and returns the status of the new one. */
	async retry(executionId: string): Promise<string> {
		const path = `/executions/${executionId}/retry`;
		const { data } = await this.api.rest(path, { loadWorkflow: true });
		return data.status;
	}

	/** Publishes a workflow with a Webhook node, an Oration node and an item for each element of the body. */
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
				// Even the debug log must not contain secrets or personal data.
				N8N_LOG_LEVEL: 'debug',
				N8N_LOG_OUTPUT: 'console',
				// The README describes both variables for Code nodes.
				NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
				NODE_PATH: path.join(this.userFolder, '.n8n/nodes/node_modules'),
				...this.env,
			},
		});
		this.port = this.running.port;
		this.client = await N8nClient.signIn(this.running.url).catch(async (error) => {
			// The test can't stop an instance that start() didn't return.
			await this.stop();
			throw error;
		});
	}

	private async stopProcess(): Promise<void> {
		await this.running?.stop();
		this.earlierLog = this.log;
		this.running = undefined;
	}

	private assertRunning<T>(value: T | undefined): T {
		if (value === undefined) throw new Error("n8n isn't running");
		return value;
	}
}

type WorkflowNode = Record<string, unknown>;

/** Connects each trigger to the next node. */
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

/** Returns a node that delays an execution. */
export const waitNode = (seconds: number): NextNode => ({
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: seconds, unit: 'seconds' },
});

export interface ExecutedEvent {
	eventId: unknown;
	/** `skipped`: the trigger output nothing. `emptied`: n8n replaced the data with an error. */
	end: 'ran' | 'skipped' | 'emptied';
	/** Whether the next node ran. */
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

	/** Returns the Production URL at another process of n8n. */
	urlAt(address: string): string {
		return `${address}/webhook/${this.webhookId}/oration`;
	}

	get testUrl(): string {
		return `${this.instance.url}/webhook-test/${this.webhookId}/oration`;
	}

	/** Waits until the Production URL responds. n8n 2 registers it shortly after the response of its API. */
	async waitUntilPublished(): Promise<void> {
		await waitFor(`${this.url} to respond`, async () => (await get(this.url)).status === 200);
	}

	/** Publishes the saved workflow. */
	async publish(): Promise<void> {
		await this.instance.api.api('POST', `/workflows/${this.workflow.id}/activate`);
		await this.waitUntilPublished();
	}

	async deactivate(): Promise<void> {
		await this.instance.api.api('POST', `/workflows/${this.workflow.id}/deactivate`);
		await waitFor(`${this.url} to return 404`, async () => (await get(this.url)).status === 404);
	}

	/** Changes the nodes, saves the workflow like the editor, and publishes it. */
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

	/** Duplicates the trigger in the workflow. */
	async duplicate(): Promise<TriggerUnderTest> {
		const webhookId = randomUUID();
		const changes = { id: randomUUID(), name: `${TRIGGER} 1`, webhookId };
		await this.edit((nodes) => [
			...nodes,
			...nodes.filter(({ name }) => name === TRIGGER).map((node) => ({ ...node, ...changes })),
		]);
		const duplicate = new TriggerUnderTest(this.instance, this.workflow, webhookId);
		await duplicate.waitUntilPublished();
		return duplicate;
	}

	/** Makes the editor listen for a test event. */
	async listen(): Promise<void> {
		const workflowData = await this.instance.api.api('GET', `/workflows/${this.workflow.id}`);
		const triggerToStartFrom = { name: TRIGGER };
		const path = `/workflows/${this.workflow.id}/run`;
		const { data } = await this.instance.api.rest(path, { workflowData, triggerToStartFrom });
		expect(data).toEqual({ waitingForWebhook: true });
	}

	/** Returns the outcome of each execution, with the `eventId` if the output has that field. */
	async executedEvents(): Promise<ExecutedEvent[]> {
		const executions = await this.instance.api.listExecutions(this.workflow.id);
		return executions.map((execution) => {
			const nextRan = outputOf(execution, NEXT).length > 0;
			const event = startItems(execution).find(({ eventId }) => eventId !== undefined);
			if (event) return { eventId: event.eventId, end: 'ran', nextRan };
			const end = execution.status === 'success' ? 'skipped' : 'emptied';
			return { eventId: undefined, end, nextRan };
		});
	}

	/** Waits until the workflow has enough executions, and returns them, oldest first. */
	async waitForExecutions(atLeast: number): Promise<Execution[]> {
		const executions = await this.instance.api.waitForExecutions(this.workflow.id, atLeast);
		return executions.reverse().map((execution) => ({
			...toExecution(execution, TRIGGER),
			nextItems: outputOf(execution, NEXT),
		}));
	}
}

/** A workflow with a Webhook node and an Oration node. */
export class ActionUnderTest {
	private runs = 0;

	constructor(
		private readonly instance: Instance,
		private readonly workflowId: string,
		private readonly url: string,
	) {}

	/** Runs the workflow with the items, and returns the execution with the output of the Oration node. */
	async run(items?: IDataObject[]): Promise<Execution> {
		await this.start(items);
		return await this.finished();
	}

	/** Starts the workflow with the items. */
	async start(items: IDataObject[] = [{}]): Promise<void> {
		await waitFor(`${this.url} to accept items`, async () => {
			return (await send(this.url, items)).status === 200;
		});
		this.runs += 1;
	}

	/** Cancels the running execution like the editor, and returns it. */
	async cancel(): Promise<Execution> {
		const { api } = this.instance;
		await api.rest(`/executions/${await api.runningExecution(this.workflowId)}/stop`, {});
		return await this.finished();
	}

	private async finished(): Promise<Execution> {
		const [newest] = await this.instance.api.waitForExecutions(this.workflowId, this.runs);
		if (!newest) throw new Error('n8n has no execution.');
		return { ...toExecution(newest, ACTION), nextItems: [] };
	}
}

function toExecution(execution: StoredExecution, node: string): Omit<Execution, 'nextItems'> {
	const { error, lastNodeExecuted } = execution.data.resultData;
	return {
		id: execution.id,
		mode: execution.mode,
		status: execution.status,
		lastNode: lastNodeExecuted,
		error: [error?.message, error?.description].join(' '),
		items: outputOf(execution, node),
		files: binaryDataOf(execution, node),
	};
}

export interface HttpResponse {
	status: number;
	type: string | null;
	body: string;
}

/** Sends a POST request, with the content type JSON by default. */
export async function send(
	url: string,
	body: unknown,
	headers: Record<string, string> = { 'content-type': 'application/json' },
	signal?: AbortSignal,
): Promise<HttpResponse> {
	return await toHttpResponse(
		await request(url, {
			method: 'POST',
			headers,
			signal,
			body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
		}),
	);
}

export async function sendCompressed(url: string, body: unknown): Promise<HttpResponse> {
	const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
	return await send(url, gzipSync(JSON.stringify(body)), headers);
}

export async function get(
	url: string,
	headers: Record<string, string> = {},
): Promise<HttpResponse & { headers: Headers }> {
	const response = await request(url, { headers });
	return { ...(await toHttpResponse(response)), headers: response.headers };
}

async function toHttpResponse(response: Response): Promise<HttpResponse> {
	return {
		status: response.status,
		type: response.headers.get('content-type'),
		body: await response.text(),
	};
}
