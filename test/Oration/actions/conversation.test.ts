import { NodeApiError, NodeOperationError, sleep, type NodeParameterValueType } from 'n8n-workflow';
import { asEvent } from '../../../nodes/Oration/api/conversations';
import { isJsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const REFUSED = '+10000000000';
const REASON = 'Customer has do not disturb enabled';
const CREATED_BEFORE =
	/^.*\. This node created 2 conversations before\. If you run it again, it creates them again\./;

let api: OrationApi;

beforeEach(async () => {
	jest.mocked(sleep).mockClear();
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

const itemsFor = (count: number) =>
	Array.from({ length: count }, (_, place) => ({ json: { place } }));
const numberOf = (item: number) => `+155501000${10 + item}`;
const callTo = (toPhoneNumber: string) => ({
	agentId: 'agent_1',
	conversationType: 'telephony',
	toPhoneNumber,
});
const CALL = callTo(numberOf(0));

/** Creates a conversation for each item: with a number of its own, unless another is given for its place. */
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

/** What is sent for one item. */
const bodyWith = async (parameters: Record<string, NodeParameterValueType>) => {
	await create(1, { parameters });
	return bodies()[0];
};

describe('Conversation: Create', () => {
	it('sends one request for each item, and gives each item its conversation', async () => {
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
			'numbers as text, and text without blanks around it',
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

	it('gives, of the newer answer, the conversation and what belongs to it', async () => {
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

	it('gives, of the older answer, the conversation', async () => {
		api.answerShape = 'old';
		const [output] = await create(1);
		expect(output?.json).toMatchObject({
			conversationId: expect.stringMatching(UUID),
			...CALL,
			dynamicVariables: '{}',
		});
		expect(output?.json).not.toHaveProperty('tokenResponse');
		expect(output?.json).not.toHaveProperty('id');
	});

	describe.each(['new', 'old'] as const)('with an error of Oration in its %s answer', (shape) => {
		beforeEach(() => {
			api.answerShape = shape;
		});

		it('fails this item and no other, if the node is set to continue', async () => {
			expect(await create(3, { continueOnFail: true }, { 1: REFUSED })).toMatchObject([
				{ json: { toPhoneNumber: numberOf(0) } },
				{
					json: { error: `Oration did not create the conversation. ${REASON}` },
					pairedItem: { item: 1 },
				},
				{ json: { toPhoneNumber: numberOf(2) } },
			]);
		});

		it('stops otherwise, and says what was created before', async () => {
			const creating = create(4, {}, { 2: REFUSED });
			await expect(creating).rejects.toThrow(NodeOperationError);
			await expect(creating).rejects.toMatchObject({
				message: 'Oration did not create the conversation',
				description: expect.stringMatching(CREATED_BEFORE),
				context: { itemIndex: 2 },
			});
			expect(api.requests).toHaveLength(3);
		});
	});

	it('says nothing of what was created before the first item', async () => {
		await expect(create(1, {}, { 0: REFUSED })).rejects.toMatchObject({ description: REASON });
	});

	it.each([
		[{ errors: ['busy'] }, 'Oration did not create the conversation. busy'],
		[{ errors: [{ message: 'busy' }] }, 'Oration did not create the conversation. busy'],
		[
			{ results: [], errors: [{}] },
			'Oration did not create the conversation. Oration gave no reason.',
		],
		...[{}, { results: [], errors: [] }, { results: [null] }, { results: 'text' }].map(
			(body): [object, string] => [
				body,
				"The conversation may not have been created. Oration's answer doesn't say what became of it. Check in Oration before you run this again.",
			],
		),
	])('fails for the answer %j', async (body, error) => {
		api.next({ body });
		expect(await create(1, { continueOnFail: true })).toMatchObject([{ json: { error } }]);
	});

	it('is not repeated after a 503, and says what was created before', async () => {
		api.next({});
		api.next({});
		api.next({ status: 503 });
		const creating = create(4);
		await expect(creating).rejects.toThrow(NodeApiError);
		await expect(creating).rejects.toMatchObject({
			message: 'Oration could not handle the request (HTTP 503)',
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

		it('creates nothing at all', async () => {
			await expect(create(3, { parameters })).rejects.toMatchObject({
				message: `'${label}' is empty`,
				context: { itemIndex: 1 },
			});
			expect(api.requests).toEqual([]);
		});

		it('fails this item alone, if the node is set to continue', async () => {
			const output = await create(3, { continueOnFail: true, parameters });
			expect(output.map(({ json }) => json.error ?? json.conversationStatus)).toEqual([
				'created',
				`'${label}' is empty. Fill it in, or check what its expression gives for this item.`,
				'created',
			]);
		});
	});

	describe('with dynamic variables', () => {
		const fields = (...variable: object[]) => ({
			variables: { variable: variable.map((one) => ({ ...one })) },
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
		])('as %j, sends %j', async (parameters, dynamicVariables) => {
			expect(await bodyWith(parameters)).toEqual(
				requestFor(dynamicVariables ? { ...CALL, dynamicVariables } : CALL),
			);
		});

		it.each(['{name: Ada}', '[1]', '"Ada"', 'null'])('as the JSON %s, fails', async (wrong) => {
			await expect(create(1, { parameters: json(wrong) })).rejects.toMatchObject({
				message: "'Dynamic Variables' is no JSON object",
				description: 'Write it as in {"customer_name": "Ada"}.',
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
		if (!isJsonObject(conversation)) throw new Error('The fake API has lost its sample.');
		return conversation;
	};

	it('gives the simplified record', async () => {
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

	it('gives the full record, as the trigger does', async () => {
		const [output] = await get({ parameters: { output: 'full' } });
		const receivedAt = new Date(String(output?.json.receivedAt));
		expect(output?.json).toEqual(toRecord(asEvent(sample()), receivedAt));
	});

	it('gives what Oration sent', async () => {
		const [output] = await get({ parameters: { output: 'raw' } });
		expect(output?.json).toEqual(sample());
	});

	it('fails an item that Oration does not know, and no other', async () => {
		const conversationId = (item: number) => (item === 0 ? 'other' : SAMPLE_CONVERSATION_ID);
		const run = { continueOnFail: true, items: itemsFor(2), parameters: { conversationId } };
		expect(await get(run)).toMatchObject([
			{
				json: {
					error:
						'Oration does not know this conversation. Check the ID, and that it belongs to the workspace of the credential.',
				},
				pairedItem: { item: 0 },
			},
			{ json: { conversationId: SAMPLE_CONVERSATION_ID }, pairedItem: { item: 1 } },
		]);
	});

	it('keeps the ID within its part of the path', async () => {
		await expect(get({ parameters: { conversationId: '../jobs/1?a' } })).rejects.toMatchObject({
			httpCode: '404',
		});
		expect(api.requests).toMatchObject([{ path: '/api/v2/conversations/..%2Fjobs%2F1%3Fa' }]);
	});
});
