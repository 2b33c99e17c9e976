import { createConversations } from '../../../../nodes/Oration/actions/conversation/create';
import { SAMPLE_CONVERSATION_ID, type NextResponse } from '../../../oration-api/server';
import { contextFor, expressions, itemsFor, operation, type Run } from '../../executeNode';
import { useClock, useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const AGAIN = 'If you run the node again with the same items, it calls these people again.';
const created = (ids: string, stoppedAt = ' at item 2 (counted from 0)') =>
	expect.stringContaining(
		`. Conversations created before the node stopped${stoppedAt}: ${ids}. ${AGAIN}`,
	);
const EMPTY = 'is empty. Enter a value, or check what its expression returns for this item.';
const CHECK = 'Check what its expression returns for this item.';
const NO_TEXT = `isn't text. ${CHECK}`;
const REJECTED = 'Oration rejected the conversation.';
const BUSY = { body: { errors: ['busy'] } };

const api = useOrationApi();
useClock();
const numberOf = (item: number) => `+155501000${10 + item}`;
const CALL = { agentId: 'agent_1', conversationType: 'telephony' };
const create = operation('conversation', 'create', {
	api,
	parameters: { agentId: 'agent_1', toPhoneNumber: numberOf },
});
const bodies = () => api.requests.map(({ body }) => body);
const nextCreated = (...ids: string[]) =>
	ids.forEach((id) => api.next({ body: { results: [{ id }] } }));

const withoutAgent = (invalid: number) => ({
	agentId: (item: number) => (item === invalid ? '' : 'agent_1'),
});
const fields = (...variable: unknown[]) => ({ variables: { variable } });
const more = (additionalFieldsJson: unknown) => ({ additionalFieldsJson });

/** Runs an operation, and cancels the execution when Oration has received three requests. */
async function cancelAtThirdRequest(run: (run: Run) => Promise<unknown>, items: Run['items']) {
	const controller = new AbortController();
	const running = run({ items, continueOnFail: true, cancelSignal: controller.signal });
	for (let request = 0; request < 3; request++) await api.requestReceived();
	controller.abort();
	return await running;
}

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

	const ALL = {
		...{ customerId: 'cust_1', fromPhoneNumber: '+15550100456' },
		...{ identifier: 'crm-contact-1024', ignoreDND: true },
	};
	const FROM = { fromPhoneNumber: '+15550100456' };
	const BLANK = { customerId: '', fromPhoneNumber: null, identifier: '', ignoreDND: false };
	const NEWER = { sipTrunkAddress: 'sip.example.com', telephonyType: 'outbound' };
	it.each<[object, object]>([
		[{ additionalFields: ALL }, ALL],
		[{ additionalFields: BLANK }, {}],
		[{ conversationType: '' }, {}],
		[{ conversationType: 'Telephony' }, {}],
		[{ agentId: ' agent_1\u200b' }, {}],
		[{ toPhoneNumber: '+1 (555) 010-0010' }, {}],
		[{ additionalFields: { fromPhoneNumber: '+1-5550100456' } }, FROM],
		[{ additionalFields: { identifier: 1024 } }, { identifier: '1024' }],
		[more(JSON.stringify(NEWER)), NEWER],
		[more(NEWER), NEWER],
		[more(' '), {}],
		[
			{ additionalFields: ALL, ...more({ agentId: 'a', customerId: 'c' }) },
			{ ...ALL, agentId: 'a', customerId: 'c' },
		],
		[fields({ name: ' to ', value: 'A' }), { dynamicVariables: { to: 'A' } }],
		[fields({ name: 'a', value: 7 }, { name: 'b' }), { dynamicVariables: { a: 7, b: '' } }],
		[fields('text', null), {}],
		[{ variables: 'text' }, {}],
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
		'\'Additional Fields (JSON)\' isn\'t a JSON object. Enter an object like {"sipTrunkAddress": "sip.example.com"}.';
	it.each<[object, string]>([
		[fields({ name: ' ', value: 'Ada' }), NO_NAME],
		[fields({ name: 7, value: 'Ada' }), NO_NAME],
		[fields({ value: 'Ada' }), NO_NAME],
		[more('{sip: 1}'), NO_OBJECT],
		[more('[1]'), NO_OBJECT],
		[more('"sip"'), NO_OBJECT],
		[more('null'), NO_OBJECT],
		[{ agentId: ' ' }, `'Agent ID' ${EMPTY}`],
		[{ toPhoneNumber: ' ' }, `'To Phone Number' ${EMPTY}`],
		[{ toPhoneNumber: 'Anonymous' }, `'To Phone Number' isn't a phone number. ${CHECK}`],
		[{ additionalFields: { identifier: true } }, `'Identifier' ${NO_TEXT}`],
		[{ agentId: { id: 1 } }, `'Agent ID' ${NO_TEXT}`],
		[{ conversationType: true }, `'Conversation Type' ${NO_TEXT}`],
		[{ additionalFields: { customerId: { id: 1 } } }, `'Customer ID' ${NO_TEXT}`],
		[{ additionalFields: { fromPhoneNumber: true } }, `'From Phone Number' ${NO_TEXT}`],
		[
			{ waitFor: 'lunch' },
			"'Wait Until' has an unknown value. Its expression must return 'nothing', 'end' or 'analysis'.",
		],
		[
			{ waitFor: 'end', output: 'selectedFields', fields: 'summary, nope, none' },
			"'Fields' has names that don't exist. Check what its expression returns for this item: nope, none.",
		],
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

	const TOKEN = { tokenResponse: { token: 't' } };
	it.each<[string, object, string, object]>([
		['newer', { conversation: { id: 'c', a: 1 }, ...TOKEN }, 'web', TOKEN],
		['newer', { conversation: { id: 'c', a: 1 }, ...TOKEN }, 'chat', TOKEN],
		['newer', { conversation: { id: 'c', a: 1 }, tokenResponse: null }, 'web', {}],
		['older', { id: 'c', a: 1 }, 'web', {}],
		// Someone with its token can listen to a call.
		['newer', { conversation: { id: 'c', a: 1 }, ...TOKEN }, 'telephony', {}],
		['older', { id: 'c', a: 1, ...TOKEN }, 'telephony', {}],
	])(
		'outputs the conversation in the %s response format: %j, %s',
		async (_, result, conversationType, token) => {
			api.next({ body: { results: [result] } });
			const [output] = await create({ parameters: { conversationType } });
			expect(output?.json).toEqual({ conversationId: 'c', a: 1, ...token });
		},
	);

	it('stops after an error, and names the created conversations', async () => {
		const toPhoneNumber = (item: number) => (item === 2 ? '+10000000000' : numberOf(item));
		const creating = create({ items: itemsFor(4), parameters: { toPhoneNumber } });
		await expect(creating).rejects.toMatchObject({
			message: 'Oration rejected the conversation',
			context: { itemIndex: 2 },
		});
		const ids = [...api.conversations.keys()].slice(1).join(', ');
		await expect(creating).rejects.toMatchObject({ description: created(ids) });
		expect(api.requests).toHaveLength(3);
	});

	it("doesn't name created conversations if the first item fails", async () => {
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

	it('calls nobody after the execution is canceled, and names only created conversations', async () => {
		nextCreated('a');
		api.next(BUSY);
		nextCreated('b');
		await expect(cancelAtThirdRequest(create, itemsFor(5))).rejects.toMatchObject({
			message: 'The execution was canceled',
			description: expect.stringMatching(
				/^Conversations created before the node stopped: a, b\. If you run /,
			),
		});
		expect(api.requests).toHaveLength(3);
	});
});

describe('Conversation: Create, with Wait Until', () => {
	const WAITING = {
		...{ resource: 'conversation', operation: 'create', waitFor: 'analysis' },
		...{ agentId: 'agent_1', toPhoneNumber: numberOf },
	};
	const DIALING = { conversationStatus: 'dialing', conversationType: 'telephony' };
	const ENDED = { conversationStatus: 'completed', endReason: 'user_hangup' };
	const ANALYZED = { ...ENDED, summary: 'Hello', postCallCategory1: 'Sales' };
	const methods = () => api.requests.map(({ method }) => method).join(' ');
	const placed = (...ids: string[]) => {
		for (const id of ids) {
			api.next({ body: { results: [{ id, conversationStatus: 'created' }] } });
			api.conversations.set(id, { id, ...DIALING });
		}
	};
	/** Creates the conversations, with the hints beside the output of each item. */
	const createAndWait = async ({ parameters, ...run }: Run = {}) =>
		await createConversations(
			contextFor({ api, ...run, parameters: { ...WAITING, ...parameters } }),
		);

	it('calls all people first, then waits for their calls side by side, and outputs the records', async () => {
		placed('a', 'b');
		api.progress.set('a', [{ conversationStatus: 'active' }, ANALYZED]);
		api.progress.set('b', [ANALYZED]);
		const [a, b, ...others] = await createAndWait({ items: itemsFor(2) });
		const json = { conversationStatus: 'completed', summary: 'Hello', categories: ['Sales'] };
		expect(a).toMatchObject({ json: { conversationId: 'a', ...json }, pairedItem: { item: 0 } });
		expect(b).toMatchObject({ json: { conversationId: 'b', ...json }, pairedItem: { item: 1 } });
		expect([a?.orationHint, b?.orationHint, others]).toEqual([undefined, undefined, []]);
		expect(methods()).toBe('POST POST GET GET GET');
	});

	it('outputs the chosen fields, with ID and status', async () => {
		placed('a');
		api.progress.set('a', [ENDED]);
		const parameters = { waitFor: 'end', output: 'selectedFields', fields: ['endReason'] };
		const [output] = await createAndWait({ parameters });
		expect(output?.json).toEqual({ conversationId: 'a', ...ENDED });
	});

	const REJECTED_KEY = 'Oration rejected the API key or the workspace';
	const NO_CONNECTION = "n8n couldn't connect to Oration's API";
	const NOT_THE_API = "The response isn't from Oration's API";
	const NOT_ANALYZED = "The conversation hasn't been analyzed yet";
	const [OK, NOT_FOUND] = [{}, { status: 404, body: { message: 'No' } }];
	it.each<[string, NextResponse, string, string]>([
		['is still dialing', OK, 'dialing', NOT_ANALYZED],
		['is never found', NOT_FOUND, 'created', "Oration couldn't find this conversation"],
		['may not be read', { status: 401, body: {} }, 'created', REJECTED_KEY],
		['fails', { status: 503 }, 'created', "Oration's API failed (HTTP 503)"],
		['is rejected', { status: 400, body: {} }, 'created', 'Oration rejected the request'],
		["can't be reached", { reset: true }, 'created', NO_CONNECTION],
		['is cut off', { body: { id: 'a' }, truncate: true }, 'created', NO_CONNECTION],
		['is a list', { body: [] }, 'created', NOT_THE_API],
		['is no JSON', { body: '{' }, 'created', NOT_THE_API],
		['is empty', { body: {} }, 'created', NOT_ANALYZED],
		['has no ID', { body: { id: null, conversationStatus: 'active' } }, 'active', NOT_ANALYZED],
	])(
		'never fails after the call: if it %s, outputs it as last seen with a hint',
		async (_, response, status, reason) => {
			placed('a');
			Array.from({ length: 500 }, () => response).forEach(api.next);
			expect(await createAndWait()).toMatchObject([
				{
					json: { conversationId: 'a', conversationStatus: status, summary: null },
					orationHint: `${reason}. The output is the conversation as last seen. If you run this node again, it calls the person again. To get the result later, use 'Conversation: Get' with the 'conversationId'.`,
					pairedItem: { item: 0 },
				},
			]);
			expect(methods()).toMatch(/^POST( GET)+$/);
		},
	);

	it('outputs a call that nobody answered without a hint', async () => {
		placed('a');
		api.progress.set('a', [{ conversationStatus: 'completed', endReason: 'user_did_not_answer' }]);
		const [output] = await createAndWait();
		expect(output).toMatchObject({
			json: { conversationId: 'a', conversationStatus: 'completed' },
		});
		expect(output).not.toHaveProperty('orationHint');
	});

	it('neither retries nor waits if a call fails, and names the created conversations', async () => {
		placed('a', 'b');
		api.next({ status: 503 });
		await expect(createAndWait({ items: itemsFor(4) })).rejects.toMatchObject({
			message: "Oration's API failed (HTTP 503)",
			description: created('a, b'),
		});
		expect(methods()).toBe('POST POST POST');
	});

	it('waits for the other calls if the node continues on errors', async () => {
		api.next(BUSY);
		placed(SAMPLE_CONVERSATION_ID);
		expect(await createAndWait({ items: itemsFor(2), continueOnFail: true })).toMatchObject([
			{ json: { error: `${REJECTED} busy` } },
			{ json: { conversationId: SAMPLE_CONVERSATION_ID } },
		]);
	});

	it('stops if the execution is canceled, and names the created conversations', async () => {
		placed('a', 'b');
		for (let request = 0; request < 2; request++) api.next({ status: 503 });
		await expect(cancelAtThirdRequest(createAndWait, itemsFor(2))).rejects.toMatchObject({
			message: 'The execution was canceled',
			description: expect.stringContaining('before the node stopped: a, b. '),
		});
	});
});
