import { sleep } from 'n8n-workflow';
import { expressions, itemsFor, operation } from '../../executeNode';
import { useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const CREATED_BEFORE =
	/^.*\. Conversations created before this item: 2\. If you run the node again with the same items, it calls these people again\./;
const EMPTY = 'is empty. Enter a value, or check what its expression returns for this item.';
const NO_TEXT = "isn't text. Check what its expression returns for this item.";
const REJECTED = 'Oration rejected the conversation.';
const BUSY = { body: { errors: ['busy'] } };

const api = useOrationApi();
const numberOf = (item: number) => `+155501000${10 + item}`;
const CALL = { agentId: 'agent_1', conversationType: 'telephony' };
const create = operation('conversation', 'create', {
	api,
	parameters: { agentId: 'agent_1', toPhoneNumber: numberOf, identifier: '' },
});
const bodies = () => api.requests.map(({ body }) => body);
const nextCreated = (...ids: string[]) =>
	ids.forEach((id) => api.next({ body: { results: [{ id }] } }));

const withoutAgent = (invalid: number) => ({
	agentId: (item: number) => (item === invalid ? '' : 'agent_1'),
});
const fields = (...variable: unknown[]) => ({ variables: { variable } });
const json = (variablesJson: unknown) => ({ specifyVariables: 'json', variablesJson });

describe('Conversation: Create', () => {
	it('sends one request per item, and outputs the conversation of each item', async () => {
		nextCreated('a', 'b');
		expect(await create({ items: itemsFor(2) })).toEqual([
			{ json: { conversationId: 'a' }, pairedItem: { item: 0 } },
			{ json: { conversationId: 'b' }, pairedItem: { item: 1 } },
		]);
		const requests = [0, 1].map((item) => ({
			method: 'POST',
			path: '/api/v2/conversations',
			body: { conversations: [{ ...CALL, toPhoneNumber: numberOf(item) }] },
		}));
		expect(api.requests).toMatchObject(requests);
	});

	const ALL = { customerId: 'cust_1', fromPhoneNumber: '+15550100456', ignoreDND: true };
	const BLANK = { customerId: '', fromPhoneNumber: null, ignoreDND: false };
	const ORDER = { name: 'Ada', order: { id: 7 } };
	it.each<[object, object]>([
		[{ additionalFields: ALL }, ALL],
		[{ additionalFields: BLANK }, {}],
		[{ conversationType: '' }, {}],
		[{ agentId: ' agent_1 ' }, {}],
		[{ identifier: 1024 }, { identifier: '1024' }],
		[fields({ name: ' to ', value: 'A' }), { dynamicVariables: { to: 'A' } }],
		[fields({ name: 'a', value: 7 }, { name: 'b' }), { dynamicVariables: { a: 7, b: '' } }],
		[fields('text', null), {}],
		[{ variables: 'text' }, {}],
		[json(JSON.stringify(ORDER)), { dynamicVariables: ORDER }],
		[json(ORDER), { dynamicVariables: ORDER }],
		[json('{}'), {}],
		[json(' '), {}],
	])('for %j, sends %j', async (values, expected) => {
		await create({ parameters: expressions(values) });
		expect(bodies()).toEqual([
			{ conversations: [{ ...CALL, toPhoneNumber: numberOf(0), ...expected }] },
		]);
	});

	it.each(['chat', 'web'])('sends a %s conversation without a number', async (conversationType) => {
		await create({ parameters: { conversationType } });
		expect(bodies()).toEqual([{ conversations: [{ agentId: 'agent_1', conversationType }] }]);
	});

	const NO_NAME =
		"A variable in 'Dynamic Variables' has no name. Enter its name, or remove the variable.";
	const NO_OBJECT =
		'\'Dynamic Variables\' isn\'t a JSON object. Enter an object like {"customer_name": "Ada"}.';
	it.each<[object, string]>([
		[fields({ name: ' ', value: 'Ada' }), NO_NAME],
		[fields({ name: 7, value: 'Ada' }), NO_NAME],
		[fields({ value: 'Ada' }), NO_NAME],
		[json('{name: Ada}'), NO_OBJECT],
		[json('[1]'), NO_OBJECT],
		[json('"Ada"'), NO_OBJECT],
		[json('null'), NO_OBJECT],
		[{ agentId: ' ' }, `'Agent ID' ${EMPTY}`],
		[{ toPhoneNumber: ' ' }, `'To Phone Number' ${EMPTY}`],
		[{ identifier: true }, `'Identifier' ${NO_TEXT}`],
		[{ agentId: { id: 1 } }, `'Agent ID' ${NO_TEXT}`],
		[{ conversationType: true }, `'Conversation Type' ${NO_TEXT}`],
		[{ additionalFields: { customerId: { id: 1 } } }, `'Customer ID' ${NO_TEXT}`],
		[{ additionalFields: { fromPhoneNumber: true } }, `'From Phone Number' ${NO_TEXT}`],
	])('for %j, sends nothing and fails', async (values, error) => {
		const run = { continueOnFail: true, parameters: expressions(values) };
		expect(await create(run)).toEqual([{ json: { error }, pairedItem: { item: 0 } }]);
		expect(api.requests).toEqual([]);
	});

	it('creates no conversation if an item is invalid', async () => {
		const creating = create({ items: itemsFor(2), parameters: withoutAgent(1) });
		const context = { itemIndex: 1 };
		await expect(creating).rejects.toMatchObject({ message: "'Agent ID' is empty", context });
		expect(api.requests).toEqual([]);
	});

	it('fails only invalid and rejected items if the node continues on errors', async () => {
		nextCreated('a');
		api.next(BUSY);
		nextCreated('b');
		const run = { items: itemsFor(4), continueOnFail: true, parameters: withoutAgent(1) };
		expect(await create(run)).toEqual([
			{ json: { conversationId: 'a' }, pairedItem: { item: 0 } },
			{ json: { error: `'Agent ID' ${EMPTY}` }, pairedItem: { item: 1 } },
			{ json: { error: `${REJECTED} busy` }, pairedItem: { item: 2 } },
			{ json: { conversationId: 'b' }, pairedItem: { item: 3 } },
		]);
	});

	it.each([
		[
			'newer',
			{ conversation: { id: 'c', a: 1 }, tokenResponse: { b: 2 } },
			{ tokenResponse: { b: 2 } },
		],
		['newer', { conversation: { id: 'c', a: 1 }, tokenResponse: null }, {}],
		['older', { id: 'c', a: 1 }, {}],
	])('outputs the conversation from the %s response format: %j', async (_, result, token) => {
		api.next({ body: { results: [result] } });
		const [output] = await create();
		expect(output?.json).toEqual({ conversationId: 'c', a: 1, ...token });
	});

	it.each(['new', 'old'] as const)(
		'stops after an error in the %s response format, and reports the created conversations',
		async (format) => {
			api.responseShape = format;
			const toPhoneNumber = (item: number) => (item === 2 ? '+10000000000' : numberOf(item));
			const creating = create({ items: itemsFor(4), parameters: { toPhoneNumber } });
			await expect(creating).rejects.toMatchObject({
				message: 'Oration rejected the conversation',
				description: expect.stringMatching(CREATED_BEFORE),
				context: { itemIndex: 2 },
			});
			expect(api.requests).toHaveLength(3);
		},
	);

	it("doesn't report created conversations if the first item fails", async () => {
		api.next(BUSY);
		await expect(create()).rejects.toMatchObject({ description: 'busy' });
	});

	const NO_REASON = `${REJECTED} Oration gave no reason. Check 'Agent ID', 'To Phone Number' and the additional fields.`;
	const NOT_CREATED =
		"The conversation may not have been created. Oration's response has no conversation. Check in Oration before you run the node again.";
	it.each<[object, string]>([
		[{ results: [{}], errors: ['busy'] }, `${REJECTED} busy`],
		[{ errors: [{ message: 'busy' }] }, `${REJECTED} busy`],
		[{ results: [], errors: [{}] }, NO_REASON],
		[{}, NOT_CREATED],
		[{ results: [], errors: [] }, NOT_CREATED],
		[{ results: [null] }, NOT_CREATED],
		[{ results: 'text' }, NOT_CREATED],
		[{ results: [{ conversation: null, tokenResponse: null }] }, NOT_CREATED],
	])('fails for the response %j', async (body, error) => {
		api.next({ body });
		expect(await create({ continueOnFail: true })).toMatchObject([{ json: { error } }]);
	});

	it('sends nothing if Retry On Fail is on', async () => {
		const error =
			"'Retry On Fail' must be off. n8n would call people again. Turn it off in the settings of the node. Nothing was sent.";
		const run = { items: itemsFor(2), retryOnFail: true, continueOnFail: true };
		expect(await create(run)).toMatchObject([{ json: { error } }, { json: { error } }]);
		expect(api.requests).toEqual([]);
	});

	it('calls nobody after the execution is canceled, and counts only created conversations', async () => {
		const controller = new AbortController();
		nextCreated('a');
		api.next(BUSY);
		nextCreated('b');
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
		nextCreated('a', 'b');
		api.next({ status: 503 });
		await expect(create({ items: itemsFor(4) })).rejects.toMatchObject({
			message: "Oration's API failed (HTTP 503)",
			description: expect.stringMatching(CREATED_BEFORE),
		});
		expect(api.requests).toHaveLength(3);
		expect(sleep).not.toHaveBeenCalled();
	});
});
