import { NodeApiError, NodeOperationError, sleep, type NodeParameterValueType } from 'n8n-workflow';
import { toEvent } from '../../../nodes/Oration/api/conversations';
import { isJsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DO_NOT_DISTURB = '+10000000000';
const REASON = 'Customer has do not disturb enabled';
const CREATED_BEFORE =
	/^.*\. The node already created 2 conversations\. If you run it again, it creates them twice\./;

let api: OrationApi;

beforeEach(async () => {
	jest.mocked(sleep).mockClear();
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

const itemsFor = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { index } }));
const numberOf = (item: number) => `+155501000${10 + item}`;
const callTo = (toPhoneNumber: string) => ({
	agentId: 'agent_1',
	conversationType: 'telephony',
	toPhoneNumber,
});
const CALL = callTo(numberOf(0));

/** Creates a conversation per item. `numbers` overrides the phone numbers of items, by item index. */
async function create(
	count: number,
	{ parameters, ...run }: Run = {},
	numbers: Record<number, string> = {},
) {
	return await executeNode({
		api,
		items: itemsFor(count),
		parameters: {
			resource: 'conversation',
			operation: 'create',
			agentId: 'agent_1',
			toPhoneNumber: (item) => numbers[item] ?? numberOf(item),
			...parameters,
		},
		...run,
	});
}

const bodies = () => api.requests.map(({ body }) => body);
const requestFor = (conversation: object) => ({ conversations: [conversation] });

/** Returns the request body for one item. */
const bodyWith = async (parameters: Record<string, NodeParameterValueType>) => {
	await create(1, { parameters });
	return bodies()[0];
};

describe('Conversation: Create', () => {
	it('sends one request per item, and outputs the conversation of each item', async () => {
		const output = await create(3);
		expect(api.requests).toMatchObject(
			Array.from({ length: 3 }, () => ({ method: 'POST', path: '/api/v2/conversations' })),
		);
		expect(bodies()).toEqual([0, 1, 2].map((item) => requestFor(callTo(numberOf(item)))));
		const ids = [...api.conversations.keys()].slice(1);
		expect(output).toMatchObject(
			[0, 1, 2].map((item) => ({
				json: { conversationId: ids[item], toPhoneNumber: numberOf(item) },
				pairedItem: { item },
			})),
		);
	});

	const ALL = {
		customerId: 'cust_1',
		fromPhoneNumber: '+15550100456',
		identifier: 'crm-1',
		ignoreDND: true,
	};
	const BLANK = { customerId: '', identifier: undefined, fromPhoneNumber: null, ignoreDND: false };
	it.each<[string, Record<string, NodeParameterValueType>, object]>([
		['all fields', { additionalFields: ALL }, { ...CALL, ...ALL }],
		['no blank fields', { additionalFields: BLANK }, CALL],
		[
			'numbers as text, and trimmed text',
			{ agentId: ' agent_1 ', additionalFields: { identifier: 1024 } },
			{ ...CALL, identifier: '1024' },
		],
		...['chat', 'web'].map((conversationType): [string, { conversationType: string }, object] => [
			`a ${conversationType} conversation without a number`,
			{ conversationType },
			{ agentId: 'agent_1', conversationType },
		]),
	])('sends %s', async (_, parameters, expected) => {
		expect(await bodyWith(parameters)).toEqual(requestFor(expected));
	});

	it('outputs the conversation and the token from the newer response format', async () => {
		expect(await create(1)).toEqual([
			{
				json: {
					conversationId: expect.stringMatching(UUID),
					workspaceId: api.workspaceId,
					...CALL,
					customerId: expect.stringMatching(UUID),
					conversationStatus: 'created',
					telephonyType: 'outbound',
					telephonyStatus: 'dialing',
					fromPhoneNumber: null,
					createdAt: expect.any(String),
					updatedAt: expect.any(String),
					tokenResponse: expect.objectContaining({ liveTest: 'disabled' }),
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('outputs the conversation from the older response format', async () => {
		api.responseShape = 'old';
		const [output] = await create(1);
		expect(output?.json).toMatchObject({
			conversationId: expect.stringMatching(UUID),
			...CALL,
			dynamicVariables: '{}',
		});
		expect(output?.json).not.toHaveProperty('tokenResponse');
		expect(output?.json).not.toHaveProperty('id');
	});

	describe.each(['new', 'old'] as const)(
		'with an error from Oration in the %s response format',
		(format) => {
			beforeEach(() => {
				api.responseShape = format;
			});

			it('fails only this item if the node continues on errors', async () => {
				expect(await create(3, { continueOnFail: true }, { 1: DO_NOT_DISTURB })).toMatchObject([
					{ json: { toPhoneNumber: numberOf(0) } },
					{
						json: { error: `Oration rejected the conversation. ${REASON}` },
						pairedItem: { item: 1 },
					},
					{ json: { toPhoneNumber: numberOf(2) } },
				]);
			});

			it('stops otherwise, and reports the conversations that it already created', async () => {
				const creating = create(4, {}, { 2: DO_NOT_DISTURB });
				await expect(creating).rejects.toThrow(NodeOperationError);
				await expect(creating).rejects.toMatchObject({
					message: 'Oration rejected the conversation',
					description: expect.stringMatching(CREATED_BEFORE),
					context: { itemIndex: 2 },
				});
				expect(api.requests).toHaveLength(3);
			});
		},
	);

	it("doesn't report created conversations if the first item fails", async () => {
		await expect(create(1, {}, { 0: DO_NOT_DISTURB })).rejects.toMatchObject({
			description: REASON,
		});
	});

	it.each([
		[{ errors: ['busy'] }, 'Oration rejected the conversation. busy'],
		[{ errors: [{ message: 'busy' }] }, 'Oration rejected the conversation. busy'],
		[
			{ results: [], errors: [{}] },
			'Oration rejected the conversation. The response has no reason.',
		],
		...[{}, { results: [], errors: [] }, { results: [null] }, { results: 'text' }].map(
			(body): [object, string] => [
				body,
				"The conversation may not have been created. Oration's response has no result. Check in Oration before you run this again.",
			],
		),
	])('fails for the response %j', async (body, error) => {
		api.next({ body });
		expect(await create(1, { continueOnFail: true })).toMatchObject([{ json: { error } }]);
	});

	it("doesn't retry after a 503, and reports the conversations that it already created", async () => {
		api.next({});
		api.next({});
		api.next({ status: 503 });
		const creating = create(4);
		await expect(creating).rejects.toThrow(NodeApiError);
		await expect(creating).rejects.toMatchObject({
			message: "Oration's API failed (HTTP 503)",
			description: expect.stringMatching(CREATED_BEFORE),
		});
		expect(api.requests).toHaveLength(3);
		expect(sleep).not.toHaveBeenCalled();
	});

	describe.each([
		['agentId', 'Agent ID', 'agent_1'],
		['toPhoneNumber', 'To Phone Number', numberOf(7)],
	])('with an item without %s', (name, label, other) => {
		const parameters = { [name]: (item: number) => (item === 1 ? ' ' : other) };

		it('creates no conversation', async () => {
			await expect(create(3, { parameters })).rejects.toMatchObject({
				message: `'${label}' is empty`,
				context: { itemIndex: 1 },
			});
			expect(api.requests).toEqual([]);
		});

		it('fails only this item if the node continues on errors', async () => {
			const output = await create(3, { continueOnFail: true, parameters });
			expect(output.map(({ json }) => json.error ?? json.conversationStatus)).toEqual([
				'created',
				`'${label}' is empty. Enter a value, or check what its expression returns for this item.`,
				'created',
			]);
		});
	});

	describe('with dynamic variables', () => {
		const fields = (...variable: object[]) => ({
			variables: { variable: variable.map((entry) => ({ ...entry })) },
		});
		const json = (variablesJson: NodeParameterValueType) => ({
			specifyVariables: 'json',
			variablesJson,
		});

		it.each<[Record<string, NodeParameterValueType>, object | undefined]>([
			[
				fields(
					{ name: 'customer', value: 'Ada' },
					{ name: 'sum', value: 7 },
					{ name: 'note', value: '' },
				),
				{ customer: 'Ada', sum: 7, note: '' },
			],
			[fields({ name: '', value: 'Ada' }), undefined],
			[json('{"name":"Ada","order":{"id":7}}'), { name: 'Ada', order: { id: 7 } }],
			[json({ name: 'Ada', order: { id: 7 } }), { name: 'Ada', order: { id: 7 } }],
			[json('{}'), undefined],
			[json(' '), undefined],
		])('%j, sends %j', async (parameters, dynamicVariables) => {
			expect(await bodyWith(parameters)).toEqual(
				requestFor(dynamicVariables ? { ...CALL, dynamicVariables } : CALL),
			);
		});

		it.each(['{name: Ada}', '[1]', '"Ada"', 'null'])('%s, fails', async (wrong) => {
			await expect(create(1, { parameters: json(wrong) })).rejects.toMatchObject({
				message: "'Dynamic Variables' isn't a JSON object",
				description: 'Enter an object like {"customer_name": "Ada"}.',
			});
			expect(api.requests).toEqual([]);
		});
	});
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

	it('encodes the ID in the path', async () => {
		await expect(get({ parameters: { conversationId: '../jobs/1?a' } })).rejects.toMatchObject({
			httpCode: '404',
		});
		expect(api.requests).toMatchObject([{ path: '/api/v2/conversations/..%2Fjobs%2F1%3Fa' }]);
	});
});
