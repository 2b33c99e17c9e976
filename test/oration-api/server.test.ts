/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   this looks at connections and certificates; nothing of it is published */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import event from '../events/analysis-completed.realistic.json';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from './server';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const CALL = { agentId: 'agent_1', conversationType: 'telephony', toPhoneNumber: '+1234567890' };

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

const authentication = () => ({ 'x-api-key': api.apiKey, 'x-workspace-id': api.workspaceId });

async function answer(response: Response) {
	return { status: response.status, body: JSON.parse(await response.text()) };
}

async function get(path: string, headers: Record<string, string> = authentication()) {
	return await answer(await fetch(`${api.baseUrl}${path}`, { headers }));
}

async function post(path: string, body: unknown, contentType = 'application/json') {
	const headers = { ...authentication(), 'content-type': contentType };
	const options = { method: 'POST', headers, body: JSON.stringify(body) };
	return await answer(await fetch(`${api.baseUrl}${path}`, options));
}

const create = async (...conversations: unknown[]) =>
	await post('/conversations', { conversations });

const SAMPLE_PATH = `/conversations/${SAMPLE_CONVERSATION_ID}`;

describe('a request', () => {
	it('is refused with another API key', async () => {
		const headers = { ...authentication(), 'x-api-key': 'other' };
		expect(await get(SAMPLE_PATH, headers)).toEqual({
			status: 401,
			body: { message: 'Invalid API key' },
		});
	});

	it('is refused with another workspace', async () => {
		const headers = { ...authentication(), 'x-workspace-id': 'other' };
		expect(await get(SAMPLE_PATH, headers)).toMatchObject({ status: 403 });
	});

	it('is answered 404 where there is no endpoint', async () => {
		expect(await get('/agents')).toEqual({ status: 404, body: { message: 'Not found' } });
	});

	it('is recorded', async () => {
		const conversations = [CALL];
		await post('/conversations?a=b', { conversations });
		expect(api.requests).toMatchObject([
			{
				method: 'POST',
				path: '/api/v2/conversations?a=b',
				headers: authentication(),
				body: { conversations },
			},
		]);
	});
});

describe('POST /conversations', () => {
	it('answers in the newer shape', async () => {
		const { status, body } = await create(CALL);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			results: [
				{
					conversation: { id: expect.stringMatching(UUID), conversationStatus: 'created' },
					tokenResponse: { liveTest: 'disabled' },
				},
			],
			errors: [],
		});
	});

	it('answers in the older shape', async () => {
		api.answerShape = 'old';
		const { body } = await create({ ...CALL, dynamicVariables: { name: 'John' } });
		expect(body).toMatchObject({
			results: [{ id: expect.stringMatching(UUID), dynamicVariables: '{"name":"John"}' }],
			errors: [],
		});
	});

	it('creates what GET then answers', async () => {
		const { body } = await create(CALL);
		const { conversation } = body.results[0];
		expect(await get(`/conversations/${conversation.id}`)).toMatchObject({
			status: 200,
			body: conversation,
		});
	});

	it.each([{ toPhoneNumber: '+10000000000' }, { customerId: 'do-not-disturb' }])(
		'gives an error for %j, unless this is to be ignored',
		async (refused) => {
			const { body } = await create(
				{ ...CALL, ...refused },
				{ ...CALL, ...refused, ignoreDND: true },
			);
			expect(body.errors).toEqual([{ error: 'Customer has do not disturb enabled' }]);
			expect(body.results).toHaveLength(1);
		},
	);

	it.each([
		['no items', []],
		['dynamic variables as text', [{ ...CALL, dynamicVariables: '{}' }]],
		['an unknown field', [{ ...CALL, other: 1 }]],
		['a call without a number', [{ agentId: 'agent_1', conversationType: 'telephony' }]],
		['a number that is not E.164', [{ ...CALL, toPhoneNumber: '0049 30 123' }]],
		['an unknown type', [{ ...CALL, conversationType: 'fax' }]],
	])('refuses %s', async (_, conversations) => {
		expect(await create(...conversations)).toEqual({
			status: 400,
			body: { message: expect.stringMatching(/^body\/conversations/) },
		});
	});

	it('refuses another content type', async () => {
		const body = { conversations: [CALL] };
		expect(await post('/conversations', body, 'text/plain')).toMatchObject({ status: 400 });
	});
});

describe('GET /conversations/{id}', () => {
	it('answers the conversation of the sample events, without what only events have', async () => {
		const { body } = await get(SAMPLE_PATH);
		expect(event.payload).toMatchObject(body);
		expect(body).toMatchObject({ id: event.payload.id, agentId: event.payload.agentId });
		expect(body).not.toHaveProperty('transcript');
	});

	it('answers 404 for another', async () => {
		expect(await get('/conversations/other')).toEqual({
			status: 404,
			body: { message: 'Conversation not found' },
		});
	});
});

describe('POST /customers/batch', () => {
	it('starts a job, which is done after some time', async () => {
		const customers = [{ identifier: 'john.doe', priority: 0, metadata: null }];
		const { body } = await post('/customers/batch', { customers, strategy: 'upsert' });
		const statuses: unknown[] = [];
		for (let i = 0; i < 4; i++) {
			statuses.push((await get(`/jobs/${body.jobId}`)).body.status);
		}
		expect(statuses).toEqual(['queued', 'active', 'success', 'success']);
	});

	it('refuses customers without an identifier', async () => {
		const answered = await post('/customers/batch', { customers: [{ name: 'John' }] });
		expect(answered).toMatchObject({ status: 400 });
	});
});

describe('next', () => {
	it('answers one request, whatever it is', async () => {
		api.next({ status: 429, headers: { 'Retry-After': '1' }, body: { message: 'Slow down' } });
		const response = await fetch(`${api.baseUrl}/agents`);
		expect(response.headers.get('retry-after')).toBe('1');
		expect(await answer(response)).toEqual({ status: 429, body: { message: 'Slow down' } });
		expect(await get(SAMPLE_PATH)).toMatchObject({ status: 200 });
	});

	it('delays the usual answer', async () => {
		api.next({ delay: 60_000 });
		const gone = new AbortController();
		const options = { headers: authentication(), signal: gone.signal };
		const delayed = fetch(`${api.baseUrl}${SAMPLE_PATH}`, options);
		await api.arrival();
		expect(await get(SAMPLE_PATH)).toMatchObject({ status: 200 });
		gone.abort();
		await expect(delayed).rejects.toThrow('aborted');
	});

	it('bears a client that goes while it waits', async () => {
		api.next({ delay: 200 });
		const options = { headers: authentication(), signal: AbortSignal.timeout(50) };
		await expect(fetch(`${api.baseUrl}${SAMPLE_PATH}`, options)).rejects.toThrow('timeout');
		api.next({ delay: 300 });
		expect(await get(SAMPLE_PATH)).toMatchObject({ status: 200 });
	});

	it('ends the connection without an answer', async () => {
		api.next({ reset: true });
		await expect(get(SAMPLE_PATH)).rejects.toThrow('fetch failed');
	});

	it('ends the connection in the middle of the answer', async () => {
		api.next({ cutOff: true });
		const response = await fetch(`${api.baseUrl}${SAMPLE_PATH}`, { headers: authentication() });
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow('terminated');
	});
});

describe('recordings', () => {
	const recording = async (query: string) => await fetch(`${api.url}/recordings/mono.mp4?${query}`);

	it('have the size asked for', async () => {
		const response = await recording('size=200000');
		expect(Object.fromEntries(response.headers)).toMatchObject({
			'content-type': 'video/mp4',
			'content-length': '200000',
			'content-disposition': 'attachment; filename="mono.mp4"',
		});
		expect((await response.arrayBuffer()).byteLength).toBe(200_000);
	});

	it('come in chunks', async () => {
		const response = await recording('size=200000&chunked=1');
		expect(response.headers.has('content-length')).toBe(false);
		expect((await response.arrayBuffer()).byteLength).toBe(200_000);
	});

	it.each(['', '&chunked=1'])('break off after half of the bytes (%j)', async (query) => {
		const { body } = await recording(`size=1000000&cutOff=1${query}`);
		let received = 0;
		const readAll = async () => {
			for await (const chunk of body ?? []) received += chunk.length;
		};
		await expect(readAll()).rejects.toThrow('terminated');
		expect(received).toBe(500_000);
	});

	it('can be behind a redirect', async () => {
		const to = `${api.url}/recordings/mono.mp4?size=10&chunked=1`;
		const path = `/redirect?to=${encodeURIComponent(to)}&status=307`;
		const response = await fetch(`${api.url}${path}`, { redirect: 'manual' });
		expect(response.status).toBe(307);
		expect(response.headers.get('location')).toBe(to);
		expect(api.requests).toMatchObject([{ path }]);
	});

	it('can be behind redirects without end', async () => {
		await expect(fetch(`${api.url}/loop`)).rejects.toMatchObject({
			cause: { message: 'redirect count exceeded' },
		});
	});
});

describe('stop', () => {
	it('ends connections that wait or get a recording', async () => {
		const stopped = await startOrationApi();
		stopped.next({ delay: 60_000, status: 200 });
		const waiting = fetch(`${stopped.baseUrl}/agents`);
		const large = await fetch(`${stopped.url}/recordings/mono.mp4?size=1000000000`);
		await stopped.stop();
		await expect(waiting).rejects.toThrow('fetch failed');
		await expect(large.arrayBuffer()).rejects.toThrow('terminated');
	});
});

describe('with TLS', () => {
	let secure: OrationApi;

	beforeAll(async () => {
		secure = await startOrationApi({ tls: true });
	});

	afterAll(async () => {
		await secure.stop();
	});

	it('is trusted by who has its certificate', async () => {
		const request = https.get(`${secure.baseUrl}/agents`, { ca: secure.certificate });
		const [response]: IncomingMessage[] = await once(request, 'response');
		expect(response?.statusCode).toBe(401);
	});

	it('is not trusted by others', async () => {
		await expect(fetch(secure.baseUrl)).rejects.toMatchObject({
			cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
		});
	});
});
