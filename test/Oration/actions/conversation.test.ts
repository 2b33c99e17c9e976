import { NodeApiError, NodeOperationError, sleep, type NodeParameterValueType } from 'n8n-workflow';
import { asEvent } from '../../../nodes/Oration/api/conversations';
import { isJsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const REFUSED = '+10000000000';
const NOT_CREATED = {
	error: 'Oration did not create the conversation. Customer has do not disturb enabled',
};
const JSON_HELP =
	'\'Dynamic Variables\' is no JSON object. Write it as in {"customer_name": "Ada"}.';

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
const entryFor = (item: number) => ({
	agentId: 'agent_1',
	conversationType: 'telephony',
	toPhoneNumber: numberOf(item),
});

/** Creates a conversation for each item: with the number of `entryFor`, unless another is given for its place. */
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

/** What was sent: the entries of each request. */
const sent = () =>
	api.requests.map(({ body }) => (isJsonObject(body) ? body.conversations : undefined));

/** What the one item was sent as. */
const entryWith = async (parameters: Record<string, NodeParameterValueType>) => {
	await create(1, { parameters });
	return sent();
};

describe('Conversation: Create', () => {
	it('sends a call', async () => {
		await create(1);
		expect(api.requests).toMatchObject([{ method: 'POST', path: '/api/v2/conversations' }]);
		expect(api.requests[0]?.body).toEqual({ conversations: [entryFor(0)] });
	});

	it('sends all fields', async () => {
		const additionalFields = {
			customerId: 'cust_1',
			fromPhoneNumber: '+15550100456',
			identifier: 'crm-1',
			ignoreDND: true,
		};
		expect(await entryWith({ additionalFields })).toEqual([
			[{ ...entryFor(0), ...additionalFields }],
		]);
	});

	it('leaves blank fields out', async () => {
		const additionalFields = {
			customerId: '',
			identifier: undefined,
			fromPhoneNumber: null,
			ignoreDND: false,
		};
		expect(await entryWith({ additionalFields })).toEqual([[entryFor(0)]]);
	});

	it('sends numbers as text, and text without blanks around it', async () => {
		const parameters = { agentId: ' agent_1 ', additionalFields: { identifier: 1024 } };
		expect(await entryWith(parameters)).toEqual([[{ ...entryFor(0), identifier: '1024' }]]);
	});

	it.each(['chat', 'web'])('sends a %s conversation without a number', async (conversationType) => {
		expect(await entryWith({ conversationType })).toEqual([
			[{ agentId: 'agent_1', conversationType }],
		]);
	});

	describe('with the newer answer', () => {
		it('gives the conversation and what belongs to it', async () => {
			expect(await create(1)).toEqual([
				{
					json: {
						conversationId: expect.stringMatching(UUID),
						workspaceId: api.workspaceId,
						...entryFor(0),
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

		it('gives each item its conversation', async () => {
			const output = await create(3);
			const [one, two, three] = [...api.conversations.keys()].slice(1);
			expect(output).toMatchObject([
				{ json: { conversationId: one, toPhoneNumber: numberOf(0) }, pairedItem: { item: 0 } },
				{ json: { conversationId: two, toPhoneNumber: numberOf(1) }, pairedItem: { item: 1 } },
				{ json: { conversationId: three, toPhoneNumber: numberOf(2) }, pairedItem: { item: 2 } },
			]);
		});
	});

	describe('with the older answer', () => {
		beforeEach(() => {
			api.answerShape = 'old';
		});

		it('gives the conversation', async () => {
			const [output] = await create(1);
			expect(output?.json).toMatchObject({
				conversationId: expect.stringMatching(UUID),
				...entryFor(0),
				dynamicVariables: '{}',
			});
			expect(output?.json).not.toHaveProperty('tokenResponse');
			expect(output?.json).not.toHaveProperty('id');
		});
	});

	it('sends one request an item, in their order', async () => {
		const output = await create(3);
		expect(sent()).toEqual([[entryFor(0)], [entryFor(1)], [entryFor(2)]]);
		expect(output.map(({ json }) => json.toPhoneNumber)).toEqual([0, 1, 2].map(numberOf));
	});

	describe('with an error of Oration for', () => {
		it.each(['new', 'old'] as const)(
			'an item in an answer of the %s shape, fails this alone',
			async (shape) => {
				api.answerShape = shape;
				expect(await create(3, { continueOnFail: true }, { 1: REFUSED })).toMatchObject([
					{ json: { toPhoneNumber: numberOf(0) }, pairedItem: { item: 0 } },
					{ json: NOT_CREATED, pairedItem: { item: 1 } },
					{ json: { toPhoneNumber: numberOf(2) }, pairedItem: { item: 2 } },
				]);
			},
		);

		it.each([
			['busy', 'Oration did not create the conversation', 'busy'],
			[{ message: 'busy' }, 'Oration did not create the conversation', 'busy'],
			[{ code: 7 }, 'Oration did not create the conversation', 'Oration gave no reason.'],
			[
				undefined,
				'The conversation may not have been created',
				"Oration's answer doesn't say what became of it. Check in Oration before you run this again.",
			],
		])('the item as %j, says so', async (error, message, description) => {
			api.next({ body: { results: [], errors: error === undefined ? [] : [error] } });
			await expect(create(1)).rejects.toMatchObject({ message, description });
		});

		it('an item, stops with what was created before', async () => {
			const creating = create(3, {}, { 1: REFUSED });
			await expect(creating).rejects.toThrow(NodeOperationError);
			await expect(creating).rejects.toMatchObject({
				message: 'Oration did not create the conversation',
				description:
					"Customer has do not disturb enabled. This node created 1 conversations before. If you run it again, it creates them again. To see the result of each item, set 'On Error' to 'Continue'.",
				context: { itemIndex: 1 },
			});
			expect(api.requests).toHaveLength(2);
		});

		it('the first item, says nothing of what was created', async () => {
			await expect(create(1, {}, { 0: REFUSED })).rejects.toMatchObject({
				description: 'Customer has do not disturb enabled',
			});
		});
	});

	it('takes an item that ignores do not disturb', async () => {
		const parameters = { additionalFields: { ignoreDND: true } };
		expect(await create(1, { parameters }, { 0: REFUSED })).toMatchObject([
			{ json: { toPhoneNumber: REFUSED } },
		]);
	});

	describe('is never repeated', () => {
		it.each([
			['a 503', { status: 503 }, 'Oration could not handle the request (HTTP 503)'],
			['a 429', { status: 429 }, 'Oration takes no more requests for now'],
			['a reset', { reset: true }, 'Oration was not reached'],
			['a half-sent answer', { cutOff: true }, 'Oration was not reached'],
		])('after %s', async (_, answer, message) => {
			api.next(answer);
			const creating = create(1);
			await expect(creating).rejects.toThrow(NodeApiError);
			await expect(creating).rejects.toMatchObject({ message });
			expect(api.requests).toHaveLength(1);
			expect(sleep).not.toHaveBeenCalled();
		});

		it('after a timeout, and asks to look first', async () => {
			api.next({ delay: 60_000 });
			await expect(create(1, { patience: api.arrival })).rejects.toMatchObject({
				message: 'Oration did not answer in time',
				description: expect.stringContaining('look in Oration whether it was done'),
			});
			expect(api.requests).toHaveLength(1);
		});
	});

	describe('with an item that lacks something', () => {
		it.each([
			['agentId', 'Agent ID'],
			['toPhoneNumber', 'To Phone Number'],
		])('such as %s, fails this alone', async (name, label) => {
			const given = name === 'agentId' ? () => 'agent_1' : numberOf;
			const parameters = { [name]: (item: number) => (item === 1 ? ' ' : given(item)) };
			const output = await create(3, { continueOnFail: true, parameters });
			expect(output).toMatchObject([
				{ json: { toPhoneNumber: numberOf(0) } },
				{
					json: {
						error: `'${label}' is empty. Fill it in, or check what its expression gives for this item.`,
					},
				},
				{ json: { toPhoneNumber: numberOf(2) } },
			]);
			expect(sent()).toEqual([[entryFor(0)], [entryFor(2)]]);
		});

		it('creates nothing at all where the node is not set to continue', async () => {
			await expect(create(3, {}, { 2: '' })).rejects.toMatchObject({
				message: "'To Phone Number' is empty",
				context: { itemIndex: 2 },
			});
			expect(api.requests).toEqual([]);
		});
	});

	describe('with dynamic variables', () => {
		it('as fields, sends them', async () => {
			const variable = [
				{ name: 'customer_name', value: 'Ada' },
				{ name: 'amount', value: 7 },
				{ name: 'note', value: '' },
			];
			expect(await entryWith({ variables: { variable } })).toEqual([
				[{ ...entryFor(0), dynamicVariables: { customer_name: 'Ada', amount: 7, note: '' } }],
			]);
		});

		it('as fields, passes over one without a name', async () => {
			const variable = [{ name: '', value: 'Ada' }];
			expect(await entryWith({ variables: { variable } })).toEqual([[entryFor(0)]]);
		});

		it.each([['{"name":"Ada","order":{"id":7}}'], [{ name: 'Ada', order: { id: 7 } }]])(
			'as JSON (%j), sends them',
			async (variablesJson) => {
				expect(await entryWith({ specifyVariables: 'json', variablesJson })).toEqual([
					[{ ...entryFor(0), dynamicVariables: { name: 'Ada', order: { id: 7 } } }],
				]);
			},
		);

		it.each(['{}', '', ' '])('as the empty JSON %j, sends none', async (variablesJson) => {
			expect(await entryWith({ specifyVariables: 'json', variablesJson })).toEqual([[entryFor(0)]]);
		});

		it.each(['{name: Ada}', '[1]', '"Ada"', 'null'])(
			'as %j, fails this item alone',
			async (wrong) => {
				const parameters = {
					specifyVariables: 'json',
					variablesJson: (item: number) => (item === 0 ? wrong : '{"name":"Ada"}'),
				};
				const output = await create(2, { continueOnFail: true, parameters });
				expect(output).toMatchObject([
					{ json: { error: JSON_HELP }, pairedItem: { item: 0 } },
					{ json: { toPhoneNumber: numberOf(1) }, pairedItem: { item: 1 } },
				]);
				expect(sent()).toEqual([[{ ...entryFor(1), dynamicVariables: { name: 'Ada' } }]]);
			},
		);
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

	it('gives the selected fields', async () => {
		const parameters = { output: 'selectedFields', fields: ['agentId', 'endReason'] };
		expect(await get({ parameters })).toMatchObject([
			{ json: { agentId: 'agent_1234567890abcdef', endReason: 'user_hangup' } },
		]);
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

	it('throws where the node is not set to continue', async () => {
		const getting = get({ parameters: { conversationId: 'other' } });
		await expect(getting).rejects.toThrow(NodeApiError);
		await expect(getting).rejects.toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
	});

	it('asks for nothing without an ID', async () => {
		await expect(get({ parameters: { conversationId: '' } })).rejects.toMatchObject({
			message: "'Conversation ID' is empty",
		});
		expect(api.requests).toEqual([]);
	});

	it('keeps the ID within its part of the path', async () => {
		await expect(get({ parameters: { conversationId: '../jobs/1?a' } })).rejects.toMatchObject({
			httpCode: '404',
		});
		expect(api.requests).toMatchObject([{ path: '/api/v2/conversations/..%2Fjobs%2F1%3Fa' }]);
	});
});
