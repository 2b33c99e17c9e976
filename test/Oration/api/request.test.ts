import { NodeApiError, sleep } from 'n8n-workflow';
import { codeOf, requestOration } from '../../../nodes/Oration/api/request';
import {
	SAMPLE_CONVERSATION_ID,
	startOrationApi,
	type NextResponse,
	type OrationApi,
} from '../../oration-api/server';
import { contextFor, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const SAMPLE_PATH = `/conversations/${SAMPLE_CONVERSATION_ID}`;
const CUSTOMERS = { customers: [{ identifier: 'ada' }] };

let api: OrationApi;

beforeEach(async () => {
	jest.mocked(sleep).mockClear();
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

const get = async (run: Run = {}, path = SAMPLE_PATH) =>
	await requestOration(
		{ context: contextFor({ api, ...run }), index: 3 },
		{
			method: 'GET',
			path,
			subject: 'this conversation',
		},
	);

const post = async (run: Run = {}) =>
	await requestOration(
		{ context: contextFor({ api, ...run }), index: 3 },
		{
			method: 'POST',
			path: '/customers/batch',
			body: CUSTOMERS,
			subject: 'the address of customers',
		},
	);

const delays = () => jest.mocked(sleep).mock.calls.map(([delay]) => delay);
const nextThree = (response: NextResponse) => [1, 2, 3].forEach(() => api.next(response));
const sample = expect.objectContaining({ id: SAMPLE_CONVERSATION_ID });

describe('requestOration', () => {
	it('sends the key and the workspace, and returns the response', async () => {
		expect(await get()).toEqual(api.conversations.get(SAMPLE_CONVERSATION_ID));
		expect(api.requests).toMatchObject([
			{
				method: 'GET',
				path: `/api/v2${SAMPLE_PATH}`,
				headers: { 'x-api-key': 'test-api-key', 'x-workspace-id': 'ws_1234567890abcdef' },
			},
		]);
	});

	const KEY = { 'x-api-key': 'test-api-key' };
	const BEARER = { authorization: 'Bearer t' };
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
	])('sends only the headers for %s', async (_, empty, expected) => {
		api.requiredHeaders = expected;
		const filled = { workspaceSlug: 'acme', accessToken: ' t ' };
		const credential = { ...filled, ...Object.fromEntries(empty.map((name) => [name, ''])) };
		expect(await get({ credential })).toEqual(sample);
		const sent = Object.entries(api.requests[0]?.headers ?? {}).filter(([name]) =>
			/^(?:x-|authorization)/.test(name),
		);
		expect(Object.fromEntries(sent)).toEqual(expected);
	});

	it('sends no header for a field that the credential does not have', async () => {
		await get();
		expect(Object.keys(api.requests[0]?.headers ?? {}).sort()).toEqual([
			'accept',
			'connection',
			'host',
			'x-api-key',
			'x-workspace-id',
		]);
	});

	it('reads the credential of the item', async () => {
		const context = contextFor({ api });
		await requestOration({ context, index: 3 }, { method: 'GET', path: SAMPLE_PATH });
		expect(jest.mocked(context.getCredentials).mock.calls).toEqual([['orationApi', 3]]);
	});

	it('throws if n8n has no credential', async () => {
		const context = contextFor({ api });
		jest.mocked(context.getCredentials).mockResolvedValue(JSON.parse('null'));
		const request = { method: 'GET', path: SAMPLE_PATH } as const;
		await expect(requestOration({ context, index: 3 }, request)).rejects.toMatchObject({
			message: 'No credential is selected',
			description: "Select or create a credential of the type 'Oration API'.",
			context: { itemIndex: 3 },
		});
	});

	it('asks for JSON', async () => {
		await get();
		expect(api.requests).toMatchObject([{ headers: { accept: 'application/json' } }]);
	});

	it('sends nothing if the execution is canceled', async () => {
		await expect(get({ cancelSignal: AbortSignal.abort() })).rejects.toThrow(
			'The execution was canceled',
		);
		expect(api.requests).toEqual([]);
	});

	it('sends the body as JSON', async () => {
		expect(await post()).toEqual({ jobId: expect.stringMatching(/^[\da-f-]{36}$/) });
		expect(api.requests).toMatchObject([{ method: 'POST', body: CUSTOMERS }]);
	});

	it('accepts spaces around the base URL and trailing slashes', async () => {
		expect(await get({ credential: { baseUrl: ` ${api.baseUrl}// ` } })).toEqual(sample);
	});

	describe('with GET', () => {
		it.each<[string, NextResponse]>([
			['429', { status: 429 }],
			['500', { status: 500 }],
			['503', { status: 503, body: 'Down' }],
			['a reset', { reset: true }],
			['a truncated response', { truncate: true }],
		])('retries after %s', async (_, response) => {
			api.next(response);
			expect(await get()).toEqual(sample);
			expect(api.requests).toHaveLength(2);
			expect(delays()).toEqual([1000]);
		});

		it('waits for the time in Retry-After', async () => {
			api.next({ status: 429, headers: { 'Retry-After': '7' } });
			expect(await get()).toEqual(sample);
			expect(delays()).toEqual([7000]);
		});

		it.each(['0', 'Wed, 21 Oct 2026 07:28:00 GMT', '-5'])(
			'waits for the default time with Retry-After %s',
			async (after) => {
				api.next({ status: 503, headers: { 'Retry-After': after } });
				expect(await get()).toEqual(sample);
				expect(delays()).toEqual([1000]);
			},
		);

		it('waits at most 30 seconds, and otherwise reports the wait time', async () => {
			api.next({ status: 429, headers: { 'Retry-After': '30' } });
			api.next({ status: 429, headers: { 'Retry-After': '31' } });
			await expect(get()).rejects.toMatchObject({
				message: "Oration's rate limit was reached",
				description: 'Wait 31 seconds, then run the node again.',
			});
			expect(delays()).toEqual([30_000]);
		});

		it('throws after the third response, with increasing delays', async () => {
			nextThree({ status: 503 });
			await expect(get()).rejects.toMatchObject({ httpCode: '503' });
			expect(api.requests).toHaveLength(3);
			expect(delays()).toEqual([1000, 2000]);
		});

		it.each<[string, NextResponse]>([
			['300', { status: 300, body: {} }],
			['400', { status: 400 }],
			['401', { status: 401 }],
			['403', { status: 403 }],
			['404', { status: 404 }],
			['a redirect', { status: 302 }],
			['invalid JSON', { body: '<html>' }],
		])('does not retry after %s', async (_, response) => {
			api.next(response);
			await expect(get()).rejects.toThrow(NodeApiError);
			expect(api.requests).toHaveLength(1);
		});
	});

	it.each<[string, NextResponse]>([
		['429', { status: 429, headers: { 'Retry-After': '1' } }],
		['503', { status: 503 }],
		['a reset', { reset: true }],
		['a truncated response', { truncate: true }],
		['a timeout', { delay: 60_000 }],
	])('does not retry a POST after %s', async (_, response) => {
		api.next(response);
		const timeoutWhen = response.delay ? api.requestReceived : undefined;
		await expect(post({ timeoutWhen })).rejects.toThrow(NodeApiError);
		expect(api.requests).toHaveLength(1);
		expect(delays()).toEqual([]);
	});

	describe('throws a NodeApiError', () => {
		it('for a wrong key', async () => {
			const requesting = get({ credential: { apiKey: 'other' } });
			await expect(requesting).rejects.toThrow(NodeApiError);
			await expect(requesting).rejects.toMatchObject({
				message: 'Oration rejected the API key or the workspace',
				description: expect.stringContaining("Check 'API Key' and 'Workspace ID'"),
				httpCode: '401',
				context: { itemIndex: 3 },
			});
		});

		it.each(['<html>', '', '[1]', '"text"', 'null'])('for the response %j', async (body) => {
			api.next({ body });
			await expect(get()).rejects.toMatchObject({
				message: "The response isn't from Oration's API",
				description: expect.stringContaining(
					'Another server, such as a proxy, may have responded (HTTP 200).',
				),
			});
		});

		it('for a redirect, which it does not follow', async () => {
			api.next({ status: 307, headers: { location: `${api.url}/recordings/mono.mp4` } });
			await expect(get()).rejects.toMatchObject({
				message: "The response isn't from Oration's API",
				description: expect.stringContaining('(HTTP 307)'),
			});
			expect(api.requests).toHaveLength(1);
		});

		it('for a timeout', async () => {
			nextThree({ delay: 60_000 });
			await expect(get({ timeoutWhen: api.requestReceived })).rejects.toMatchObject({
				message: "Oration's API didn't respond in time",
				description: 'Wait a minute, then run the node again.',
			});
			expect(api.requests).toHaveLength(3);
		});

		it('for a failed connection', async () => {
			await api.stop();
			await expect(get()).rejects.toMatchObject({
				message: "n8n couldn't connect to Oration's API",
				description: expect.stringContaining(
					'whether a firewall or proxy blocks the connection (ECONNREFUSED)',
				),
				httpCode: null,
			});
		});
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
