import { sleep, type NodeParameterValueType } from 'n8n-workflow';
import { toEvent } from '../../../../nodes/Oration/event/envelope';
import { isJsonObject } from '../../../../nodes/Oration/event/json';
import { toRecord } from '../../../../nodes/Oration/event/record';
import {
	PROGRESS,
	SAMPLE_CONVERSATION_ID,
	startOrationApi,
	type OrationApi,
} from '../../../oration-api/server';
import { executeNode, itemsFor, type Run } from '../../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

let api: OrationApi;

beforeEach(async () => {
	jest.mocked(sleep).mockReset();
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

describe('Conversation: Get', () => {
	const get = async ({ parameters, ...run }: Run = {}) =>
		await executeNode({
			api,
			parameters: {
				resource: 'conversation',
				operation: 'get',
				conversationId: SAMPLE_CONVERSATION_ID,
				...parameters,
			},
			...run,
		});
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
		expect(await get(run)).toMatchObject([
			{
				json: {
					error:
						"Oration couldn't find this conversation. Check the ID. It must belong to the credential's workspace.",
				},
				pairedItem: { item: 0 },
			},
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

	describe('with Wait Until', () => {
		const NEW = { id: 'new', conversationStatus: 'created', callEndTime: null, summary: '' };

		/** Adds a conversation that changes with each request. */
		const addConversation = (id: string, progress: object[] = PROGRESS) => {
			api.conversations.set(id, { ...NEW, id });
			api.progress.set(id, progress);
		};
		const waitFor = async (
			value: NodeParameterValueType | (() => NodeParameterValueType),
			{ parameters, ...run }: Run = {},
		): Promise<unknown[]> => {
			const output = await get({
				parameters: { conversationId: 'new', waitFor: value, output: 'raw', ...parameters },
				...run,
			});
			return output.map(({ json }) => json.error ?? json.conversationStatus);
		};
		const pauses = () => jest.mocked(sleep).mock.calls.map(([delay]) => delay);

		/** Makes pauses end at once, and the clock go on by their time. */
		const skipPauses = () => {
			let now = Date.now();
			jest.spyOn(Date, 'now').mockImplementation(() => now);
			jest.mocked(sleep).mockImplementation(async (delay) => {
				now += delay;
			});
		};

		afterEach(() => jest.restoreAllMocks());

		it('nothing, returns the conversation as it is', async () => {
			addConversation('new');
			expect(await waitFor('nothing')).toEqual(['dialing']);
			expect(pauses()).toEqual([]);
		});

		it('the end, returns the conversation when it has ended', async () => {
			addConversation('new');
			expect(await waitFor('end')).toEqual(['completed']);
			expect(api.requests).toHaveLength(3);
		});

		it.each([
			{ conversationStatus: 'failed' },
			{ conversationStatus: ' Completed ' },
			{ callEndTime: '2026-04-01T10:19:58.250Z' },
		])('the end, recognizes it by %j', async (change) => {
			addConversation('new', [{ conversationStatus: 'active' }, change]);
			await waitFor('end');
			expect(api.requests).toHaveLength(2);
		});

		it('the end, waits while there is no status', async () => {
			addConversation('new', [{ conversationStatus: null }, { conversationStatus: 'completed' }]);
			await waitFor('end');
			expect(api.requests).toHaveLength(2);
		});

		it('the analysis, returns the conversation when it has been analyzed', async () => {
			addConversation('new');
			expect(await waitFor('analysis')).toEqual(['completed']);
			expect(api.requests).toHaveLength(4);
		});

		it.each([
			{ summary: 'Hello' },
			{ postCallNotes: 'Hello' },
			{ postCallCategory3: 'Upsell' },
			{ postCallMetadata: { sentiment: 'good' } },
		])('the analysis, recognizes it by %j', async (change) => {
			addConversation('new', [{ conversationStatus: 'completed' }, change]);
			await waitFor('analysis');
			expect(api.requests).toHaveLength(2);
		});

		it('pauses longer each time, up to 30 seconds', async () => {
			skipPauses();
			addConversation('new', [...Array.from({ length: 8 }, () => ({})), ...PROGRESS]);
			await waitFor('end');
			expect(pauses().slice(0, 7)).toEqual([5000, 7500, 11_250, 16_875, 25_312.5, 30_000, 30_000]);
		});

		it.each([
			['end', 'active', "The conversation hasn't ended yet"],
			['analysis', 'active', "The conversation hasn't been analyzed yet"],
			['end', null, "The conversation hasn't ended yet"],
		])('%s, fails when the time is up with the status %j', async (value, status, message) => {
			skipPauses();
			addConversation('new', [{ conversationStatus: status }]);
			await expect(waitFor(value, { parameters: { maxWaitMinutes: 1 } })).rejects.toMatchObject({
				message,
				description: `Its status in Oration is '${status ?? 'unknown'}'. To keep waiting, run this node again or increase 'Max Wait Time (Minutes)'. Running it again doesn't place a call.`,
				context: { itemIndex: 0 },
			});
			expect(pauses().reduce((sum, delay) => sum + delay, 0)).toBe(60_000);
		});

		it('the analysis, says how to continue if the conversation has ended without one', async () => {
			skipPauses();
			addConversation('new', [{ conversationStatus: 'completed' }]);
			await expect(waitFor('analysis')).rejects.toMatchObject({
				message: "The conversation hasn't been analyzed yet",
				description: expect.stringMatching(
					/^It has ended\. Oration may not analyze .* select 'Conversation Ends' in 'Wait Until'\./,
				),
			});
		});

		const rateLimit = { status: 429, headers: { 'retry-after': '60' } };

		it.each([
			['a rate limit', [rateLimit]],
			['failures', [{ status: 504 }, { status: 504 }, { status: 504 }]],
		])('keeps waiting after %s', async (_, responses) => {
			skipPauses();
			addConversation('new');
			for (const response of [{ body: { conversationStatus: 'active' } }, ...responses]) {
				api.next(response);
			}
			expect(await waitFor('end')).toEqual(['completed']);
		});

		it('reports an error that can pass if the time is up', async () => {
			skipPauses();
			addConversation('new', []);
			jest.mocked(sleep).mockImplementationOnce(async () => {
				jest.mocked(Date.now).mockReturnValue(Date.now() + 15 * 60_000);
				api.next(rateLimit);
			});
			await expect(waitFor('end')).rejects.toThrow("Oration's rate limit was reached");
		});

		it.each([400, 404])('fails at once after the status %i during the wait', async (status) => {
			skipPauses();
			api.next({ body: { conversationStatus: 'active' } });
			api.next({ status, body: { message: 'No' } });
			await expect(waitFor('end')).rejects.toMatchObject({ httpCode: `${status}` });
			expect(pauses()).toEqual([5000]);
		});

		it('fails at once if the first request fails', async () => {
			skipPauses();
			api.next(rateLimit);
			await expect(waitFor('end')).rejects.toThrow("Oration's rate limit was reached");
			expect(pauses()).toEqual([]);
		});

		it.each([0, -1, 'long'])('waits for 15 minutes if the time is %j', async (minutes) => {
			skipPauses();
			addConversation('new', []);
			await expect(
				waitFor('end', { parameters: { maxWaitMinutes: () => minutes } }),
			).rejects.toThrow("hasn't ended yet");
			expect(pauses().reduce((sum, delay) => sum + delay, 0)).toBe(15 * 60_000);
		});

		it('waits for many items side by side, and keeps their order', async () => {
			for (const item of [0, 1, 2]) addConversation(`${item}`, PROGRESS.slice(item));
			const conversationId = (item: number) => `${item}`;
			const run = { items: itemsFor(3), parameters: { conversationId } };
			expect(await waitFor('end', run)).toEqual(['completed', 'completed', 'completed']);
			expect(pauses()).toHaveLength(2);
			expect(api.requests).toHaveLength(3 + 2 + 1);
		});

		it('keeps the other items if one fails and the node continues on errors', async () => {
			addConversation('1');
			const run = {
				continueOnFail: true,
				items: itemsFor(2),
				parameters: { conversationId: (item: number) => `${item}` },
			};
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

		it('an unknown value, fails', async () => {
			await expect(waitFor(() => 'lunch')).rejects.toMatchObject({
				message: "'Wait Until' has an unknown value",
				description: "Its expression must return 'nothing', 'end' or 'analysis'.",
				context: { itemIndex: 0 },
			});
			expect(api.requests).toEqual([]);
		});
	});
});
