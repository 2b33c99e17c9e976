/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports --
   these tests start a real n8n; the package doesn't include tests */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { installPackage, type InstalledN8n } from '../../scripts/n8n/install';
import {
	itemsOf,
	N8n,
	outputOf,
	Workflow,
	type Credential,
	type Execution as StoredExecution,
	type Node,
} from '../../scripts/n8n/n8n';
import { request, waitFor } from '../../scripts/process';

export type { Credential } from '../../scripts/n8n/n8n';

const TRIGGER = 'Oration Trigger';
const NEXT = 'Next';
const ACTION = 'Oration';

export const CORRECT_VALUE = 'kJ8-secret-of-the-test-0123456789';
export const SECRET_TYPE = 'orationWebhookSecretApi';
const SECRET_HEADER = 'x-oration-secret';

interface Execution {
	id: string;
	mode: string;
	status: string;
	error: string;
	/** The items that the trigger or the Oration node output. */
	items: IDataObject[];
	/** The binary data of these items. */
	files: IBinaryKeyData[];
	/** The items that the next node output. */
	nextItems: IDataObject[];
	/** What the output panel says about the items. */
	hints: string[];
}

/** The n8n and the packed package to test, from globalSetup.ts. */
const underTest: { n8n: InstalledN8n; tarball: string } = JSON.parse(
	process.env.N8N_UNDER_TEST ?? '{}',
);

/** Whether n8n stores an execution before it responds. n8n 1 responds first. */
export const respondsAfterStoring = !underTest.n8n.version.startsWith('1.');

/** A real n8n with the packed package, in a temporary user folder. */
export class Instance extends N8n {
	private constructor(env: NodeJS.ProcessEnv) {
		const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-'));
		// The README describes both variables for Code nodes.
		const codeEnv = {
			NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
			NODE_PATH: path.join(userFolder, '.n8n/nodes/node_modules'),
		};
		super(underTest.n8n, { userFolder, env: { ...codeEnv, ...env } });
	}

	static async start(env: NodeJS.ProcessEnv = {}): Promise<Instance> {
		const instance = new Instance(env);
		await instance.installAndStart().catch(async (error) => {
			// The test can't stop an instance that start() didn't return.
			await instance.stop();
			throw error;
		});
		return instance;
	}

	/** Returns an n8n that runs during the tests of a file. */
	static forTests(env: NodeJS.ProcessEnv = {}): Instance {
		const instance = new Instance(env);
		beforeAll(async () => await instance.installAndStart());
		afterAll(async () => await instance.stop());
		return instance;
	}

	private async installAndStart(): Promise<void> {
		await installPackage(this.userFolder, underTest.tarball, () => {});
		await this.start();
	}

	/** Stops n8n and deletes its data. */
	async stop(): Promise<void> {
		await super.stop();
		rmSync(this.userFolder, { recursive: true, force: true });
	}

	/** Creates the credential of a trigger, with the secret in a header by default. */
	async createSecret(secret = CORRECT_VALUE, sentIn = 'header'): Promise<Credential> {
		const data = { secret, sentIn, headerName: SECRET_HEADER };
		return await this.createCredential(SECRET_TYPE, data);
	}

	/** Publishes a workflow with a Webhook node, an Oration node and an item for each element of the body. */
	async action(
		parameters: object,
		credential?: Credential,
		settings: Partial<Node> = {},
	): Promise<ActionUnderTest> {
		const { id, webhookId, nodes } = await this.createWorkflow([
			{ name: 'Webhook', type: 'n8n-nodes-base.webhook', parameters: { httpMethod: 'POST' } },
			{
				name: 'Split Out',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'body' },
			},
			{ name: ACTION, type: 'n8n-nodes-oration.oration', parameters, credential, ...settings },
		]);
		const action = new ActionUnderTest(this, id, webhookId, nodes);
		await action.publish();
		return action;
	}

	/** Creates a workflow that starts with an Oration Trigger, and publishes it. */
	async trigger(
		parameters: object = {},
		credential?: Credential,
		next?: NextNode,
		settings?: Partial<Node>,
	): Promise<TriggerUnderTest> {
		const trigger = await this.draft(parameters, credential, next, settings);
		await trigger.publish();
		return trigger;
	}

	/** Creates a workflow that starts with an Oration Trigger. */
	async draft(
		parameters: object = {},
		credential?: Credential,
		next: NextNode = { type: 'n8n-nodes-base.noOp' },
		settings: Partial<Node> = {},
	): Promise<TriggerUnderTest> {
		const type = 'n8n-nodes-oration.orationTrigger';
		const { id, webhookId, nodes } = await this.createWorkflow([
			{ name: TRIGGER, type, parameters, credential, ...settings },
			{ name: NEXT, ...next },
		]);
		return new TriggerUnderTest(this, id, webhookId, nodes);
	}
}

/** The node after the trigger. */
type NextNode = Pick<Node, 'type' | 'parameters'>;

export const codeNode = (jsCode: string): NextNode => ({
	type: 'n8n-nodes-base.code',
	parameters: { jsCode },
});

/** Returns a node that delays an execution. */
export const waitNode = (seconds: number): NextNode => ({
	type: 'n8n-nodes-base.wait',
	parameters: { amount: seconds, unit: 'seconds' },
});

/** A workflow with an Oration Trigger and a next node. */
export class TriggerUnderTest extends Workflow {
	/** Saves changes to a node like the editor, and publishes them. */
	async edit(name: string, changes: Partial<Node> = {}): Promise<void> {
		const nodes = this.nodes.map((node) => (node.name === name ? { ...node, ...changes } : node));
		await this.save(nodes);
		await this.publish();
	}

	/** Duplicates the trigger in the workflow. */
	async duplicate(): Promise<Workflow> {
		const [trigger, ...next] = this.nodes;
		if (!trigger) throw new Error('The workflow has no trigger.');
		const webhookId = randomUUID();
		const duplicate = { ...trigger, id: randomUUID(), name: `${TRIGGER} 1`, webhookId };
		await this.save([{ ...trigger, to: NEXT }, duplicate, ...next]);
		await this.publish();
		const published = new Workflow(this.n8n, this.id, webhookId, this.nodes);
		await published.waitUntilPublished();
		return published;
	}

	/** Waits until the workflow has enough executions, and returns them, oldest first. */
	async waitForExecutions(atLeast: number): Promise<Execution[]> {
		const executions = await this.executions(atLeast);
		return executions.map((execution) => toExecution(execution, TRIGGER));
	}
}

/** A workflow with a Webhook node and an Oration node. */
export class ActionUnderTest extends Workflow {
	private runs = 0;

	/** Runs the workflow with the items, and returns the execution with the output of the Oration node. */
	async run(items?: IDataObject[]): Promise<Execution> {
		await this.start(items);
		return await this.finished();
	}

	/** Starts the workflow with the items. */
	async start(items: IDataObject[] = [{}]): Promise<void> {
		expect((await send(this.url, items)).status).toBe(200);
		this.runs += 1;
	}

	/** Cancels the running execution like the editor, and returns it. */
	async cancel(): Promise<Execution> {
		const id = async () => await this.runningExecution();
		await waitFor('a running execution', async () => (await id()) !== undefined);
		await this.n8n.rest(`/executions/${await id()}/stop`, {});
		return await this.finished();
	}

	private async finished(): Promise<Execution> {
		const newest = (await this.executions(this.runs)).at(-1);
		if (!newest) throw new Error('n8n has no execution.');
		return toExecution(newest, ACTION);
	}
}

function toExecution(execution: StoredExecution, node: string): Execution {
	const { error, runData } = execution.data.resultData;
	return {
		id: execution.id,
		mode: execution.mode,
		status: execution.status,
		error: [error?.message, error?.description].join(' '),
		items: outputOf(execution, node),
		files: itemsOf(execution, node).map(({ binary }) => binary ?? {}),
		nextItems: outputOf(execution, NEXT),
		hints: (runData[node]?.[0]?.hints ?? []).map(({ message }) => message),
	};
}

export const JSON_TYPE = { 'content-type': 'application/json' };
export const withSecret = (secret = CORRECT_VALUE) => ({ ...JSON_TYPE, [SECRET_HEADER]: secret });

/** Sends a POST request, with the content type JSON by default. Compresses the body if the headers say so. */
export async function send(
	url: string,
	body: unknown,
	headers: Record<string, string> = JSON_TYPE,
	signal?: AbortSignal,
) {
	const bytes = typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body);
	const sent = 'content-encoding' in headers ? gzipSync(bytes) : bytes;
	return await toHttpResponse(await request(url, { method: 'POST', headers, signal, body: sent }));
}

/** Gets a URL, like a browser by default. */
export async function get(url: string, headers: Record<string, string> = { accept: 'text/html' }) {
	return await toHttpResponse(await request(url, { headers }));
}

async function toHttpResponse(response: Response) {
	const { status, headers } = response;
	return { status, type: headers.get('content-type'), headers, body: await response.text() };
}
