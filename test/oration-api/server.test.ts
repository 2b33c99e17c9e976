import event from '../events/analysis-completed.realistic.json';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from './server';

// The tests of the node cover the rest of the fake API.

const CALL = { agentId: 'agent_1', conversationType: 'telephony', toPhoneNumber: '+1234567890' };

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

async function send(path: string, body?: unknown, contentType = 'application/json') {
	const response = await fetch(`${api.baseUrl}${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: {
			'x-api-key': api.apiKey,
			'x-workspace-id': api.workspaceId,
			'content-type': contentType,
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: response.status, body: JSON.parse(await response.text()) };
}

const create = async (...conversations: unknown[]) =>
	await send('/conversations', { conversations });

it('returns 404 for an unknown endpoint', async () => {
	expect(await send('/agents')).toEqual({ status: 404, body: { message: 'Not found' } });
});

it('returns the conversation of the sample events without event-only fields', async () => {
	const { body } = await send(`/conversations/${SAMPLE_CONVERSATION_ID}`);
	expect(event.payload).toMatchObject(body);
	expect(body).toMatchObject({ id: event.payload.id, agentId: event.payload.agentId });
	expect(body).not.toHaveProperty('transcript');
});

it('returns a created conversation', async () => {
	const { conversation } = (await create(CALL)).body.results[0];
	expect(await send(`/conversations/${conversation.id}`)).toMatchObject({
		status: 200,
		body: conversation,
	});
});

it.each([{ toPhoneNumber: '+10000000000' }, { customerId: 'do-not-disturb' }])(
	'returns an error for %j unless ignoreDND is true',
	async (customer) => {
		const call = { ...CALL, ...customer };
		const { body } = await create(call, { ...call, ignoreDND: true });
		expect(body.errors).toEqual([{ error: 'Customer has do not disturb enabled' }]);
		expect(body.results).toHaveLength(1);
	},
);

it.each([
	['no conversation', '/conversations', { conversations: [] }],
	...[
		{ ...CALL, dynamicVariables: '{}' },
		{ ...CALL, other: 1 },
		{ agentId: 'agent_1', conversationType: 'telephony' },
		{ ...CALL, toPhoneNumber: '0049 30 123' },
		{ ...CALL, conversationType: 'fax' },
	].map((call): [string, string, object] => [
		JSON.stringify(call),
		'/conversations',
		{ conversations: [call] },
	]),
	['a customer without identifier', '/customers/batch', { customers: [{ name: 'John' }] }],
])('rejects %s', async (_, path, body) => {
	expect(await send(path, body)).toEqual({
		status: 400,
		body: { message: expect.stringMatching(/^body\/(conversations|customers)/) },
	});
});

it('rejects another content type', async () => {
	const body = { conversations: [CALL] };
	expect(await send('/conversations', body, 'text/plain')).toMatchObject({ status: 400 });
});

it('closes pending requests and downloads when it stops', async () => {
	const stopped = await startOrationApi();
	stopped.next({ delay: 60_000, status: 200 });
	const waiting = fetch(`${stopped.baseUrl}/agents`);
	const large = await fetch(`${stopped.url}/recordings/mono.mp4?size=1000000000`);
	await stopped.stop();
	await expect(waiting).rejects.toThrow('fetch failed');
	await expect(large.arrayBuffer()).rejects.toThrow('terminated');
});
