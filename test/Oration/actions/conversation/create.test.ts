import { NodeApiError, NodeOperationError, sleep, type NodeParameterValueType } from 'n8n-workflow';
import { createProperties } from '../../../../nodes/Oration/actions/conversation/create';
import { itemsFor, operation, type Run } from '../../executeNode';
import { useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DO_NOT_DISTURB = '+10000000000';
const REASON = 'Customer has do not disturb enabled';
const CREATED_BEFORE =
	/^.*\. Conversations created before this item: 2\. If you run the node again with the same items, it calls these people again\./;

const api = useOrationApi();
const numberOf = (item: number) => `+155501000${10 + item}`;
const callTo = (toPhoneNumber: string) => ({
	agentId: 'agent_1',
	conversationType: 'telephony',
	toPhoneNumber,
});
const CALL = callTo(numberOf(0));
const create = operation('conversation', 'create', {
	api,
	parameters: { agentId: 'agent_1', toPhoneNumber: numberOf, identifier: '' },
});

/** Returns parameters with other phone numbers, by item. */
const withNumbers = (numbers: Record<number, string>) => ({
	toPhoneNumber: (item: number) => numbers[item] ?? numberOf(item),
});
const bodies = () => api.requests.map(({ body }) => body);
const requestFor = (conversation: object) => ({ conversations: [conversation] });

describe('Conversation: Create', () => {
	it('sends one request per item, and outputs the conversation of each item', async () => {
		const output = await create({ items: itemsFor(3) });
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

	const ALL = { customerId: 'cust_1', fromPhoneNumber: '+15550100456', ignoreDND: true };
	const BLANK = { customerId: '', fromPhoneNumber: null, ignoreDND: false };
	const fields = (...variable: unknown[]) => ({ variables: () => ({ variable }) });
	const json = (variablesJson: NodeParameterValueType) => ({
		specifyVariables: 'json',
		variablesJson,
	});
	const ORDER = { name: 'Ada', order: { id: 7 } };
	it.each<[string, Run['parameters'], object]>([
		['all fields', { additionalFields: ALL }, { ...CALL, ...ALL }],
		['no blank fields', { additionalFields: () => BLANK }, CALL],
		['a phone call if the type is blank', { conversationType: () => '' }, CALL],
		['trimmed text', { agentId: ' agent_1 ' }, CALL],
		['numbers as text', { identifier: 1024 }, { ...CALL, identifier: '1024' }],
		...['chat', 'web'].map((conversationType): [string, { conversationType: string }, object] => [
			`a ${conversationType} conversation without a number`,
			{ conversationType },
			{ agentId: 'agent_1', conversationType },
		]),
		[
			'the variables from fields',
			fields({ name: ' to ', value: 'Ada' }, { name: 'sum', value: 7 }, { name: 'x', value: '' }),
			{ ...CALL, dynamicVariables: { to: 'Ada', sum: 7, x: '' } },
		],
		[
			'a variable without a value as empty',
			fields({ name: 'note', value: null }),
			{ ...CALL, dynamicVariables: { note: '' } },
		],
		['no variables for other values', fields('text', null), CALL],
		['no variables for text', { variables: () => 'text' }, CALL],
		['the variables from JSON', json(JSON.stringify(ORDER)), { ...CALL, dynamicVariables: ORDER }],
		['the variables from an object', json(ORDER), { ...CALL, dynamicVariables: ORDER }],
		['no variables for {}', json('{}'), CALL],
		['no variables for blank JSON', json(' '), CALL],
	])('sends %s', async (_, parameters, expected) => {
		await create({ parameters });
		expect(bodies()).toEqual([requestFor(expected)]);
	});

	const NO_NAME =
		"A variable in 'Dynamic Variables' has no name. Enter its name, or remove the variable.";
	const NO_OBJECT =
		'\'Dynamic Variables\' isn\'t a JSON object. Enter an object like {"customer_name": "Ada"}.';
	const EMPTY = 'is empty. Enter a value, or check what its expression returns for this item.';
	const NO_TEXT = "isn't text. Check what its expression returns for this item.";
	it.each<[string, Run['parameters'], string]>([
		['a variable with a blank name', fields({ name: ' ', value: 'Ada' }), NO_NAME],
		['a variable with a number as name', fields({ name: 7, value: 'Ada' }), NO_NAME],
		['a variable without a name', fields({ value: 'Ada' }), NO_NAME],
		...['{name: Ada}', '[1]', '"Ada"', 'null'].map((text): [string, Run['parameters'], string] => [
			`the variables ${text}`,
			json(text),
			NO_OBJECT,
		]),
		['a blank agentId', { agentId: ' ' }, `'Agent ID' ${EMPTY}`],
		['a blank toPhoneNumber', { toPhoneNumber: ' ' }, `'To Phone Number' ${EMPTY}`],
		['an identifier of another type', { identifier: () => true }, `'Identifier' ${NO_TEXT}`],
		['an agent of another type', { agentId: () => ({ id: 1 }) }, `'Agent ID' ${NO_TEXT}`],
		['another type of type', { conversationType: () => true }, `'Conversation Type' ${NO_TEXT}`],
		[
			'a customer of another type',
			{ additionalFields: { customerId: { id: 1 } } },
			`'Customer ID' ${NO_TEXT}`,
		],
		[
			'a caller of another type',
			{ additionalFields: { fromPhoneNumber: true } },
			`'From Phone Number' ${NO_TEXT}`,
		],
	])('with %s, sends nothing and fails', async (_, parameters, error) => {
		expect(await create({ continueOnFail: true, parameters })).toEqual([
			{ json: { error }, pairedItem: { item: 0 } },
		]);
		expect(api.requests).toEqual([]);
	});

	describe('with an invalid item', () => {
		const parameters = { agentId: (item: number) => (item === 1 ? '' : 'agent_1') };

		it('creates no conversation', async () => {
			const creating = create({ items: itemsFor(3), parameters });
			await expect(creating).rejects.toThrow(NodeOperationError);
			await expect(creating).rejects.toMatchObject({
				message: "'Agent ID' is empty",
				context: { itemIndex: 1 },
			});
			expect(api.requests).toEqual([]);
		});

		it('fails only this item if the node continues on errors', async () => {
			const output = await create({ items: itemsFor(3), continueOnFail: true, parameters });
			expect(output.map((item) => item.json.error ?? item.json.conversationStatus)).toEqual([
				'created',
				`'Agent ID' ${EMPTY}`,
				'created',
			]);
		});
	});

	it('outputs the conversation and the token from the newer response format', async () => {
		expect(await create()).toEqual([
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
		const [output] = await create();
		expect(output?.json).toMatchObject({
			conversationId: expect.stringMatching(UUID),
			...CALL,
			dynamicVariables: '{}',
		});
		expect(output?.json).not.toHaveProperty('tokenResponse');
		expect(output?.json).not.toHaveProperty('id');
	});

	it('outputs no token response if Oration returns none', async () => {
		api.next({ body: { results: [{ conversation: { id: 'c' }, tokenResponse: null }] } });
		const [output] = await create();
		expect(output?.json).not.toHaveProperty('tokenResponse');
	});

	describe.each(['new', 'old'] as const)(
		'with an error from Oration in the %s response format',
		(format) => {
			beforeEach(() => {
				api.responseShape = format;
			});

			it('fails only this item if the node continues on errors', async () => {
				const parameters = withNumbers({ 1: DO_NOT_DISTURB });
				expect(
					await create({ items: itemsFor(3), continueOnFail: true, parameters }),
				).toMatchObject([
					{ json: { toPhoneNumber: numberOf(0) } },
					{
						json: { error: `Oration rejected the conversation. ${REASON}` },
						pairedItem: { item: 1 },
					},
					{ json: { toPhoneNumber: numberOf(2) } },
				]);
			});

			it('stops otherwise, and reports the conversations that it already created', async () => {
				const parameters = withNumbers({ 2: DO_NOT_DISTURB });
				await expect(create({ items: itemsFor(4), parameters })).rejects.toMatchObject({
					message: 'Oration rejected the conversation',
					description: expect.stringMatching(CREATED_BEFORE),
					context: { itemIndex: 2 },
				});
				expect(api.requests).toHaveLength(3);
			});
		},
	);

	it("doesn't report created conversations if the first item fails", async () => {
		const parameters = withNumbers({ 0: DO_NOT_DISTURB });
		await expect(create({ parameters })).rejects.toMatchObject({ description: REASON });
	});

	const REJECTED = 'Oration rejected the conversation.';
	const NOT_CREATED =
		"The conversation may not have been created. Oration's response has no conversation. Check in Oration before you run the node again.";
	it.each<[object, string]>([
		[{ results: [{}], errors: ['busy'] }, `${REJECTED} busy`],
		[{ errors: ['busy'] }, `${REJECTED} busy`],
		[{ errors: [{ message: 'busy' }] }, `${REJECTED} busy`],
		[
			{ results: [], errors: [{}] },
			`${REJECTED} Oration gave no reason. Check 'Agent ID', 'To Phone Number' and the additional fields.`,
		],
		[{}, NOT_CREATED],
		[{ results: [], errors: [] }, NOT_CREATED],
		[{ results: [null] }, NOT_CREATED],
		[{ results: 'text' }, NOT_CREATED],
		[{ results: [{}] }, NOT_CREATED],
		[{ results: [{ conversation: null, tokenResponse: null }] }, NOT_CREATED],
	])('fails for the response %j', async (body, error) => {
		api.next({ body });
		expect(await create({ continueOnFail: true })).toMatchObject([{ json: { error } }]);
	});

	it('has the IDs of the execution and item as the default identifier', () => {
		const identifier = createProperties.find(({ name }) => name === 'identifier');
		expect(identifier?.default).toBe('={{ $execution.id }}-{{ $runIndex }}-{{ $itemIndex }}');
	});

	describe('if Retry On Fail is on', () => {
		const message = "'Retry On Fail' must be off";
		const description =
			'n8n would call people again. Turn it off in the settings of the node. Nothing was sent.';
		const run = { items: itemsFor(2), retryOnFail: true };

		afterEach(() => expect(api.requests).toEqual([]));

		it('stops before it sends anything', async () => {
			const context = { itemIndex: 0 };
			await expect(create(run)).rejects.toMatchObject({ message, description, context });
		});

		it('sends nothing and fails all items if the node continues on errors', async () => {
			const json = { error: `${message}. ${description}` };
			expect(await create({ ...run, continueOnFail: true })).toEqual([
				{ json, pairedItem: { item: 0 } },
				{ json, pairedItem: { item: 1 } },
			]);
		});
	});

	it('calls nobody after the execution is canceled, and counts only created conversations', async () => {
		const controller = new AbortController();
		api.next({ body: { results: [{ id: 'c' }] } });
		api.next({ body: { errors: ['busy'] } });
		api.next({ body: { results: [{ id: 'c' }] } });
		const run = { items: itemsFor(5), continueOnFail: true, cancelSignal: controller.signal };
		const creating = create(run);
		for (let request = 0; request < 3; request++) await api.requestReceived();
		controller.abort();
		await expect(creating).rejects.toMatchObject({
			message: 'The execution was canceled',
			description: expect.stringMatching(/^Conversations created before this item: 2\. /),
		});
		expect(api.requests).toHaveLength(3);
	});

	it("doesn't retry after a 503, and reports the conversations that it already created", async () => {
		api.next({});
		api.next({});
		api.next({ status: 503 });
		const creating = create({ items: itemsFor(4) });
		await expect(creating).rejects.toThrow(NodeApiError);
		await expect(creating).rejects.toMatchObject({
			message: "Oration's API failed (HTTP 503)",
			description: expect.stringMatching(CREATED_BEFORE),
		});
		expect(api.requests).toHaveLength(3);
		expect(sleep).not.toHaveBeenCalled();
	});
});
