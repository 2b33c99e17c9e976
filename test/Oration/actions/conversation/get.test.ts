import { sleep } from 'n8n-workflow';
import { toEvent } from '../../../../nodes/Oration/event/envelope';
import { isJsonObject } from '../../../../nodes/Oration/event/json';
import { toRecord } from '../../../../nodes/Oration/event/record';
import { PROGRESS, SAMPLE_CONVERSATION_ID, type NextResponse } from '../../../oration-api/server';
import { itemsFor, operation, type Run } from '../../executeNode';
import { useClock, useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const MINUTE = 60_000;
const api = useOrationApi();
const clock = useClock();
const get = operation('conversation', 'get', {
	api,
	parameters: { conversationId: SAMPLE_CONVERSATION_ID },
});

describe('Conversation: Get', () => {
	const sample = () => {
		const conversation = api.conversations.get(SAMPLE_CONVERSATION_ID);
		if (!isJsonObject(conversation)) throw new Error('The fake API has no sample conversation.');
		return conversation;
	};

	it('outputs the simplified record', async () => {
		expect(await get()).toEqual([
			{
				json: {
					conversationId: SAMPLE_CONVERSATION_ID,
					summary: sample().summary,
					transcript: null,
					categories: ['Delivery change', 'Upsell'],
					postCallMetadata: sample().postCallMetadata,
					customerName: null,
					customerPhoneNumber: '+1234567890',
					customerEmail: null,
					durationSeconds: 268.25,
					recordingUrl: null,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('outputs the full record like the trigger', async () => {
		const [output] = await get({ parameters: { output: 'full' } });
		const receivedAt = new Date(String(output?.json.receivedAt));
		expect(output?.json).toEqual(toRecord(toEvent(sample()), receivedAt));
	});

	it('outputs the raw response', async () => {
		const [output] = await get({ parameters: { output: 'raw' } });
		expect(output?.json).toEqual(sample());
	});

	it('fails only the item with an unknown ID', async () => {
		const conversationId = (item: number) => (item === 0 ? 'other' : SAMPLE_CONVERSATION_ID);
		const run = { continueOnFail: true, items: itemsFor(2), parameters: { conversationId } };
		const error =
			"Oration couldn't find this conversation. Check the ID. It must belong to the credential's workspace.";
		expect(await get(run)).toMatchObject([
			{ json: { error }, pairedItem: { item: 0 } },
			{ json: { conversationId: SAMPLE_CONVERSATION_ID }, pairedItem: { item: 1 } },
		]);
	});

	it('outputs nothing without items', async () => {
		expect(await get({ items: [] })).toEqual([]);
	});

	it('encodes the ID in the path', async () => {
		await expect(get({ parameters: { conversationId: '../jobs/1?a' } })).rejects.toMatchObject({
			httpCode: '404',
		});
		expect(api.requests).toMatchObject([{ path: '/api/v2/conversations/..%2Fjobs%2F1%3Fa' }]);
	});

	it.each(['.', '..'])("fails for the ID %s, which isn't one", async (conversationId) => {
		await expect(get({ parameters: { conversationId } })).rejects.toThrow(
			"'Conversation ID' isn't an ID",
		);
		expect(api.requests).toEqual([]);
	});
});

describe('Conversation: Get, with Wait Until', () => {
	/** Adds a conversation that changes with each request. */
	const addConversation = (id: string, progress: object[] = PROGRESS) => {
		const conversation = { conversationStatus: 'created', callEndTime: null, summary: '' };
		api.conversations.set(id, { ...conversation, id });
		api.progress.set(id, progress);
	};
	/** Waits for the conversation `new`, and returns the status or the error of each item. */
	const waitFor = async (value: string, { parameters, ...run }: Run = {}): Promise<unknown[]> => {
		const output = await get({
			parameters: { conversationId: 'new', waitFor: value, output: 'raw', ...parameters },
			...run,
		});
		return output.map(({ json }) => json.error ?? json.conversationStatus);
	};
	const waited = () => clock.pauses().reduce((sum, pause) => sum + pause, 0);

	it.each([
		["Don't Wait, returns it as it is", 'nothing', 'dialing', 1],
		['Conversation Ends, returns it when it has ended', 'end', 'completed', 3],
		['Analysis Completes, returns it when it has been analyzed', 'analysis', 'completed', 4],
	])('%s', async (_, value, status, requests) => {
		addConversation('new');
		expect(await waitFor(value)).toEqual([status]);
		expect(api.requests).toHaveLength(requests);
	});

	const ACTIVE = { conversationStatus: 'active' };
	const COMPLETED = { conversationStatus: 'completed' };
	it.each<[string, object, object]>([
		['end', ACTIVE, { conversationStatus: 'failed' }],
		['end', ACTIVE, { conversationStatus: ' Completed ' }],
		['end', ACTIVE, { callEndTime: '2026-04-01T10:19:58.250Z' }],
		['end', { conversationStatus: null }, COMPLETED],
		['analysis', COMPLETED, { summary: 'Hello' }],
		['analysis', COMPLETED, { postCallNotes: 'Hello' }],
		['analysis', COMPLETED, { postCallCategory3: 'Upsell' }],
		['analysis', COMPLETED, { postCallMetadata: { sentiment: 'good' } }],
	])('waits for the %s with %j, not with %j', async (value, before, after) => {
		addConversation('new', [before, after]);
		await waitFor(value);
		expect(api.requests).toHaveLength(2);
	});

	it('pauses longer each time, up to 30 seconds', async () => {
		addConversation('new', [...Array.from({ length: 8 }, () => ({})), ...PROGRESS]);
		await waitFor('end');
		expect(clock.pauses().slice(0, 7)).toEqual([
			5000, 7500, 11_250, 16_875, 25_312.5, 30_000, 30_000,
		]);
	});

	const AGAIN =
		"To keep waiting, run this node again or increase 'Max Wait Time (Minutes)'. Running it again doesn't place a call.";
	it.each([
		['end', 'active', "The conversation hasn't ended yet", `'active'. ${AGAIN}`],
		['analysis', 'active', "The conversation hasn't been analyzed yet", `'active'. ${AGAIN}`],
		['end', null, "The conversation hasn't ended yet", `'unknown'. ${AGAIN}`],
	])('%s, fails when the time is up with the status %j', async (value, status, message, text) => {
		addConversation('new', [{ conversationStatus: status }]);
		await expect(waitFor(value, { parameters: { maxWaitMinutes: 0.5 } })).rejects.toMatchObject({
			message,
			description: `Its status in Oration is ${text}`,
			context: { itemIndex: 0 },
		});
		expect(waited()).toBe(MINUTE / 2);
	});

	it('says how to continue if the conversation has ended without an analysis', async () => {
		addConversation('new', [COMPLETED]);
		await expect(waitFor('analysis')).rejects.toMatchObject({
			message: "The conversation hasn't been analyzed yet",
			description: expect.stringMatching(
				/^It has ended\. Oration may not analyze .* select 'Conversation Ends' in 'Wait Until'\./,
			),
		});
	});

	const RATE_LIMIT = { status: 429, headers: { 'retry-after': '60' } };
	it.each<[string, NextResponse[]]>([
		['a rate limit', [RATE_LIMIT]],
		['failures', [{ status: 504 }, { status: 504 }, { status: 504 }]],
		['broken connections', [{ reset: true }, { reset: true }, { reset: true }]],
		['a web page', [{ status: 404, headers: { 'content-type': 'text/html' }, body: 'Not here' }]],
		['a redirect', [{ status: 302, body: {} }]],
	])('keeps waiting after %s', async (_, responses) => {
		addConversation('new');
		for (const response of [{ body: ACTIVE }, ...responses]) api.next(response);
		expect(await waitFor('end')).toEqual(['completed']);
	});

	it('reports an error that can pass if the time is up', async () => {
		addConversation('new', []);
		clock.duringPause(() => api.next(RATE_LIMIT));
		await expect(waitFor('end', { parameters: { maxWaitMinutes: 5000 / MINUTE } })).rejects.toThrow(
			"Oration's rate limit was reached",
		);
	});

	it.each([400, 404])('fails at once after the status %i during the wait', async (status) => {
		api.next({ body: ACTIVE });
		api.next({ status, body: { message: 'No' } });
		await expect(waitFor('end')).rejects.toMatchObject({ httpCode: `${status}` });
		expect(clock.pauses()).toEqual([5000]);
	});

	it('fails at once if the first request fails', async () => {
		api.next(RATE_LIMIT);
		await expect(waitFor('end')).rejects.toThrow("Oration's rate limit was reached");
		expect(clock.pauses()).toEqual([]);
	});

	it.each([0, -1, 'long'])('waits for 15 minutes if the time is %j', async (minutes) => {
		addConversation('new', []);
		const parameters = { maxWaitMinutes: () => minutes };
		await expect(waitFor('end', { parameters })).rejects.toThrow("hasn't ended yet");
		expect(waited()).toBe(15 * MINUTE);
	});

	it('waits for many items side by side, and keeps their order', async () => {
		for (const item of [0, 1, 2]) addConversation(`${item}`, PROGRESS.slice(item));
		const conversationId = (item: number) => `${item}`;
		const run = { items: itemsFor(3), parameters: { conversationId } };
		expect(await waitFor('end', run)).toEqual(['completed', 'completed', 'completed']);
		expect(clock.pauses()).toHaveLength(2);
		expect(api.requests).toHaveLength(3 + 2 + 1);
	});

	it('keeps the other items if one fails and the node continues on errors', async () => {
		addConversation('1');
		const conversationId = (item: number) => `${item}`;
		const run = { continueOnFail: true, items: itemsFor(2), parameters: { conversationId } };
		expect(await waitFor('end', run)).toEqual([
			expect.stringContaining("Oration couldn't find this conversation."),
			'completed',
		]);
	});

	it('ends at once when the execution is canceled, even if the node continues on errors', async () => {
		addConversation('new');
		const controller = new AbortController();
		jest.mocked(sleep).mockImplementation(async () => {
			controller.abort();
			await new Promise(() => {});
		});
		const run = { continueOnFail: true, cancelSignal: controller.signal };
		await expect(waitFor('end', run)).rejects.toThrow('The execution was canceled');
		expect(api.requests).toHaveLength(1);
	});

	it('fails for an unknown value', async () => {
		const waiting = get({ parameters: { waitFor: () => 'lunch' } });
		await expect(waiting).rejects.toMatchObject({
			message: "'Wait Until' has an unknown value",
			description: "Its expression must return 'nothing', 'end' or 'analysis'.",
			context: { itemIndex: 0 },
		});
		expect(api.requests).toEqual([]);
	});
});
