import { NodeApiError, NodeOperationError, sleep, type NodeParameterValueType } from 'n8n-workflow';
import { createProperties } from '../../../../nodes/Oration/actions/conversation/create';
import { startOrationApi, type OrationApi } from '../../../oration-api/server';
import { executeNode, itemsFor, type Run } from '../../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DO_NOT_DISTURB = '+10000000000';
const REASON = 'Customer has do not disturb enabled';
const CREATED_BEFORE =
	/^.*\. Conversations created before this item: 2\. If you run the node again with the same items, it calls these people again\./;

let api: OrationApi;

beforeEach(async () => {
	jest.mocked(sleep).mockClear();
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

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
			identifier: '',
			...parameters,
		},
		...run,
	});
}

const bodies = () => api.requests.map(({ body }) => body);
const requestFor = (conversation: object) => ({ conversations: [conversation] });

/** Returns the request body for one item. */
const bodyWith = async (parameters: Run['parameters']) => {
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
		ignoreDND: true,
	};
	const BLANK = { customerId: '', fromPhoneNumber: null, ignoreDND: false };
	it.each<[string, Run['parameters'], object]>([
		['all fields', { additionalFields: ALL }, { ...CALL, ...ALL }],
		['no blank fields', { additionalFields: () => BLANK }, CALL],
		['a phone call if the type is blank', { conversationType: () => '' }, CALL],
		[
			'numbers as text, and trimmed text',
			{ agentId: ' agent_1 ', identifier: 1024 },
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

	it('outputs no token response if Oration returns none', async () => {
		api.next({ body: { results: [{ conversation: { id: 'c' }, tokenResponse: null }] } });
		const [output] = await create(1);
		expect(output?.json).not.toHaveProperty('tokenResponse');
	});

	describe('if Retry On Fail is on', () => {
		const message = "'Retry On Fail' must be off";
		const description =
			'n8n would call people again. Turn it off in the settings of the node. Nothing was sent.';

		afterEach(() => expect(api.requests).toEqual([]));

		it('stops before it sends anything', async () => {
			await expect(create(2, { retryOnFail: true })).rejects.toMatchObject({
				message,
				description,
				context: { itemIndex: 0 },
			});
		});

		it('sends nothing and fails all items if the node continues on errors', async () => {
			expect(await create(2, { retryOnFail: true, continueOnFail: true })).toEqual(
				[0, 1].map((item) => ({
					json: { error: `${message}. ${description}` },
					pairedItem: { item },
				})),
			);
		});
	});

	it("doesn't report created conversations if the first item fails", async () => {
		await expect(create(1, {}, { 0: DO_NOT_DISTURB })).rejects.toMatchObject({
			description: REASON,
		});
	});

	it.each([
		[{ results: [{}], errors: ['busy'] }, 'Oration rejected the conversation. busy'],
		[{ errors: ['busy'] }, 'Oration rejected the conversation. busy'],
		[{ errors: [{ message: 'busy' }] }, 'Oration rejected the conversation. busy'],
		[
			{ results: [], errors: [{}] },
			"Oration rejected the conversation. Oration gave no reason. Check 'Agent ID', 'To Phone Number' and the additional fields.",
		],
		...[
			...[{}, { results: [], errors: [] }, { results: [null] }, { results: 'text' }],
			...[{ results: [{}] }, { results: [{ conversation: null, tokenResponse: null }] }],
		].map((body): [object, string] => [
			body,
			"The conversation may not have been created. Oration's response has no conversation. Check in Oration before you run the node again.",
		]),
	])('fails for the response %j', async (body, error) => {
		api.next({ body });
		expect(await create(1, { continueOnFail: true })).toMatchObject([{ json: { error } }]);
	});

	it.each([
		['+15550100010', '+1 (555) 010-0010', false],
		['+1 (555) 010-0010', '+15550100010', false],
		['+15550100010', ' +15550100999', true],
		['+15550100010', '5550100999', false],
		['5550100010', '+15550100010', false],
		['+15550100010', 'tel:+15550100999', false],
		['+44 (0)20 7946 0958', '+442079460958', false],
		['+1 555 010 0010 ext. 5', '+15550100010', false],
		['+15550100010;ext=5', '+15550100010', false],
	])('compares the requested number %s with the returned one %s', async (to, returned, isOther) => {
		api.next({ body: { results: [{ conversation: { id: 'c', toPhoneNumber: returned } }] } });
		const [output] = await create(1, { continueOnFail: true }, { 0: to });
		expect(output?.json.error).toBe(
			isOther
				? "Oration's response is for another phone number. Check in Oration whom it called before you run the node again. The conversation ID is c."
				: undefined,
		);
	});

	it('has the IDs of the execution and item as the default identifier', () => {
		const identifier = createProperties.find(({ name }) => name === 'identifier');
		expect(identifier?.default).toBe('={{ $execution.id }}-{{ $runIndex }}-{{ $itemIndex }}');
	});

	it.each([
		['identifier', 'Identifier', { identifier: () => true }],
		['customerId', 'Customer ID', { additionalFields: { customerId: { id: 1 } } }],
		['fromPhoneNumber', 'From Phone Number', { additionalFields: { fromPhoneNumber: true } }],
		['conversationType', 'Conversation Type', { conversationType: () => true }],
		['agentId', 'Agent ID', { agentId: () => ({ id: 1 }) }],
	])('sends nothing if %s is not text', async (_, label, parameters) => {
		await expect(create(1, { parameters })).rejects.toMatchObject({
			message: `'${label}' isn't text`,
			description: 'Check what its expression returns for this item.',
			context: { itemIndex: 0 },
		});
		expect(api.requests).toEqual([]);
	});

	it('calls nobody after the execution is canceled', async () => {
		const controller = new AbortController();
		api.next({ body: { results: [{ id: 'c' }] } });
		const creating = create(3, { continueOnFail: true, cancelSignal: controller.signal });
		await api.requestReceived();
		controller.abort();
		await expect(creating).rejects.toThrow('The execution was canceled');
		expect(api.requests).toHaveLength(1);
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

		it.each<[Run['parameters'], object | undefined]>([
			[
				fields(
					{ name: ' customer ', value: 'Ada' },
					{ name: 'sum', value: 7 },
					{ name: 'note', value: '' },
				),
				{ customer: 'Ada', sum: 7, note: '' },
			],
			[{ variables: () => ({ variable: [{ name: 'note', value: null }] }) }, { note: '' }],
			[{ variables: () => ({ variable: ['text', null] }) }, undefined],
			[{ variables: () => 'text' }, undefined],
			[json('{"name":"Ada","order":{"id":7}}'), { name: 'Ada', order: { id: 7 } }],
			[json({ name: 'Ada', order: { id: 7 } }), { name: 'Ada', order: { id: 7 } }],
			[json('{}'), undefined],
			[json(' '), undefined],
		])('%j, sends %j', async (parameters, dynamicVariables) => {
			expect(await bodyWith(parameters)).toEqual(
				requestFor(dynamicVariables ? { ...CALL, dynamicVariables } : CALL),
			);
		});

		it.each([{ name: ' ' }, { name: 7 }, {}])('with the name in %j, fails', async (variable) => {
			const parameters = { variables: () => ({ variable: [{ ...variable, value: 'Ada' }] }) };
			await expect(create(1, { parameters })).rejects.toMatchObject({
				message: "A variable in 'Dynamic Variables' has no name",
				description: 'Enter its name, or remove the variable.',
			});
			expect(api.requests).toEqual([]);
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
