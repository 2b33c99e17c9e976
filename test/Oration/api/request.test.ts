import { NodeApiError } from 'n8n-workflow';
import { codeOf, requestOration } from '../../../nodes/Oration/api/request';
import { SAMPLE_CONVERSATION_ID, type NextResponse } from '../../oration-api/server';
import { credentialFor, itemFor, type Run } from '../executeNode';
import { useClock, useOrationApi } from '../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const SAMPLE_PATH = `/conversations/${SAMPLE_CONVERSATION_ID}`;
const GET = { method: 'GET', path: SAMPLE_PATH, subject: 'this conversation' } as const;
const CUSTOMERS = { customers: [{ identifier: 'ada' }] };
const POST = { method: 'POST', path: '/customers/batch', body: CUSTOMERS } as const;

const api = useOrationApi();
const clock = useClock();
const get = async (run: Run = {}) => await requestOration(itemFor({ api, ...run }, 3), GET);
const post = async (run: Run = {}) => await requestOration(itemFor({ api, ...run }, 3), POST);
const sample = expect.objectContaining({ id: SAMPLE_CONVERSATION_ID });

describe('requestOration', () => {
	const KEY = { 'x-api-key': 'test-api-key' };
	const BEARER = { authorization: 'Bearer test-token' };
	const ID = { 'x-workspace-id': 'ws_1234567890abcdef' };
	const SLUG = { 'x-workspace-slug': 'acme' };

	/** The combinations in Oration's documentation, with the fields of the credential that are empty. */
	it.each([
		['conversations, older', ['workspaceSlug', 'accessToken'], { ...KEY, ...ID }],
		['customers, older', ['workspaceId', 'accessToken'], { ...KEY, ...SLUG }],
		['conversations, newer', ['apiKey', 'workspaceId', 'workspaceSlug'], BEARER],
		['customers, newer', ['workspaceId', 'workspaceSlug'], { ...KEY, ...BEARER }],
		['jobs, newer', ['workspaceId'], { ...KEY, ...BEARER, ...SLUG }],
		['all pages at once', [], { ...KEY, ...BEARER, ...ID, ...SLUG }],
	])('sends only the headers for %s, and returns the response', async (_, empty, expected) => {
		const filled = { workspaceSlug: 'acme', accessToken: ' test-token ' };
		const credential = { ...filled, ...Object.fromEntries(empty.map((name) => [name, ''])) };
		expect(await get({ credential })).toEqual(api.conversations.get(SAMPLE_CONVERSATION_ID));
		const [text, accept] = [expect.any(String), 'application/json'];
		const headers = { accept, connection: text, host: text, ...expected };
		expect(api.requests).toEqual([{ method: 'GET', path: `/api/v2${SAMPLE_PATH}`, headers }]);
	});

	it('authenticates with the credential of the item', async () => {
		const { context } = itemFor({ api });
		const credentials = ['other', 'acme'].map((workspaceSlug) => {
			return { ...credentialFor(api), workspaceSlug };
		});
		jest
			.mocked(context.getCredentials)
			.mockImplementation(async (_, index = 0) => credentials[index] ?? {});
		await requestOration({ context, index: 1 }, GET);
		expect(api.requests[0]?.headers).toMatchObject({ 'x-workspace-slug': 'acme' });
	});

	it('sends nothing if the execution is canceled', async () => {
		const getting = get({ cancelSignal: AbortSignal.abort() });
		await expect(getting).rejects.toThrow('The execution was canceled');
		expect(api.requests).toEqual([]);
	});

	it('accepts spaces around the base URL and trailing slashes', async () => {
		expect(await get({ credential: { baseUrl: ` ${api.baseUrl}// ` } })).toEqual(sample);
	});

	describe('with GET', () => {
		const after = (time: string) => ({ 'Retry-After': time });
		it.each<[NextResponse, number]>([
			[{ status: 429 }, 1000],
			[{ status: 500 }, 1000],
			[{ status: 503, body: 'Down' }, 1000],
			[{ reset: true }, 1000],
			[{ truncate: true }, 1000],
			[{ status: 429, headers: after('7') }, 7000],
			[{ status: 429, headers: after('30') }, 30_000],
			[{ status: 503, headers: after('0') }, 1000],
			[{ status: 503, headers: after('-5') }, 1000],
			[{ status: 503, headers: after('Wed, 21 Oct 2026 07:28:00 GMT') }, 1000],
		])('retries after %j, and pauses for %i ms', async (response, pause) => {
			api.next(response);
			expect(await get()).toEqual(sample);
			expect(api.requests).toHaveLength(2);
			expect(clock.pauses()).toEqual([pause]);
		});

		it('reports a wait of more than 30 seconds', async () => {
			api.next({ status: 429, headers: after('31') });
			await expect(get()).rejects.toMatchObject({
				message: "Oration's rate limit was reached",
				description: 'Wait 31 seconds, then run the node again.',
			});
			expect(clock.pauses()).toEqual([]);
		});

		it.each<[NextResponse, string]>([
			[{ status: 503 }, "Oration's API failed (HTTP 503)"],
			[{ delay: 60_000 }, "Oration's API didn't respond in time"],
		])('throws after %j three times, with increasing delays', async (response, message) => {
			[1, 2, 3].forEach(() => api.next(response));
			const timeoutWhen = response.delay ? api.requestReceived : undefined;
			await expect(get({ timeoutWhen })).rejects.toThrow(message);
			expect(api.requests).toHaveLength(3);
			expect(clock.pauses()).toEqual([1000, 2000]);
		});

		it.each([300, 302, 400, 401, 403, 404, 499])('sends nothing more after %i', async (status) => {
			api.next({ status, headers: { location: '/recordings/mono.mp4' }, body: {} });
			await expect(get()).rejects.toMatchObject({ httpCode: `${status}` });
			expect(api.requests).toHaveLength(1);
		});

		it.each(['<html>', '', '[1]', '"text"', 'null'])('does not retry after %j', async (body) => {
			api.next({ body });
			await expect(get()).rejects.toThrow("The response isn't from Oration's API");
			expect(api.requests).toHaveLength(1);
		});
	});

	it.each<NextResponse>([
		{ status: 429, headers: { 'Retry-After': '1' } },
		{ status: 503 },
		{ reset: true },
		{ truncate: true },
		{ delay: 60_000 },
	])('does not retry a POST after %j', async (response) => {
		api.next(response);
		const timeoutWhen = response.delay ? api.requestReceived : undefined;
		await expect(post({ timeoutWhen })).rejects.toThrow(NodeApiError);
		expect(api.requests).toHaveLength(1);
		expect(clock.pauses()).toEqual([]);
	});

	it('throws the error of a wrong key with its status and the item', async () => {
		await expect(get({ credential: { apiKey: 'other' } })).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'Oration rejected the API key or the workspace',
			description: expect.stringContaining("Check 'API Key' and 'Workspace ID'"),
			httpCode: '401',
			context: { itemIndex: 3 },
		});
	});

	it('throws the error of a web page without its status', async () => {
		api.next({ status: 404, headers: { 'content-type': 'text/html' }, body: '' });
		await expect(get()).rejects.toMatchObject({ httpCode: null });
	});

	it('throws the error of a failed connection with its code', async () => {
		await api.stop();
		const description = expect.stringContaining('blocks the connection (ECONNREFUSED)');
		await expect(get()).rejects.toMatchObject({ description, httpCode: null });
	});
});

describe('codeOf', () => {
	const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
	const inner = new Error('inner', { cause: reset });

	it.each([
		['the code', reset, 'ECONNRESET'],
		['the code of a nested cause', new Error('outer', { cause: inner }), 'ECONNRESET'],
		['the message', Object.assign(new Error('No luck'), { code: 7 }), 'No luck'],
		['a value that is not an error, as text', 'No luck', 'No luck'],
	])('returns %s', (_, error, code) => {
		expect(codeOf(error)).toBe(code);
	});
});
