import { sleep } from 'n8n-workflow';
import { SKIP_REASONS, type SkipReason } from '../../../nodes/Oration/trigger/activity/outcomes';
import { eventKey } from '../../../nodes/Oration/trigger/duplicates/duplicateFilter';
import { createMemory, handleEvent } from '../../../nodes/Oration/trigger/handleEvent';
import { triggerKey } from '../../../nodes/Oration/trigger/triggerKey';
import { ANALYSIS_COMPLETED, ANSWERED } from '../../events';
import { webhookContext, type WebhookRequest } from '../webhookContext';

const event = ANSWERED;
const BOTH_EVENTS = [ANALYSIS_COMPLETED, 'conversation.completed'];
const PROTECTED: WebhookRequest = {
	parameters: { authentication: 'sharedSecret' },
	credential: { secret: 's3cret', sentIn: 'header', headerName: 'x-oration-secret' },
};

const THROWS = new Error('referenced node is unexecuted');
const TOO_LARGE = Object.assign(new Error('request entity too large'), { status: 413 });

const ORIGIN = { workflowId: 'w', nodeName: 'Oration Trigger' };

/** Handles an event. Returns the result, the item, the response and what was counted. */
async function handle({ parameters, ...request }: WebhookRequest, memory = createMemory()) {
	const { context, logger, sent, close } = webhookContext({
		body: event,
		parameters: { events: [ANALYSIS_COMPLETED], ...parameters },
		...request,
	});
	const returned = await handleEvent(context, memory);
	close();
	// The event counts when the promises that follow have resolved.
	await sleep(0);
	const { outcomes } = memory.activity.of(triggerKey(context));
	const counted = outcomes.map(({ outcome, count }) => [outcome, count]);
	return { context, logger, returned, item: returned.workflowData?.[0]?.[0], sent, counted };
}

describe('handleEvent', () => {
	it.each<[what: string, request: WebhookRequest, outcome?: string]>([
		['an event', {}],
		['an event as text', { body: JSON.stringify(event), contentType: 'text/plain' }],
		['an event whose sender hung up', { closed: true }],
		['an event without an ID', { body: { ...event, eventId: null } }],
		['an event with the secret', { ...PROTECTED, headers: { 'x-oration-secret': 's3cret' } }],
		['an event that n8n fails to store', { status: 500 }, 'notStored'],
	])(
		'starts the workflow with %s, and lets n8n respond',
		async (_, request, outcome = 'started') => {
			const { returned, sent, counted } = await handle(request);
			expect(returned).toEqual({
				workflowData: [[expect.objectContaining({ json: expect.anything() })]],
			});
			expect(sent.status).toBe(0);
			expect(counted).toEqual([[outcome, 1]]);
		},
	);

	it("doesn't use the static data of the workflow", async () => {
		const { context } = await handle({});
		expect(context.getWorkflowStaticData).not.toHaveBeenCalled();
	});

	it('outputs the event as the parameters choose, with its key and a delivery ID beside json', async () => {
		expect((await handle({ parameters: { output: 'raw' } })).item).toEqual({
			json: event,
			orationEventKey: eventKey(ANALYSIS_COMPLETED, String(event.eventId)),
			orationDelivery: expect.any(String),
		});
	});

	it.each<[when: string, request: WebhookRequest]>([
		['the event has no ID', { body: { ...event, eventId: null } }],
		['duplicates are not skipped', { parameters: { options: { deduplicate: false } } }],
		['the editor listens', { mode: 'manual' }],
	])('starts the workflow with each delivery, and adds no key, if %s', async (_, request) => {
		const memory = createMemory();
		await handle(request, memory);
		expect((await handle(request, memory)).item).toEqual({ json: expect.anything() });
		expect((await handle({}, memory)).item).toBeDefined();
	});

	it.each<[outcome: SkipReason, request: WebhookRequest]>([
		['eventType', { parameters: { events: [] } }],
		['eventType', { parameters: { events: ['conversation.completed'] } }],
		['agentIds', { parameters: { filters: { agentIds: 'other' } } }],
		['minimumDuration', { parameters: { filters: { minimumDuration: 1000 } } }],
	])('skips an event because of %s, without remembering it', async (outcome, request) => {
		const memory = createMemory();
		const { returned, sent, logger, counted } = await handle(request, memory);
		expect([returned, sent.status]).toEqual([{}, 0]);
		const message = `Oration Trigger skipped an event: ${SKIP_REASONS[outcome]}`;
		expect(logger.debug.mock.calls).toEqual([[message, ORIGIN]]);
		expect(counted).toEqual([[outcome, 1]]);
		expect((await handle({}, memory)).item).toBeDefined();
	});

	it('skips a duplicate', async () => {
		const memory = createMemory();
		await handle({}, memory);
		const { returned, counted } = await handle({}, memory);
		expect(returned).toEqual({});
		expect(Object.fromEntries(counted)).toEqual({ started: 1, duplicate: 1 });
	});

	it.each<[what: string, first: WebhookRequest, second: WebhookRequest]>([
		['another event type', {}, { body: { ...event, eventType: BOTH_EVENTS[1] } }],
		['another trigger', {}, { nodeId: 'other' }],
		['an event that n8n failed to store', { status: 500 }, {}],
	])('starts the workflow with the same ID of %s', async (_, first, second) => {
		const memory = createMemory();
		const parameters = { events: BOTH_EVENTS };
		await handle({ ...first, parameters }, memory);
		expect((await handle({ ...second, parameters }, memory)).item).toBeDefined();
	});

	it.each<[outcome: string, status: number, request: WebhookRequest, body: object]>([
		['invalidEvent', 400, { body: [] }, { field: 'body' }],
		['invalidEvent', 400, { body: { eventType: 'x' } }, { field: 'payload' }],
		['invalidEvent', 400, { body: new Error('request aborted') }, { field: 'body' }],
		['invalidEvent', 413, { body: TOO_LARGE }, { field: 'body' }],
		['secretMissing', 401, PROTECTED, {}],
		['secretWrong', 401, { ...PROTECTED, headers: { 'x-oration-secret': 'guess' } }, {}],
	])('rejects a request because of %s with %i', async (outcome, status, request, body) => {
		const { returned, sent, logger, counted } = await handle(request);
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent.status).toBe(status);
		const { message, ...fields } = JSON.parse(sent.body);
		expect(fields).toEqual(body);
		const log = `Oration Trigger rejected a request: ${message}`;
		expect(logger.warn.mock.calls).toEqual([[log, ORIGIN]]);
		expect(counted).toEqual([[outcome, 1]]);
	});

	it('says that n8n could not read a body', async () => {
		const { sent } = await handle({ body: TOO_LARGE });
		expect(JSON.parse(sent.body).message).toBe('The body is too large for n8n, or was cut off');
	});

	it('evaluates nothing else and does not read the body if the secret is missing', async () => {
		const parameters = { ...PROTECTED.parameters, filters: THROWS };
		const body = new Error('request entity too large');
		const { context, sent } = await handle({ ...PROTECTED, parameters, body });
		expect(sent.status).toBe(401);
		expect(context.getNodeParameter.mock.calls.map(([name]) => name)).toEqual(['authentication']);
		expect(context.getRequestObject().readRawBody).not.toHaveBeenCalled();
	});

	it.each<[outcome: string, parameters: Record<string, unknown>, message: string]>([
		['secretUnavailable', { authentication: 'sharedSecret' }, "The shared secret can't be loaded"],
		['secretUnavailable', { authentication: THROWS }, "The shared secret can't be loaded"],
		['settingsInvalid', { filters: THROWS }, THROWS.message],
	])('counts %s with %j, and throws, so that n8n stores a failed execution', async (...row) => {
		const [outcome, parameters, message] = row;
		const memory = createMemory();
		await expect(handle({ parameters }, memory)).rejects.toThrow(message);
		expect(memory.activity.of('w n').outcomes).toMatchObject([{ outcome, count: 1 }]);
	});

	it.each<NonNullable<WebhookRequest['settings']>>([
		{ onError: 'continueRegularOutput' },
		{ onError: 'continueErrorOutput' },
		{ continueOnFail: true },
	])('rejects a request with 503 if settings throw and the node has %j', async (settings) => {
		const { returned, sent, counted } = await handle({ parameters: { filters: THROWS }, settings });
		expect(returned).toEqual({ noWebhookResponse: true });
		const message = "The trigger isn't ready: the settings can't be read";
		expect([sent.status, JSON.parse(sent.body)]).toEqual([503, { message }]);
		expect(counted).toEqual([['settingsInvalid', 1]]);
	});

	describe("while the secret can't be loaded", () => {
		const { parameters } = PROTECTED;

		it('fails visibly once, and then rejects requests with 503', async () => {
			const memory = createMemory();
			await expect(handle({ parameters }, memory)).rejects.toThrow();
			const { returned, sent, counted } = await handle({ parameters }, memory);
			expect(returned).toEqual({ noWebhookResponse: true });
			expect([sent.status, JSON.parse(sent.body)]).toEqual([
				503,
				{ message: "The trigger isn't ready: the shared secret can't be loaded" },
			]);
			expect(counted).toEqual([['secretUnavailable', 2]]);
			await expect(handle({ parameters, nodeId: 'other' }, memory)).rejects.toThrow();
		});

		it('always fails visibly while the editor listens', async () => {
			const memory = createMemory();
			const request = { parameters, mode: 'manual' } as const;
			await expect(handle(request, memory)).rejects.toThrow();
			await expect(handle(request, memory)).rejects.toThrow();
			await expect(handle({ parameters }, memory)).rejects.toThrow();
		});
	});

	it.each<[what: string, request: WebhookRequest]>([
		['an accepted event', {}],
		['a skipped event', { parameters: { events: [] } }],
		['a rejected request', { body: 'text' }],
	])('counts no test: %s', async (_, request) => {
		expect((await handle({ ...request, mode: 'manual' })).counted).toEqual([]);
	});
});
