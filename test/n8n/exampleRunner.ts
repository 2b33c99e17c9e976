import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters, INodeTypeDescription, IPinData } from 'n8n-workflow';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { outputOf, Workflow } from '../../scripts/n8n/n8n';
import { waitFor } from '../../scripts/process';
import {
	readExample,
	toWorkflow,
	type Example,
	type Workflow as ExampleWorkflow,
} from '../examples';
import { CREDENTIALS, ROUTES, SELECTIONS } from './exampleServices';
import { Instance, respondsAfterStoring, send, type Credential } from './instance';
import { Internet, type Route } from './internet';

const TRIGGER_PATHS: Record<string, string> = {
	'n8n-nodes-oration.orationTrigger': '/webhook/*/oration',
	'n8n-nodes-base.webhook': '/webhook/*',
	'n8n-nodes-base.formTrigger': '/form/*',
};

let n8n: Instance;
let internet: Internet;
const credentials = new Map<string, Credential>();

/** The examples use node versions that n8n 1 doesn't have. */
export const describeExamples = respondsAfterStoring ? describe : describe.skip;

// Starts an n8n that only has the mock internet, for the test file that imports this one.
beforeAll(async () => {
	internet = await Internet.start(ROUTES);
	n8n = await Instance.start({
		...internet.env,
		GENERIC_TIMEZONE: 'America/New_York',
		// Disables requests that n8n sends without a workflow.
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	});
	for (const [type, data] of Object.entries(CREDENTIALS)) {
		credentials.set(type, await n8n.createCredential(type, data));
	}
});

afterAll(async () => {
	await n8n?.stop();
	await internet?.stop();
});

beforeEach(() => internet.reset());
afterEach(() => expect(internet.unexpected).toEqual([]));

/** Changes the responses of services in this test. */
export function respondWith(responses: Partial<Record<keyof typeof ROUTES, Route['responses']>>) {
	internet.responses = responses;
}

/** Creates a workflow like the editor. */
const create = async (workflow: ExampleWorkflow): Promise<{ id: string }> =>
	await n8n.rest('/workflows', workflow);

/** Imports an example unchanged. */
export const importExample = async (file: string) =>
	await create(toWorkflow(readExample(file), randomUUID()));

/** Imports an example, selects the credentials, changes parameters of nodes, and publishes it. */
export async function publish(
	example: string | Example,
	parameters: Record<string, INodeParameters> = {},
	pinData: IPinData = {},
) {
	const path = randomUUID();
	const source = typeof example === 'string' ? readExample(example) : example;
	const { nodes, ...rest } = toWorkflow(source, path);
	const select = (node: INode): INode => {
		const [type = '', selected] = SELECTIONS[node.type] ?? [];
		const credential = credentials.get(type);
		const ownPath = 'path' in node.parameters ? { path } : {};
		return {
			...node,
			parameters: { ...node.parameters, ...selected, ...ownPath, ...parameters[node.name] },
			...(credential ? { credentials: { [type]: credential } } : {}),
		};
	};
	const { id } = await create({ ...rest, pinData, nodes: nodes.map(select) });
	await n8n.api('POST', `/workflows/${id}/activate`);
	const [url = '', secondUrl = ''] = nodes
		.flatMap(({ type }) => TRIGGER_PATHS[type] ?? [])
		.map((triggerPath) => n8n.url + triggerPath.replace('*', path));
	return { id, url, secondUrl };
}

export const restart = async () => await n8n.restart();

/** Sends a request to an example. n8n publishes it shortly after the response of its API. */
export async function sendTo(url: string, body: unknown, headers?: Record<string, string>) {
	let response = await send(url, body, headers);
	await waitFor(`${url} to be published`, async () => {
		if (response.status === 404) response = await send(url, body, headers);
		return response.status !== 404;
	});
	return response;
}

/** Submits a form of an example that asks for a phone number. */
export async function submitForm(url: string, phoneNumber: string) {
	const field = 'content-disposition: form-data; name="field-0"';
	const form = ['--x', field, '', phoneNumber, '--x--', ''].join('\r\n');
	return await sendTo(url, form, { 'content-type': 'multipart/form-data; boundary=x' });
}

/** Sends events to an example, each one when the execution of the one before has ended or waits. */
export async function sendEach({ id, url }: { id: string; url: string }, events: OrationEvent[]) {
	for (const [index, event] of events.entries()) {
		expect((await sendTo(url, event)).status).toBe(200);
		await new Workflow(n8n, id).waitUntilEnded(index + 1);
	}
	return await resultOf({ id }, events.length);
}

/** Publishes an example and sends events to it. */
export const run = async (
	file: string,
	events: OrationEvent[],
	parameters?: Record<string, INodeParameters>,
) => await sendEach(await publish(file, parameters), events);

/** Runs a workflow like **Execute workflow** in the editor. */
export async function runInEditor({ id }: { id: string }, trigger = '', count = 1) {
	const start = { triggerToStartFrom: { name: trigger } };
	const started = await new Workflow(n8n, id).runInEditor(start);
	expect(started).toEqual({ executionId: expect.any(String) });
	return await resultOf({ id }, count);
}

/** Retries an execution like the editor. */
export const retry = async (executionId = ''): Promise<string> => {
	const path = `/executions/${executionId}/retry`;
	return (await n8n.rest(path, { loadWorkflow: true })).status;
};

/** Returns the result of a workflow's executions, once it has `count` and each one has ended or waits. */
export async function resultOf({ id }: { id: string }, count: number) {
	const executions = await new Workflow(n8n, id).executions(count);
	return {
		ids: executions.map((execution) => execution.id),
		/** The last node of each execution, and the status and error if it didn't succeed. */
		ends: executions.map(({ status, data: { resultData } }) => {
			const { error, lastNodeExecuted } = resultData;
			if (status === 'success') return lastNodeExecuted;
			return `${lastNodeExecuted}: ${error?.message ?? status}`;
		}),
		/** What the last nodes output. */
		outputs: executions.map((execution) =>
			outputOf(execution, execution.data.resultData.lastNodeExecuted),
		),
		/** What all services got in this test. */
		requests: internet.requests,
	};
}

export const nodeTypes = async (): Promise<INodeTypeDescription[]> =>
	await n8n.get('/types/nodes.json');

/** Returns a function that returns an event like the sample, with a new ID. */
const eventsLike =
	({ event }: { event: OrationEvent }) =>
	(changes: JsonObject = {}): OrationEvent => ({
		...event,
		eventId: randomUUID(),
		payload: { ...event.payload, ...changes },
	});

export const call = eventsLike(SAMPLES.answered);
export const unansweredCall = eventsLike(SAMPLES.unanswered);

export const SUMMARY = String(call().payload.summary);
