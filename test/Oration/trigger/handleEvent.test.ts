import { sleep } from 'n8n-workflow';
import { toRecord } from '../../../nodes/Oration/event/record';
import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import { SKIP_REASONS } from '../../../nodes/Oration/trigger/activity/outcomes';
import { FailureLimit } from '../../../nodes/Oration/trigger/authentication/failureLimit';
import { SecretCache } from '../../../nodes/Oration/trigger/authentication/secretCache';
import {
	DuplicateFilter,
	eventKey,
} from '../../../nodes/Oration/trigger/duplicates/duplicateFilter';
import { handleEvent, type TriggerMemory } from '../../../nodes/Oration/trigger/handleEvent';
import { triggerKey } from '../../../nodes/Oration/trigger/triggerKey';
import { ANALYSIS_COMPLETED, eventWith, sampleFile } from '../../events';
import { webhookContext, type WebhookRequest } from '../webhookContext';

const event = sampleFile('analysis-completed.realistic');
const UNANSWERED = eventWith({ endReason: 'user_did_not_answer' });
const BOTH_EVENTS = [ANALYSIS_COMPLETED, 'conversation.completed'];
const PROTECTED: WebhookRequest = {
	parameters: { authentication: 'sharedSecret' },
	credential: { secret: 's3cret', sentIn: 'header', headerName: 'x-oration-secret' },
};

const THROWS = new Error('referenced node is unexecuted');
const TOO_LARGE = Object.assign(new Error('request entity too large'), { status: 413 });

const newMemory = (): TriggerMemory => ({
	activity: new Activity(),
	duplicateFilter: new DuplicateFilter(),
	failureLimit: new FailureLimit(),
	secretCache: new SecretCache(),
});

/** Handles an event. Returns the result, the item, the response and what was counted. */
async function handle({ parameters, ...request }: WebhookRequest, memory = newMemory()) {
	const { context, sent, close } = webhookContext({
		body: event,
		parameters: { events: [ANALYSIS_COMPLETED], ...parameters },
		...request,
	});
	const returned = await handleEvent(context, memory);
	close();
	// The event counts when the promises that follow have resolved.
	await sleep(0);
	const { outcomes } = memory.activity.of(triggerKey(context));
	return {
		context,
		returned,
		item: returned.workflowData?.[0]?.[0],
		sent,
		counted: outcomes.map(({ outcome, count }) => [outcome, count]),
	};
}

describe('handleEvent', () => {
	it.each<[what: string, request: WebhookRequest]>([
		['an event', {}],
		['an event as text', { body: JSON.stringify(event), contentType: 'text/plain' }],
		['an event whose sender hung up', { closed: true }],
		['an event without an ID', { body: { ...event, eventId: null } }],
		['an event with the secret', { ...PROTECTED, headers: { 'x-oration-secret': 's3cret' } }],
	])('starts the workflow with %s, and lets n8n respond', async (_, request) => {
		const { returned, sent, counted } = await handle(request);
		expect(returned).toEqual({
			workflowData: [[expect.objectContaining({ json: expect.anything() })]],
		});
		expect(sent.status).toBe(0);
		expect(counted).toEqual([['started', 1]]);
	});

	it('counts an event that n8n failed to store', async () => {
		expect((await handle({ status: 500 })).counted).toEqual([['notStored', 1]]);
	});

	it("doesn't use the static data of the workflow", async () => {
		const { context } = await handle({});
		expect(context.getWorkflowStaticData).not.toHaveBeenCalled();
	});

	it.each<[output: string | undefined, expected: object]>([
		[undefined, { conversationId: 'conv_1234567890abcdef', durationSeconds: 268.25 }],
		['full', { ...toRecord(event), receivedAt: expect.any(String) }],
		['raw', event],
	])('outputs the event as the parameters choose: %s', async (output, expected) => {
		expect((await handle({ parameters: { output } })).item?.json).toMatchObject(expected);
	});

	it('adds the event key and a delivery ID beside json', async () => {
		expect((await handle({})).item).toEqual({
			json: expect.anything(),
			orationEventKey: eventKey(ANALYSIS_COMPLETED, String(event.eventId)),
			orationDelivery: expect.any(String),
		});
	});

	describe.each<[when: string, request: WebhookRequest]>([
		['the event has no ID', { body: { ...event, eventId: null } }],
		['duplicates are not skipped', { parameters: { options: { deduplicate: false } } }],
		['the editor listens', { mode: 'manual' }],
	])('if %s', (_, request) => {
		it('adds nothing beside json', async () => {
			expect((await handle(request)).item).toEqual({ json: expect.anything() });
		});

		it('starts the workflow with each delivery, and remembers none', async () => {
			const memory = newMemory();
			await handle(request, memory);
			expect((await handle(request, memory)).item).toBeDefined();
			expect((await handle({}, memory)).item).toBeDefined();
		});
	});

	it.each<[outcome: string, request: WebhookRequest]>([
		['eventType', { parameters: { events: [] } }],
		['eventType', { parameters: { events: ['conversation.completed'] } }],
		...Object.keys(SKIP_REASONS)
			.filter((name) => !['eventType', 'duplicate', 'disconnected'].includes(name))
			.map((name): [string, WebhookRequest] => [
				name,
				{
					parameters: { filters: { [name]: name === 'minimumDuration' ? 1000 : 'other' } },
					body: name === 'answeredOnly' ? UNANSWERED : event,
				},
			]),
	])('skips an event because of %s, without remembering it', async (outcome, request) => {
		const memory = newMemory();
		const { returned, counted } = await handle(request, memory);
		expect(returned).toEqual({});
		expect(counted).toEqual([[outcome, 1]]);
		expect((await handle({}, memory)).item).toBeDefined();
	});

	it('skips a duplicate', async () => {
		const memory = newMemory();
		await handle({}, memory);
		const { returned, counted } = await handle({}, memory);
		expect(returned).toEqual({});
		expect(counted).toEqual([
			['duplicate', 1],
			['started', 1],
		]);
	});

	it.each<[what: string, first: WebhookRequest, second: WebhookRequest]>([
		['another event type', {}, { body: { ...event, eventType: BOTH_EVENTS[1] } }],
		['another trigger', {}, { nodeId: 'other' }],
		['an event that n8n failed to store', { status: 500 }, {}],
	])('starts the workflow with the same ID of %s', async (_, first, second) => {
		const memory = newMemory();
		const parameters = { events: BOTH_EVENTS };
		await handle({ ...first, parameters }, memory);
		expect((await handle({ ...second, parameters }, memory)).item).toBeDefined();
	});

	it.each<[outcome: string, status: number, request: WebhookRequest, body: object]>([
		['invalidEvent', 400, { body: [] }, { field: 'body' }],
		['invalidEvent', 400, { body: {} }, { field: 'eventType' }],
		['invalidEvent', 400, { body: { eventType: 'x' } }, { field: 'payload' }],
		['invalidEvent', 400, { body: new Error('request aborted') }, { field: 'body' }],
		['invalidEvent', 413, { body: TOO_LARGE }, { field: 'body' }],
		['secretMissing', 401, PROTECTED, {}],
		['secretWrong', 401, { ...PROTECTED, headers: { 'x-oration-secret': 'guess' } }, {}],
	])('rejects a request because of %s with %i', async (outcome, status, request, body) => {
		const { returned, sent, counted } = await handle(request);
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent.status).toBe(status);
		expect(JSON.parse(sent.body)).toEqual({ message: expect.any(String), ...body });
		expect(counted).toEqual([[outcome, 1]]);
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
		const memory = newMemory();
		await expect(handle({ parameters }, memory)).rejects.toThrow(message);
		expect(memory.activity.of('w n').outcomes).toMatchObject([{ outcome, count: 1 }]);
	});

	describe("while the secret can't be loaded", () => {
		const { parameters } = PROTECTED;

		it('fails visibly once, and then rejects requests with 503', async () => {
			const memory = newMemory();
			await expect(handle({ parameters }, memory)).rejects.toThrow();
			const { returned, sent, counted } = await handle({ parameters }, memory);
			expect(returned).toEqual({ noWebhookResponse: true });
			expect([sent.status, JSON.parse(sent.body)]).toEqual([
				503,
				{ message: "The trigger isn't ready: n8n can't load its shared secret" },
			]);
			expect(counted).toEqual([['secretUnavailable', 2]]);
			await expect(handle({ parameters, nodeId: 'other' }, memory)).rejects.toThrow();
		});

		it('always fails visibly while the editor listens', async () => {
			const memory = newMemory();
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
