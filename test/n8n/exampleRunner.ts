import { randomUUID } from 'node:crypto';
import type { MockedEndpoint, RequestRuleBuilder } from 'mockttp';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../scripts/n8n/client';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { readExample, toWorkflow } from '../examples';
import {
	Instance,
	respondsAfterStoring,
	send,
	TriggerUnderTest,
	type Credential,
} from './instance';
import { Internet } from './internet';

/** A user's changes to a node of an example. */
interface Change {
	parameters?: INodeParameters;
	credential?: Credential;
	/** The items to pin, or null to unpin the node. */
	pinned?: INodeExecutionData[] | null;
}

type Changes = Record<string, Change>;

export const SLACK_CHANNEL = 'C0123456789';
const SLACK_TOKEN = 'xoxb-test';

/** The examples use node versions that n8n 1 doesn't have. */
export const describeInN8n2 = respondsAfterStoring ? describe : describe.skip;

/** Imports and runs examples in an n8n that only has the mock internet. */
export class ExampleRunner {
	private startedInternet?: Internet;

	private startedN8n?: Instance;

	private constructor() {}

	/** Starts n8n before the tests of the enclosing `describe`, and checks after each test what n8n requested. */
	static forTests(): ExampleRunner {
		const runner = new ExampleRunner();
		beforeAll(async () => await runner.start());
		afterAll(async () => await runner.stop());
		beforeEach(async () => await runner.internet.reset());
		afterEach(() => expect(runner.internet.unexpected).toEqual([]));
		return runner;
	}

	get n8n(): Instance {
		return assertStarted(this.startedN8n);
	}

	get internet(): Internet {
		return assertStarted(this.startedInternet);
	}

	/** Imports an example like the editor, with the changes that its note describes. */
	async import(file: string, changes: Changes = {}): Promise<TriggerUnderTest> {
		const webhookId = randomUUID();
		const { nodes, pinData, ...rest } = toWorkflow(readExample(file), webhookId);
		const { data } = await this.n8n.api.rest('/workflows', {
			...rest,
			nodes: nodes.map((node) => {
				const { parameters, credential } = changes[node.name] ?? {};
				return {
					...node,
					parameters: { ...node.parameters, ...parameters },
					...(credential ? { credentials: { [credential.type]: credential } } : {}),
				};
			}),
			pinData: Object.fromEntries(
				Object.entries(pinData).flatMap(([name, items]) => {
					const { pinned = items } = changes[name] ?? {};
					return pinned ? [[name, pinned]] : [];
				}),
			),
		});
		return new TriggerUnderTest(this.n8n, { id: data.id }, webhookId);
	}

	async publish(file: string, changes: Changes = {}): Promise<TriggerUnderTest> {
		const trigger = await this.import(file, changes);
		await trigger.publish();
		return trigger;
	}

	async createCredential(type: string, data: object): Promise<Credential> {
		const { id, name } = (await this.n8n.api.rest('/credentials', { name: type, type, data })).data;
		return { id, name, type };
	}

	async createSlackCredential(): Promise<Credential> {
		return await this.createCredential('slackApi', { accessToken: SLACK_TOKEN });
	}

	/** Mocks Slack, which accepts all messages. */
	async mockSlack(): Promise<MockedEndpoint> {
		const accepted = { ok: true, channel: SLACK_CHANNEL, ts: '1775038863.007000', message: {} };
		return await this.slackMessage().thenJson(200, accepted);
	}

	/** Returns a rule for messages to Slack with the credential. */
	slackMessage(): RequestRuleBuilder {
		return this.internet.proxy
			.forPost('https://slack.com/api/chat.postMessage')
			.withHeaders({ authorization: `Bearer ${SLACK_TOKEN}` });
	}

	/** Sends an event and returns its execution, once the workflow has `count` executions. */
	async executionFor(
		{ url, workflow }: TriggerUnderTest,
		event: OrationEvent,
		count = 1,
	): Promise<Execution> {
		expect((await send(url, event)).status).toBe(200);
		return await this.newestExecution(workflow, count);
	}

	/** Runs a workflow like **Execute workflow** in the editor, once it has `count` executions. */
	async runInEditor(
		workflow: { id: string },
		start: string | undefined,
		count = 1,
	): Promise<Execution> {
		const { data } = await this.n8n.api.rest(`/workflows/${workflow.id}/run`, {
			triggerToStartFrom: { name: start },
		});
		expect(data).toEqual({ executionId: expect.any(String) });
		return await this.newestExecution(workflow, count);
	}

	async newestExecution({ id }: { id: string }, count: number): Promise<Execution> {
		const [newest] = await this.n8n.api.waitForExecutions(id, count);
		if (!newest) throw new Error('n8n has no execution.');
		return newest;
	}

	private async start(): Promise<void> {
		this.startedInternet = await Internet.start();
		this.startedN8n = await Instance.start({
			...this.internet.env,
			N8N_LOG_LEVEL: 'info',
			GENERIC_TIMEZONE: 'America/New_York',
			// Disables requests that n8n sends without a workflow.
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		});
	}

	private async stop(): Promise<void> {
		await this.startedN8n?.stop();
		await this.startedInternet?.stop();
	}
}

function assertStarted<T>(value: T | undefined): T {
	if (value === undefined) throw new Error("The examples' n8n isn't running.");
	return value;
}

/** Returns the event of a call, with a new ID. */
export function callEvent(
	changes: JsonObject = {},
	{ event }: { event: OrationEvent } = SAMPLES.answered,
): OrationEvent {
	return { ...event, eventId: randomUUID(), payload: { ...event.payload, ...changes } };
}

export const resultOf = ({ status, data }: Execution) => ({
	status,
	error: data.resultData.error?.message,
	lastNode: data.resultData.lastNodeExecuted,
});

export const successAt = (lastNode: string) => ({ status: 'success', error: undefined, lastNode });

/** A channel of a Slack node, as the editor stores it. */
export const slackChannel = (value = SLACK_CHANNEL): INodeParameters => ({
	channelId: { __rl: true, mode: 'list', value, cachedResultName: 'calls' },
});

export const ORATION_API = 'https://www.oration.ai/api/v2';
export const ORATION_KEY = { apiKey: 'key-test', workspaceId: 'ws_test', baseUrl: ORATION_API };

export const RECORDING =
	'https://uploads.oration.ai/public/conversations/conv_1234567890abcdef/recordings/mono.mp4';
export const SUMMARY =
	'Customer asked to move the delivery to Friday and to add a second unit. Agent confirmed both and promised an email.';
