import { sleep } from 'n8n-workflow';
import { toRecord } from '../../../nodes/Oration/event/record';
import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import { SKIP_REASONS } from '../../../nodes/Oration/trigger/activity/outcomes';
import { SecretCache } from '../../../nodes/Oration/trigger/authentication/secretCache';
import {
	DuplicateFilter,
	eventKey,
} from '../../../nodes/Oration/trigger/duplicates/duplicateFilter';
import { handleEvent, type TriggerMemory } from '../../../nodes/Oration/trigger/handleEvent';
import { triggerKey } from '../../../nodes/Oration/trigger/triggerKey';
import { ANALYSIS_COMPLETED, sampleFile } from '../../events';
import { webhookContext, type WebhookRequest } from '../webhookContext';

const event = sampleFile('analysis-completed.realistic');
const BOTH_EVENTS = [ANALYSIS_COMPLETED, 'conversation.completed'];
const PROTECTED: WebhookRequest = {
	parameters: { authentication: 'sharedSecret' },
	credential: { secret: 's3cret', sentIn: 'header', headerName: 'x-oration-secret' },
};

const newMemory = (): TriggerMemory => ({
	activity: new Activity(),
	duplicateFilter: new DuplicateFilter(),
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
				{ parameters: { filters: { [name]: name === 'minimumDuration' ? 1000 : 'other' } } },
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
		['secretMissing', 401, PROTECTED, {}],
		['secretWrong', 401, { ...PROTECTED, headers: { 'x-oration-secret': 'guess' } }, {}],
		// The secret comes first.
		['secretMissing', 401, { ...PROTECTED, body: 'no event' }, {}],
	])('rejects a request because of %s with %i', async (outcome, status, request, body) => {
		const { returned, sent, counted } = await handle(request);
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent.status).toBe(status);
		expect(JSON.parse(sent.body)).toEqual({ message: expect.any(String), ...body });
		expect(counted).toEqual([[outcome, 1]]);
	});

	it("throws and counts if the secret can't be loaded, so that n8n stores a failed execution", async () => {
		const memory = newMemory();
		const { parameters } = PROTECTED;
		await expect(
			handle({ parameters, headers: { 'x-oration-secret': '' } }, memory),
		).rejects.toThrow("The shared secret can't be loaded");
		expect(memory.activity.of('w n').outcomes).toMatchObject([
			{ outcome: 'secretUnavailable', count: 1 },
		]);
	});

	it.each<[what: string, request: WebhookRequest]>([
		['an accepted event', {}],
		['a skipped event', { parameters: { events: [] } }],
		['a rejected request', { body: 'text' }],
	])('counts no test: %s', async (_, request) => {
		expect((await handle({ ...request, mode: 'manual' })).counted).toEqual([]);
	});
});
