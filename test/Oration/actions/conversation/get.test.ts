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
	it('outputs the simplified record', async () => {
		const [output] = await get();
		const json = { conversationId: SAMPLE_CONVERSATION_ID, durationSeconds: 268.25 };
		expect(output).toMatchObject({ json, pairedItem: { item: 0 } });
	});

	it('outputs the raw response, also if the first request fails', async () => {
		api.next({ status: 503 });
		const [output] = await get({ parameters: { output: 'raw' } });
		expect(output?.json).toEqual(api.conversations.get(SAMPLE_CONVERSATION_ID));
	});

	it('encodes the ID in the path', async () => {
		const parameters = { conversationId: '../jobs/1?a' };
		await expect(get({ parameters })).rejects.toMatchObject({ httpCode: '404' });
		expect(api.requests).toMatchObject([{ path: '/api/v2/conversations/..%2Fjobs%2F1%3Fa' }]);
	});

	it.each([
		[404, "Check the ID. It must belong to the credential's workspace."],
		[429, 'Wait 60 seconds, then run the node again.'],
	])('fails at once for the status %s', async (status, description) => {
		api.next({ status, headers: { 'retry-after': '60' }, body: { message: 'No' } });
		const httpCode = String(status);
		await expect(get()).rejects.toMatchObject({ httpCode, description });
		expect(clock.pauses()).toEqual([]);
	});

	it.each(['.', '..'])("fails for the ID %s, which isn't one", async (conversationId) => {
		const getting = get({ parameters: { conversationId } });
		await expect(getting).rejects.toThrow("'Conversation ID' isn't an ID");
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
	const waitFor = async (value: string, parameters: Run['parameters'] = {}, run: Run = {}) => {
		const waiting = { conversationId: 'new', waitFor: value, output: 'raw', ...parameters };
		const output = await get({ parameters: waiting, ...run });
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
		const pauses = [5000, 7500, 11_250, 16_875, 25_312.5, 30_000, 30_000];
		expect(clock.pauses().slice(0, 7)).toEqual(pauses);
	});

	const ID = 'Conversation ID: new.';
	const stillIs = (status: string) =>
		`${ID} Its status in Oration is '${status}'. To keep waiting, run this node again or increase 'Max Wait Time (Minutes)'. Running it again doesn't place a call.`;
	const ENDED = `${ID} It has ended. To continue without an analysis, select 'Conversation Ends' in 'Wait Until'. Running this node again doesn't place a call.`;
	it.each([
		['end', 'active', "The conversation hasn't ended yet", stillIs('active')],
		['end', null, "The conversation hasn't ended yet", stillIs('unknown')],
		['analysis', 'active', "The conversation hasn't been analyzed yet", stillIs('active')],
		['analysis', 'completed', "The conversation hasn't been analyzed yet", ENDED],
	])('%s, fails when the time is up with the status %j', async (...row) => {
		const [value, conversationStatus, message, description] = row;
		addConversation('new', [{ conversationStatus }]);
		const error = { message, description, context: { itemIndex: 0 } };
		await expect(waitFor(value, { maxWaitMinutes: 0.5 })).rejects.toMatchObject(error);
		expect(waited()).toBe(MINUTE / 2);
	});

	const REJECTION = { status: 400, body: { message: 'No' } };
	const NOT_FOUND = { status: 404, body: { message: 'No' } };
	const RATE_LIMIT = { status: 429, headers: { 'retry-after': '60' } };
	it.each<[string, NextResponse[]]>([
		['a rate limit', [RATE_LIMIT]],
		['failures', [{ status: 504 }, { status: 504 }, { status: 504 }]],
		['broken connections', [{ reset: true }, { reset: true }, { reset: true }]],
		['a web page', [{ status: 404, headers: { 'content-type': 'text/html' }, body: 'Not here' }]],
		['a redirect', [{ status: 302, body: {} }]],
		['an unknown conversation in the first 30 seconds', [NOT_FOUND]],
	])('keeps waiting after %s, also in the first request', async (_, responses) => {
		addConversation('new');
		[...responses, { body: ACTIVE }, ...responses].forEach(api.next);
		expect(await waitFor('end')).toEqual(['completed']);
	});

	it('reports an error that can pass if the time is up', async () => {
		addConversation('new', []);
		clock.duringPause(() => api.next(RATE_LIMIT));
		const waiting = waitFor('end', { maxWaitMinutes: 5000 / MINUTE });
		await expect(waiting).rejects.toMatchObject({
			message: "Oration's rate limit was reached",
			description: `${ID} Wait 60 seconds, then run the node again.`,
		});
	});

	const FIRST_30_SECONDS = [5000, 7500, 11_250, 16_875];
	it.each<[string, NextResponse[], number[]]>([
		['401', [{ status: 401, body: {} }], []],
		['400', [{ body: ACTIVE }, REJECTION], [5000]],
		['404', Array.from({ length: 5 }, () => NOT_FOUND), FIRST_30_SECONDS],
		['404', [...FIRST_30_SECONDS.map(() => ({ body: ACTIVE })), NOT_FOUND], FIRST_30_SECONDS],
	])('fails at once with the status %s of the last of %j', async (httpCode, responses, pauses) => {
		responses.forEach(api.next);
		await expect(waitFor('end')).rejects.toMatchObject({ httpCode });
		expect(clock.pauses()).toEqual(pauses);
	});

	const UNANSWERED = { conversationStatus: 'completed', endReason: 'user_did_not_answer' };
	it.each([
		['analysis', 15, 5 + 120],
		['analysis', 1, 60],
		['end', 15, 5],
	])('waits for the %s of an unanswered call for %i minutes: %i s', async (...row) => {
		const [value, maxWaitMinutes, seconds] = row;
		addConversation('new', [ACTIVE, UNANSWERED]);
		expect(await waitFor(value, { maxWaitMinutes })).toEqual(['completed']);
		expect(waited()).toBe(seconds * 1000);
	});

	it('outputs a call that ended unanswered as last seen, even if Oration fails afterwards', async () => {
		addConversation('new', [UNANSWERED]);
		clock.duringPause(() => Array.from({ length: 100 }, () => RATE_LIMIT).forEach(api.next));
		expect(await waitFor('analysis')).toEqual(['completed']);
	});

	it('waits on if a call that looked unanswered was answered after all', async () => {
		const ended = { conversationStatus: 'completed', conversationType: 'telephony' };
		const answered = { ...ended, userJoinTime: '2026-04-01T10:15:42Z' };
		addConversation('new', [{ ...ended, userJoinTime: null }, answered]);
		await expect(waitFor('analysis')).rejects.toThrow("The conversation hasn't been analyzed yet");
		expect(waited()).toBe(15 * 60_000);
	});

	it('outputs the analysis of a call that ended unanswered, if there is one after all', async () => {
		addConversation('new', [UNANSWERED, { postCallMetadata: { reason: 'busy' } }]);
		expect(await waitFor('analysis')).toEqual(['completed']);
		expect(waited()).toBe(5000);
	});

	it.each([0, -1, 'long', 'Infinity'])('waits for 15 minutes if the time is %j', async (time) => {
		addConversation('new', []);
		const waiting = waitFor('end', { maxWaitMinutes: () => time });
		await expect(waiting).rejects.toThrow("hasn't ended yet");
		expect(waited()).toBe(15 * MINUTE);
	});

	const conversationId = (item: number) => `${item}`;

	it('waits for many items side by side, and keeps their order', async () => {
		for (const item of [0, 1, 2]) addConversation(`${item}`, PROGRESS.slice(item));
		const statuses = await waitFor('end', { conversationId }, { items: itemsFor(3) });
		expect(statuses).toEqual(['completed', 'completed', 'completed']);
		expect(clock.pauses()).toHaveLength(2);
		expect(api.requests).toHaveLength(3 + 2 + 1);
	});

	it('fails only the item with an unknown ID if the node continues on errors', async () => {
		addConversation('1');
		const run = { continueOnFail: true, items: itemsFor(2) };
		expect(await waitFor('end', { conversationId }, run)).toEqual([
			"Oration couldn't find this conversation. Check the ID. It must belong to the credential's workspace.",
			'completed',
		]);
	});

	it('ends at once when the execution is canceled, even if the node continues on errors', async () => {
		addConversation('new');
		const controller = new AbortController();
		clock.duringPause(() => controller.abort(), { ends: false });
		const run = { continueOnFail: true, cancelSignal: controller.signal };
		await expect(waitFor('end', {}, run)).rejects.toThrow('The execution was canceled');
		expect(api.requests).toHaveLength(1);
	});

	it('fails for an unknown value', async () => {
		await expect(waitFor('lunch')).rejects.toMatchObject({
			message: "'Wait Until' has an unknown value",
			description: "Its expression must return 'nothing', 'end' or 'analysis'.",
			context: { itemIndex: 0 },
		});
		expect(api.requests).toEqual([]);
	});
});
