import { ANSWERED } from '../events';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from './server';

// The tests of the node cover the rest of the fake API.

const KEY = { 'x-api-key': 'test-api-key' };
const ID = { 'x-workspace-id': ANSWERED.payload.workspaceId };
const TOKEN = { authorization: 'Bearer test-token' };
const CALL = { agentId: 'agent_1', conversationType: 'telephony', toPhoneNumber: '+1234567890' };

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

async function send(path: string, body?: unknown, headers: object = { ...KEY, ...ID }) {
	const response = await fetch(`${api.baseUrl}${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: response.status, body: JSON.parse(await response.text()) };
}

it.each([
	[401, {}],
	[401, ID],
	[401, KEY],
	[401, { ...KEY, ...ID, authorization: 'Bearer other' }],
	[401, { ...TOKEN, 'x-api-key': 'other' }],
	[403, { ...TOKEN, 'x-workspace-id': 'other' }],
	[403, { ...KEY, ...ID, 'x-workspace-slug': 'other' }],
])('returns %i for the credential %j', async (status, headers) => {
	expect(await send('/jobs/1', undefined, headers)).toMatchObject({ status });
});

it('returns the conversation of the sample events without event-only fields', async () => {
	const { body } = await send(`/conversations/${SAMPLE_CONVERSATION_ID}`);
	expect(ANSWERED.payload).toMatchObject(body);
	expect(body).toMatchObject({ id: ANSWERED.payload.id, agentId: ANSWERED.payload.agentId });
	expect(body).not.toHaveProperty('transcript');
});

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
	...[
		{ customers: [{ name: 'John' }] },
		{ customers: [{ identifier: 'crm-1', priority: -1 }] },
		{ customers: [{ identifier: 'crm-1', metadata: ['gold'] }] },
		{ customers: [{ identifier: 'crm-1' }], strategy: 'upsert', partial: true },
	].map((batch): [string, string, object] => [JSON.stringify(batch), '/customers/batch', batch]),
])('rejects %s', async (_, path, body) => {
	expect(await send(path, body)).toEqual({
		status: 400,
		body: { message: expect.stringMatching(/^body\/(conversations|customers|partial)/) },
	});
});

it('rejects another content type', async () => {
	const headers = { ...KEY, ...ID, 'content-type': 'text/plain' };
	expect((await send('/conversations', { conversations: [CALL] }, headers)).status).toBe(400);
});
