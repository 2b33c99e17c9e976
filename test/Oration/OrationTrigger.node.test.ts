import { mock } from 'jest-mock-extended';
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IWebhookFunctions,
	Logger,
} from 'n8n-workflow';
import { toRecord } from '../../nodes/Oration/event/record';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import { eventKey } from '../../nodes/Oration/trigger/duplicates';
import { withKey } from '../../nodes/Oration/trigger/processedEvents';
import { SAMPLES } from '../../nodes/Oration/trigger/samples';
import { sampleFile } from '../events';

const event = sampleFile('analysis-completed.realistic');
const NO_EXECUTION = {};
const ANSWERED_BY_NODE = { noWebhookResponse: true };

interface Call {
	body?: unknown;
	contentType?: string;
	headers?: Record<string, string>;
	query?: Record<string, string>;
	parameters?: Record<string, unknown>;
	mode?: 'webhook' | 'manual';
	webhookName?: 'default' | 'setup';
	credential?: IDataObject;
	nodeId?: string;
	/** What n8n answers an event with. */
	status?: number;
}

type Socket = ReturnType<IWebhookFunctions['getRequestObject']>['socket'];

let nodes = 0;

/** Runs webhook() on a request, and gives what it returned, answered and logged. */
async function call({
	body = event,
	contentType = 'application/json',
	headers = {},
	query = {},
	parameters = {},
	mode = 'webhook',
	webhookName = 'default',
	credential,
	nodeId = `node ${(nodes += 1)}`,
	status: statusCode = 200,
}: Call) {
	const answer = { status: 0, body: '', headers: {} };
	const response = {
		// n8n has answered by the time that anybody looks.
		writableEnded: true,
		statusCode,
		status(status: number) {
			answer.status = status;
			return response;
		},
		set(fields: object) {
			answer.headers = fields;
			return response;
		},
		json(value: unknown) {
			answer.body = JSON.stringify(value);
		},
		send(text: string) {
			answer.body = text;
		},
	};
	const bytes = typeof body === 'string' ? body : JSON.stringify(body);
	const logger = mock<Logger>();
	const context = mock<IWebhookFunctions>({
		logger,
		getRequestObject: () =>
			Object.assign(mock<ReturnType<IWebhookFunctions['getRequestObject']>>(), {
				headers: { 'content-type': contentType, ...headers },
				query,
				body,
				rawBody: Buffer.from(bytes),
				socket: mock<Socket>({ destroyed: false }),
			}),
		getResponseObject: () => Object.assign(mock<never>(), response),
		getMode: () => mode,
		getWebhookName: () => webhookName,
		getNode: () => mock<INode>({ id: nodeId, name: 'Oration Trigger' }),
		getWorkflow: () => ({ id: 'w', active: true }),
	});
	const all: Record<string, unknown> = {
		events: ['conversation.analysisCompleted'],
		...parameters,
	};
	context.getNodeParameter.mockImplementation((name, fallback) => all[name] ?? fallback);
	if (credential) context.getCredentials.mockResolvedValue(credential);
	else context.getCredentials.mockRejectedValue(new Error('Node has no credentials'));

	const returned = await new OrationTrigger().webhook.call(context);
	expect(context.getWorkflowStaticData).not.toHaveBeenCalled();
	return { returned, answer, logger };
}

const outputOf = async (options: Call) =>
	(await call(options)).returned.workflowData?.[0]?.[0]?.json;

describe('webhook()', () => {
	describe('for a wanted event', () => {
		it('hands on the simplified record and leaves the answer to n8n', async () => {
			const { returned, answer } = await call({});
			expect(returned.workflowData?.[0]?.[0]?.json).toMatchObject({
				conversationId: 'conv_1234567890abcdef',
				durationSeconds: 268.25,
			});
			expect(Object.keys(returned)).toEqual(['workflowData']);
			expect(answer.status).toBe(0);
		});

		it('hands on the full record', async () => {
			const output = await outputOf({ parameters: { output: 'full' } });
			expect(output).toEqual({ ...toRecord(event), receivedAt: output?.receivedAt });
		});

		it('hands on the selected fields', async () => {
			const parameters = { output: 'selectedFields', fields: ['eventId', 'agentId'] };
			expect(await outputOf({ parameters })).toEqual({
				eventId: '7d0c2c1e-6f0b-4f43-9d0e-6a3a5e1f7b21',
				agentId: 'agent_1234567890abcdef',
			});
		});

		it('hands on the raw event', async () => {
			expect(await outputOf({ parameters: { output: 'raw' } })).toEqual(event);
		});

		it('reads it whatever its content type', async () => {
			const output = await outputOf({ body: JSON.stringify(event), contentType: 'text/plain' });
			expect(output).toMatchObject({ conversationId: 'conv_1234567890abcdef' });
		});
	});

	describe('beside the output', () => {
		const itemOf = async (options: Call) => (await call(options)).returned.workflowData?.[0]?.[0];

		it('puts the key of the event and a delivery', async () => {
			expect(await itemOf({})).toEqual({
				json: expect.anything(),
				orationEventKey: eventKey('conversation.analysisCompleted', String(event.eventId)),
				orationDelivery: expect.any(String),
			});
		});

		it.each<[string, Call]>([
			['the event has no ID', { body: { ...event, eventId: null } }],
			['duplicates are not skipped', { parameters: { options: { deduplicate: false } } }],
			['the editor listens', { mode: 'manual' }],
		])('puts nothing where %s', async (_, options) => {
			expect(await itemOf(options)).toEqual({ json: expect.anything() });
		});
	});

	describe('for a repeated event', () => {
		it('starts the workflow for another type of event with the same ID', async () => {
			const parameters = {
				events: ['conversation.analysisCompleted', 'conversation.completed'],
			};
			await call({ nodeId: 'g', parameters });
			const body = { ...event, eventType: 'conversation.completed' };
			expect(await outputOf({ nodeId: 'g', parameters, body })).toBeDefined();
		});

		it('starts the workflow where n8n failed to store the first one', async () => {
			await call({ nodeId: 'h', status: 500 });
			expect(await outputOf({ nodeId: 'h' })).toBeDefined();
		});

		it('starts nothing', async () => {
			await call({ nodeId: 'a' });
			expect((await call({ nodeId: 'a' })).returned).toEqual(NO_EXECUTION);
		});

		it('starts the workflow again where duplicates are not skipped', async () => {
			const parameters = { options: { deduplicate: false } };
			await call({ nodeId: 'b' });
			expect(await outputOf({ nodeId: 'b', parameters })).toBeDefined();
		});

		it('starts the workflow again where the event has no ID', async () => {
			const body = { ...event, eventId: null };
			await call({ nodeId: 'c', body });
			expect(await outputOf({ nodeId: 'c', body })).toBeDefined();
		});

		it('starts the workflow while the editor listens, and remembers nothing', async () => {
			expect(await outputOf({ nodeId: 'd', mode: 'manual' })).toBeDefined();
			expect(await outputOf({ nodeId: 'd', mode: 'manual' })).toBeDefined();
			expect(await outputOf({ nodeId: 'd' })).toBeDefined();
		});
	});

	it('starts nothing for a type that is not selected, and does not remember the event', async () => {
		const parameters = { events: ['conversation.completed'] };
		expect((await call({ nodeId: 'e', parameters })).returned).toEqual(NO_EXECUTION);
		expect(await outputOf({ nodeId: 'e' })).toBeDefined();
	});

	it('starts nothing for an event that a filter holds back, and does not remember it', async () => {
		const parameters = { filters: { agentIds: 'agent_2' } };
		expect((await call({ nodeId: 'f', parameters })).returned).toEqual(NO_EXECUTION);
		expect(await outputOf({ nodeId: 'f' })).toBeDefined();
	});

	it('starts nothing where no event is selected', async () => {
		expect((await call({ parameters: { events: [] } })).returned).toEqual(NO_EXECUTION);
	});

	describe.each([
		['body', 'The body is not a JSON object', []],
		['body', 'The body is not a JSON object', null],
		['eventType', "The field 'eventType' is missing or is not text", {}],
		['payload', "The field 'payload' is missing or is not an object", { eventType: 'x' }],
	])('for a body without a proper %s', (field, message, body) => {
		it('answers 400 with the field', async () => {
			const { returned, answer } = await call({ body });
			expect(returned).toEqual(ANSWERED_BY_NODE);
			expect(answer).toMatchObject({ status: 400, body: JSON.stringify({ field, message }) });
		});

		it('logs the reason', async () => {
			const { logger } = await call({ body });
			expect(logger.warn).toHaveBeenCalledWith(`Oration Trigger refused a request: ${message}`, {
				workflowId: 'w',
				nodeName: 'Oration Trigger',
			});
		});
	});

	describe('with a shared secret', () => {
		const protectedBy = (sentIn: 'header' | 'query') => ({
			parameters: { authentication: 'sharedSecret' },
			credential: { secret: 's3cret', sentIn, headerName: 'x-oration-secret' },
		});

		it('takes an event with the secret in the header', async () => {
			const headers = { 'x-oration-secret': 's3cret' };
			expect(await outputOf({ ...protectedBy('header'), headers })).toBeDefined();
		});

		it('takes an event with the secret in the URL', async () => {
			expect(await outputOf({ ...protectedBy('query'), query: { token: 's3cret' } })).toBeDefined();
		});

		it('answers 401 to a wrong secret, before it looks at the body', async () => {
			const headers = { 'x-oration-secret': 'guess' };
			const { returned, answer } = await call({
				...protectedBy('header'),
				headers,
				body: 'no event',
			});
			expect(returned).toEqual(ANSWERED_BY_NODE);
			expect(answer.status).toBe(401);
			expect(JSON.parse(answer.body)).toEqual({
				message:
					"The shared secret in the header 'x-oration-secret' is not the one that is saved in n8n.",
			});
		});

		it('answers 401 where the secret is missing', async () => {
			const { answer } = await call(protectedBy('query'));
			expect(answer.status).toBe(401);
		});

		it('writes neither secret into the log', async () => {
			const headers = { 'x-oration-secret': 'guess' };
			const { logger } = await call({ ...protectedBy('header'), headers });
			const logged = JSON.stringify(logger.warn.mock.calls);
			expect(logged).toContain('refused');
			expect(logged).not.toContain('guess');
			expect(logged).not.toContain('s3cret');
		});

		it('throws where no credential is selected, so that n8n shows a failed execution', async () => {
			const headers = { 'x-oration-secret': '' };
			await expect(
				call({ parameters: { authentication: 'sharedSecret' }, headers }),
			).rejects.toThrow('The shared secret could not be loaded');
		});
	});

	it('logs nothing of an event that it ignores but the reason', async () => {
		const { logger } = await call({ parameters: { filters: { categories: 'other' } } });
		expect(logger.debug.mock.calls).toEqual([
			[
				"Oration Trigger ignored an event: it does not pass the filter 'categories'",
				{ workflowId: 'w', nodeName: 'Oration Trigger' },
			],
		]);
	});

	describe('for a press of a sample button', () => {
		const press = {
			contentType: 'application/x-www-form-urlencoded',
			body: { sample: 'answered' },
		};

		it('hands the sample on while the editor listens, and answers with a page', async () => {
			const { returned, answer } = await call({ ...press, mode: 'manual' });
			expect(returned).toMatchObject({
				noWebhookResponse: true,
				workflowData: [[{ json: { summary: SAMPLES.answered.event.payload.summary } }]],
			});
			expect(answer.status).toBe(202);
			expect(answer.body).toContain('The sample event is on its way to the editor');
		});

		it('passes filters, selected events and the secret by', async () => {
			const parameters = {
				events: [],
				filters: { agentIds: 'other' },
				authentication: 'sharedSecret',
			};
			const { returned } = await call({ ...press, mode: 'manual', parameters });
			expect(returned.workflowData).toHaveLength(1);
		});

		it('answers 400 in production', async () => {
			const { returned, answer } = await call(press);
			expect(returned).toEqual(ANSWERED_BY_NODE);
			expect(answer.status).toBe(400);
		});

		it('answers 400 for a sample that does not exist', async () => {
			const { answer } = await call({ ...press, body: { sample: 'nope' }, mode: 'manual' });
			expect(answer.status).toBe(400);
		});
	});

	describe('for a GET', () => {
		it('answers with the page of the Production URL', async () => {
			const { returned, answer } = await call({ webhookName: 'setup' });
			expect(returned).toEqual(ANSWERED_BY_NODE);
			expect(answer.status).toBe(200);
			expect(answer.body).toContain('This URL is ready for events from Oration');
		});

		it('answers with the page of the Test URL while the editor listens', async () => {
			const { answer } = await call({ webhookName: 'setup', mode: 'manual' });
			expect(answer.body).toContain('n8n is listening for a test event');
		});
	});
});

describe('execute()', () => {
	const execute = async (items: INodeExecutionData[], known: unknown[] = []) => {
		const context = mock<IExecuteFunctions>({
			helpers: {
				checkProcessedAndRecord: async (entries) => ({
					new: entries.filter((entry) => !known.includes(entry)),
					processed: entries.filter((entry) => known.includes(entry)),
				}),
				removeProcessed: async () => {},
			},
			getInputData: () => items,
			getNode: () => mock<INode>({ id: `node ${(nodes += 1)}`, name: 'Oration Trigger' }),
			getWorkflow: () => ({ id: 'w', active: true }),
		});
		context.getNodeParameter.mockImplementation((_name, _item, fallback) => fallback);
		return await new OrationTrigger().execute.call(context);
	};

	it('outputs an event without its key', async () => {
		const { returned } = await call({});
		const [[item] = []] = returned.workflowData ?? [];
		expect(await execute(item ? [item] : [])).toEqual([[{ json: item?.json }]]);
	});

	it('outputs nothing for an event that was processed before', async () => {
		const item = withKey({ json: {} }, 'key');
		expect(await execute([item], ['key'])).toEqual([[]]);
	});

	it('outputs an item without a key', async () => {
		const items = [{ json: { id: 1 } }];
		expect(await execute(items)).toEqual([items]);
	});
});

describe('webhookMethods', () => {
	it.each(['checkExists', 'create', 'delete'] as const)('%s has nothing to do', async (method) => {
		expect(await new OrationTrigger().webhookMethods.default[method]()).toBe(true);
	});
});

describe('description', () => {
	const { description } = new OrationTrigger();

	it('has no expression in its webhooks, because each one costs n8n an isolate', () => {
		const values = (description.webhooks ?? []).flatMap((webhook) => Object.values(webhook));
		for (const value of values) expect(String(value)).not.toMatch(/^=/);
	});

	it('is newer than version 1, for which n8n evaluates an expression with each request', () => {
		expect(description.version).toBe(1.1);
	});

	it('answers events with an empty body', () => {
		expect(description.webhooks?.[0]).toMatchObject({ httpMethod: 'POST', responseData: 'noData' });
	});

	it('hides the URL of the setup page, which is the same', () => {
		const [events, setup] = description.webhooks ?? [];
		expect(setup).toMatchObject({ httpMethod: 'GET', path: events?.path, ndvHideUrl: true });
	});

	it('has the pinned parameters with their defaults', () => {
		const defaults = description.properties
			.filter(({ type }) => type !== 'notice')
			.map((property) => [property.name, property.default]);
		expect(Object.fromEntries(defaults)).toMatchObject({
			events: ['conversation.analysisCompleted'],
			authentication: 'none',
			output: 'simplified',
			filters: {},
			options: {},
		});
		expect(defaults.map(([name]) => name)).toEqual([
			'events',
			'authentication',
			'output',
			'fields',
			'filters',
			'options',
		]);
	});

	it('offers every field of the record, by names that a person reads', () => {
		const fields = description.properties.find(({ name }) => name === 'fields');
		const options = fields?.options?.map((option) =>
			'value' in option ? [option.value, option.name] : [],
		);
		expect(options).toHaveLength(Object.keys(toRecord(event)).length);
		expect(options).toContainEqual(['agentId', 'Agent ID']);
		expect(options).toContainEqual(['recordingUrl', 'Recording URL']);
		expect(options).toContainEqual(['customerPhoneNumber', 'Customer Phone Number']);
	});

	it('claims nowhere that Oration signs its events', () => {
		expect(JSON.stringify(description)).not.toMatch(/signature|signed/i);
	});
});
