import fc from 'fast-check';
import { mock } from 'jest-mock-extended';
import {
	sleep,
	type ICredentialDataDecryptedObject,
	type ICredentialTestFunctions,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type IWebhookFunctions,
	type Logger,
} from 'n8n-workflow';
import { toRecord } from '../../nodes/Oration/event/record';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import { eventKey } from '../../nodes/Oration/trigger/duplicates/duplicateFilter';
import { SKIP_REASONS } from '../../nodes/Oration/trigger/activity/outcomes';
import { withEventKey } from '../../nodes/Oration/trigger/duplicates/processedEvents';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { sampleFile } from '../events';

const event = sampleFile('analysis-completed.realistic');
const URL = 'https://n8n.example.com/webhook/1/oration';
const CORRECT_VALUE = 'kJ8-secret-of-the-test-0123456789';
const NO_EXECUTION = {};
const NODE_RESPONDED = { noWebhookResponse: true };

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
	/** The status of n8n's response to an event. */
	status?: number;
	/** Whether the sender has already hung up. */
	closed?: boolean;
}

type Socket = ReturnType<IWebhookFunctions['getRequestObject']>['socket'];

let nodes = 0;

/** Runs webhook() with a request. Returns its result, its response and the logger. */
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
	closed = false,
}: Call) {
	const sentResponse = { status: 0, body: '', headers: {} };
	const closeListeners: Array<() => void> = [];
	const response = {
		// n8n has already responded when the filter checks the response.
		writableEnded: true,
		statusCode,
		closed,
		status(status: number) {
			sentResponse.status = status;
			return response;
		},
		set(fields: object) {
			sentResponse.headers = fields;
			return response;
		},
		json(value: unknown) {
			sentResponse.body = JSON.stringify(value);
		},
		send(text: string) {
			sentResponse.body = text;
		},
		once(_name: 'close', listener: () => void) {
			closeListeners.push(listener);
		},
		off() {},
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
				accepts: ([html, json]: [string, string]) =>
					headers.accept === 'application/json' ? json : html,
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
	context.getNodeWebhookUrl.mockImplementation((name) => (name === 'default' ? URL : undefined));
	if (credential) context.getCredentials.mockResolvedValue(credential);
	else context.getCredentials.mockRejectedValue(new Error('Node has no credentials'));

	const returned = await new OrationTrigger().webhook.call(context);
	for (const listener of closeListeners) listener();
	// The event counts when the promises that follow have resolved.
	await sleep(0);
	expect(context.getWorkflowStaticData).not.toHaveBeenCalled();
	return { returned, response: sentResponse, logger };
}

const outputOf = async (options: Call) =>
	(await call(options)).returned.workflowData?.[0]?.[0]?.json;

describe('webhook()', () => {
	describe('for an accepted event', () => {
		it('outputs the simplified record and lets n8n respond', async () => {
			const { returned, response } = await call({});
			expect(returned.workflowData?.[0]?.[0]?.json).toMatchObject({
				conversationId: 'conv_1234567890abcdef',
				durationSeconds: 268.25,
			});
			expect(Object.keys(returned)).toEqual(['workflowData']);
			expect(response.status).toBe(0);
		});

		it('outputs the full record', async () => {
			const output = await outputOf({ parameters: { output: 'full' } });
			expect(output).toEqual({ ...toRecord(event), receivedAt: output?.receivedAt });
		});

		it('outputs the selected fields', async () => {
			const parameters = { output: 'selectedFields', fields: ['eventId', 'agentId'] };
			expect(await outputOf({ parameters })).toEqual({
				eventId: '7d0c2c1e-6f0b-4f43-9d0e-6a3a5e1f7b21',
				agentId: 'agent_1234567890abcdef',
			});
		});

		it('outputs the raw event', async () => {
			expect(await outputOf({ parameters: { output: 'raw' } })).toEqual(event);
		});

		it('parses the event with any content type', async () => {
			const output = await outputOf({ body: JSON.stringify(event), contentType: 'text/plain' });
			expect(output).toMatchObject({ conversationId: 'conv_1234567890abcdef' });
		});
	});

	describe('next to json', () => {
		const itemOf = async (options: Call) => (await call(options)).returned.workflowData?.[0]?.[0];

		it('adds the event key and a delivery ID', async () => {
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
		])('adds nothing if %s', async (_, options) => {
			expect(await itemOf(options)).toEqual({ json: expect.anything() });
		});
	});

	describe('for a duplicate', () => {
		it('starts the workflow for another event type with the same ID', async () => {
			const parameters = {
				events: ['conversation.analysisCompleted', 'conversation.completed'],
			};
			await call({ nodeId: 'g', parameters });
			const body = { ...event, eventType: 'conversation.completed' };
			expect(await outputOf({ nodeId: 'g', parameters, body })).toBeDefined();
		});

		it('starts the workflow if n8n failed to store the first delivery', async () => {
			await call({ nodeId: 'h', status: 500 });
			expect(await outputOf({ nodeId: 'h' })).toBeDefined();
		});

		it('starts no execution', async () => {
			await call({ nodeId: 'a' });
			expect((await call({ nodeId: 'a' })).returned).toEqual(NO_EXECUTION);
		});

		it('starts the workflow again if duplicates are not skipped', async () => {
			const parameters = { options: { deduplicate: false } };
			await call({ nodeId: 'b' });
			expect(await outputOf({ nodeId: 'b', parameters })).toBeDefined();
		});

		it('starts the workflow again if the event has no ID', async () => {
			const body = { ...event, eventId: null };
			await call({ nodeId: 'c', body });
			expect(await outputOf({ nodeId: 'c', body })).toBeDefined();
		});

		it('starts the workflow while the editor listens, without remembering the event', async () => {
			expect(await outputOf({ nodeId: 'd', mode: 'manual' })).toBeDefined();
			expect(await outputOf({ nodeId: 'd', mode: 'manual' })).toBeDefined();
			expect(await outputOf({ nodeId: 'd' })).toBeDefined();
		});
	});

	it('starts no execution for an event type that is not selected, without remembering the event', async () => {
		const parameters = { events: ['conversation.completed'] };
		expect((await call({ nodeId: 'e', parameters })).returned).toEqual(NO_EXECUTION);
		expect(await outputOf({ nodeId: 'e' })).toBeDefined();
	});

	it('starts no execution for an event that a filter skips, without remembering the event', async () => {
		const parameters = { filters: { agentIds: 'agent_2' } };
		expect((await call({ nodeId: 'f', parameters })).returned).toEqual(NO_EXECUTION);
		expect(await outputOf({ nodeId: 'f' })).toBeDefined();
	});

	it('starts no execution if no event type is selected', async () => {
		expect((await call({ parameters: { events: [] } })).returned).toEqual(NO_EXECUTION);
	});

	describe.each([
		['body', "The body isn't a JSON object", []],
		['body', "The body isn't a JSON object", null],
		['eventType', "The field 'eventType' is missing or isn't text", {}],
		['payload', "The field 'payload' is missing or isn't an object", { eventType: 'x' }],
	])('for a body with an invalid %s', (field, message, body) => {
		it('returns 400 with the field', async () => {
			const { returned, response } = await call({ body });
			expect(returned).toEqual(NODE_RESPONDED);
			expect(response).toMatchObject({ status: 400, body: JSON.stringify({ field, message }) });
		});

		it('logs the reason', async () => {
			const { logger } = await call({ body });
			expect(logger.warn).toHaveBeenCalledWith(`Oration Trigger rejected a request: ${message}`, {
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

		it('accepts an event with the secret in the header', async () => {
			const headers = { 'x-oration-secret': 's3cret' };
			expect(await outputOf({ ...protectedBy('header'), headers })).toBeDefined();
		});

		it('accepts an event with the secret in the URL', async () => {
			expect(await outputOf({ ...protectedBy('query'), query: { token: 's3cret' } })).toBeDefined();
		});

		it('returns 401 for a wrong secret, before it parses the body', async () => {
			const headers = { 'x-oration-secret': 'guess' };
			const { returned, response } = await call({
				...protectedBy('header'),
				headers,
				body: 'no event',
			});
			expect(returned).toEqual(NODE_RESPONDED);
			expect(response.status).toBe(401);
			expect(JSON.parse(response.body)).toEqual({
				message:
					"The shared secret in the header 'x-oration-secret' doesn't match the secret in n8n.",
			});
		});

		it('returns 401 if the secret is missing', async () => {
			const { response } = await call(protectedBy('query'));
			expect(response.status).toBe(401);
		});

		it('logs neither secret', async () => {
			const headers = { 'x-oration-secret': 'guess' };
			const { logger } = await call({ ...protectedBy('header'), headers });
			const logged = JSON.stringify(logger.warn.mock.calls);
			expect(logged).toContain('rejected');
			expect(logged).not.toContain('guess');
			expect(logged).not.toContain('s3cret');
		});

		it('throws if no credential is selected, so that n8n stores a failed execution', async () => {
			const headers = { 'x-oration-secret': '' };
			await expect(
				call({ parameters: { authentication: 'sharedSecret' }, headers }),
			).rejects.toThrow("The shared secret can't be loaded");
		});
	});

	it('logs only the reason for a skipped event', async () => {
		const { logger } = await call({ parameters: { filters: { categories: 'other' } } });
		expect(logger.debug.mock.calls).toEqual([
			[
				"Oration Trigger skipped an event: it doesn't match the Categories filter",
				{ workflowId: 'w', nodeName: 'Oration Trigger' },
			],
		]);
	});

	describe('for a sample button', () => {
		const formRequest = {
			contentType: 'application/x-www-form-urlencoded',
			body: { sample: 'answered' },
		};

		it('outputs the sample while the editor listens, and returns a page', async () => {
			const { returned, response } = await call({ ...formRequest, mode: 'manual' });
			expect(returned).toMatchObject({
				noWebhookResponse: true,
				workflowData: [[{ json: { summary: SAMPLES.answered.event.payload.summary } }]],
			});
			expect(response.status).toBe(202);
			expect(response.body).toContain('The sample event was sent to the editor');
		});

		it('skips the checks of filters, event types and the secret', async () => {
			const parameters = {
				events: [],
				filters: { agentIds: 'other' },
				authentication: 'sharedSecret',
			};
			const { returned } = await call({ ...formRequest, mode: 'manual', parameters });
			expect(returned.workflowData).toHaveLength(1);
		});

		it('returns 400 in production', async () => {
			const { returned, response } = await call(formRequest);
			expect(returned).toEqual(NODE_RESPONDED);
			expect(response.status).toBe(400);
		});

		it('returns 400 for an unknown sample', async () => {
			const { response } = await call({ ...formRequest, body: { sample: 'nope' }, mode: 'manual' });
			expect(response.status).toBe(400);
		});
	});

	describe('for a GET', () => {
		it('returns the page of the Production URL', async () => {
			const { returned, response } = await call({ webhookName: 'setup' });
			expect(returned).toEqual(NODE_RESPONDED);
			expect(response.status).toBe(200);
			expect(response.body).toContain('Ready for events from Oration');
		});

		it('returns the page of the Test URL while the editor listens', async () => {
			const { response } = await call({ webhookName: 'setup', mode: 'manual' });
			expect(response.body).toContain('n8n is listening for a test event');
		});
	});
});

describe('the status', () => {
	const SECRET = {
		parameters: { authentication: 'sharedSecret' },
		credential: { secret: 's3cret', sentIn: 'header', headerName: '' },
	};

	/** Returns the JSON and the status code for a monitor. */
	const statusOf = async (options: Call) => {
		const headers = { accept: 'application/json' };
		const { response } = await call({ ...options, webhookName: 'setup', headers });
		return { code: response.status, ...JSON.parse(response.body) };
	};

	it('has the Production URL', async () => {
		expect(await statusOf({})).toMatchObject({ code: 200, ready: true, url: URL });
	});

	it('has the header of the secret, but not the secret', async () => {
		const status = await statusOf(SECRET);
		expect(status).toMatchObject({
			code: 200,
			secret: { sentIn: 'header', name: 'x-oration-secret' },
		});
		expect(JSON.stringify(status)).not.toContain('s3cret');
	});

	it('is 503 if the shared secret cannot be loaded', async () => {
		const { parameters } = SECRET;
		expect(await statusOf({ parameters })).toMatchObject({ code: 503, ready: false });
	});

	it('has no activity if the option is off', async () => {
		const parameters = { options: { showActivity: false } };
		expect(await statusOf({ parameters })).toMatchObject({ activity: null });
	});

	it.each<[string, Call]>([
		['started', {}],
		['started', { parameters: { options: { deduplicate: false } } }],
		['started', { closed: true }],
		['notStored', { status: 500 }],
		['eventType', { parameters: { events: [] } }],
		...Object.keys(SKIP_REASONS)
			.filter((name) => !['eventType', 'duplicate', 'disconnected'].includes(name))
			.map((name): [string, Call] => [
				name,
				{ parameters: { filters: { [name]: name === 'minimumDuration' ? 1000 : 'other' } } },
			]),
		['invalidEvent', { body: 'text' }],
		['secretMissing', SECRET],
		['secretWrong', { ...SECRET, headers: { 'x-oration-secret': 'guess' } }],
	])('counts a request as %s', async (outcome, options) => {
		const nodeId = `counted ${outcome} ${JSON.stringify(options)}`;
		await call({ ...options, nodeId });
		const { activity } = await statusOf({ nodeId });
		expect(activity.outcomes).toEqual({ [outcome]: { count: 1, lastAt: activity.lastAt } });
	});

	it('counts a duplicate', async () => {
		await call({ nodeId: 'counted twice' });
		await call({ nodeId: 'counted twice' });
		const { activity } = await statusOf({ nodeId: 'counted twice' });
		expect(activity).toMatchObject({ started: 1, skipped: 1, rejected: 0 });
		expect(activity.outcomes.duplicate).toMatchObject({ count: 1 });
	});

	it('counts an event whose secret cannot be loaded', async () => {
		const { parameters } = SECRET;
		await expect(call({ nodeId: 'not loaded', parameters })).rejects.toThrow();
		const { activity } = await statusOf({ nodeId: 'not loaded' });
		expect(activity.outcomes).toEqual({
			secretUnavailable: { count: 1, lastAt: activity.lastAt },
		});
	});

	it('has no value of a request', async () => {
		const MARKER = 'M4rk3r';
		const value = fc.string().map((text) => `${MARKER}${text}`);
		const request = fc.record({
			parameters: fc.constantFrom({}, { events: [] }, { filters: { agentIds: 'a' } }),
			headers: fc.dictionary(value, value),
			query: fc.dictionary(value, value),
			body: fc.oneof(
				value,
				fc.record({ eventType: value, eventId: value, payload: fc.dictionary(value, value) }),
				fc.record({
					eventType: fc.constant('conversation.analysisCompleted'),
					eventId: value,
					payload: fc.record({ id: value, agentId: value, summary: value }),
				}),
			),
		});
		const nodeId = 'hostile';
		const property = fc.asyncProperty(request, async (options) => {
			await call({ ...options, nodeId });
			const { response } = await call({ nodeId, webhookName: 'setup' });
			expect(response.body).toContain('Last event: just now');
			expect(response.body).not.toContain(MARKER);
			expect(JSON.stringify(await statusOf({ nodeId }))).not.toContain(MARKER);
		});
		await fc.assert(property, { numRuns: 300, seed: 20_261_126 });
	});

	it.each<[string, Call]>([
		['an accepted event', {}],
		['a skipped event', { parameters: { events: [] } }],
		['a rejected request', { body: 'text' }],
	])('counts no test: %s', async (name, options) => {
		const nodeId = `test of ${name}`;
		await call({ ...options, nodeId, mode: 'manual' });
		expect(await statusOf({ nodeId })).toMatchObject({ activity: { lastAt: null, outcomes: {} } });
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

	it('outputs nothing for a processed event', async () => {
		const item = withEventKey({ json: {} }, 'key');
		expect(await execute([item], ['key'])).toEqual([[]]);
	});

	it('outputs an item without a key', async () => {
		const items = [{ json: { id: 1 } }];
		expect(await execute(items)).toEqual([items]);
	});
});

describe('the test of the shared secret', () => {
	const test = async (data?: ICredentialDataDecryptedObject) => {
		const { testWebhookSecret } = new OrationTrigger().methods.credentialTest;
		const credential = { id: '1', name: 'Secret', type: 'orationWebhookSecretApi', data };
		return await testWebhookSecret.call(mock<ICredentialTestFunctions>(), credential);
	};

	it('accepts a secret with a valid format', async () => {
		expect(await test({ secret: CORRECT_VALUE, sentIn: 'header' })).toEqual({
			status: 'OK',
			message: 'The secret has a valid format',
		});
	});

	it('fails without data', async () => {
		expect(await test()).toEqual({
			status: 'Error',
			message: "'Secret' is empty. Enter a long random text",
		});
	});
});

describe('webhookMethods', () => {
	it.each(['checkExists', 'create', 'delete'] as const)('%s returns true', async (method) => {
		expect(await new OrationTrigger().webhookMethods.default[method]()).toBe(true);
	});
});

describe('description', () => {
	const { description } = new OrationTrigger();

	it('has no expressions in its webhooks, because n8n needs an isolate to evaluate them', () => {
		const values = (description.webhooks ?? []).flatMap((webhook) => Object.values(webhook));
		for (const value of values) expect(String(value)).not.toMatch(/^=/);
	});

	it('has a version above 1, because n8n evaluates an expression per request for version 1', () => {
		expect(description.version).toBe(1.1);
	});

	it('responds to events with an empty body', () => {
		expect(description.webhooks?.[0]).toMatchObject({ httpMethod: 'POST', responseData: 'noData' });
	});

	it('hides the URL of the setup page, because it is the same', () => {
		const [events, setup] = description.webhooks ?? [];
		expect(setup).toMatchObject({ httpMethod: 'GET', path: events?.path, ndvHideUrl: true });
	});

	it('has the parameters with their defaults', () => {
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

	it('has an option with a readable name for every field of the record', () => {
		const fields = description.properties.find(({ name }) => name === 'fields');
		const options = fields?.options?.map((option) =>
			'value' in option ? [option.value, option.name] : [],
		);
		expect(options).toHaveLength(Object.keys(toRecord(event)).length);
		expect(options).toContainEqual(['agentId', 'Agent ID']);
		expect(options).toContainEqual(['recordingUrl', 'Recording URL']);
		expect(options).toContainEqual(['customerPhoneNumber', 'Customer Phone Number']);
	});

	it('does not claim that Oration signs its events', () => {
		expect(JSON.stringify(description)).not.toMatch(/signature|signed/i);
	});
});
