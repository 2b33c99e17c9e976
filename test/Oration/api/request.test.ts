import { NodeApiError, sleep } from 'n8n-workflow';
import { codeOf, requestOration } from '../../../nodes/Oration/api/request';
import {
	SAMPLE_CONVERSATION_ID,
	startOrationApi,
	type NextAnswer,
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
	await requestOration(contextFor({ api, ...run }), 3, {
		method: 'GET',
		path,
		subject: 'this conversation',
	});

const post = async (run: Run = {}) =>
	await requestOration(contextFor({ api, ...run }), 3, {
		method: 'POST',
		path: '/customers/batch',
		body: CUSTOMERS,
		subject: 'the address of customers',
	});

const pauses = () => jest.mocked(sleep).mock.calls.map(([pause]) => pause);
const nextThree = (answer: NextAnswer) => [1, 2, 3].forEach(() => api.next(answer));
const sample = expect.objectContaining({ id: SAMPLE_CONVERSATION_ID });

describe('requestOration', () => {
	it('gives the answer, and sends the key and the workspace', async () => {
		expect(await get()).toEqual(api.conversations.get(SAMPLE_CONVERSATION_ID));
		expect(api.requests).toMatchObject([
			{
				method: 'GET',
				path: `/api/v2${SAMPLE_PATH}`,
				headers: { 'x-api-key': 'test-api-key', 'x-workspace-id': 'ws_1234567890abcdef' },
			},
		]);
	});

	it('sends the body as JSON', async () => {
		expect(await post()).toEqual({ jobId: expect.stringMatching(/^[\da-f-]{36}$/) });
		expect(api.requests).toMatchObject([{ method: 'POST', body: CUSTOMERS }]);
	});

	it('bears blanks around the base URL and slashes after it', async () => {
		expect(await get({ credential: { baseUrl: ` ${api.baseUrl}// ` } })).toEqual(sample);
	});

	describe('with GET', () => {
		it.each<[string, NextAnswer]>([
			['429', { status: 429 }],
			['500', { status: 500 }],
			['503', { status: 503, body: 'Down' }],
			['a reset', { reset: true }],
			['a half-sent answer', { cutOff: true }],
		])('asks again after %s', async (_, answer) => {
			api.next(answer);
			expect(await get()).toEqual(sample);
			expect(api.requests).toHaveLength(2);
			expect(pauses()).toEqual([1000]);
		});

		it('waits as long as Retry-After says', async () => {
			api.next({ status: 429, headers: { 'Retry-After': '7' } });
			expect(await get()).toEqual(sample);
			expect(pauses()).toEqual([7000]);
		});

		it.each(['0', 'Wed, 21 Oct 2026 07:28:00 GMT', '-5'])(
			'waits as usual with Retry-After %s',
			async (after) => {
				api.next({ status: 503, headers: { 'Retry-After': after } });
				expect(await get()).toEqual(sample);
				expect(pauses()).toEqual([1000]);
			},
		);

		it('waits 30 seconds at most, and else says how long to wait', async () => {
			api.next({ status: 429, headers: { 'Retry-After': '30' } });
			api.next({ status: 429, headers: { 'Retry-After': '31' } });
			await expect(get()).rejects.toMatchObject({
				message: 'Oration takes no more requests for now',
				description: 'Wait 31 seconds, then run this again.',
			});
			expect(pauses()).toEqual([30_000]);
		});

		it('gives up after the third answer, with growing pauses', async () => {
			nextThree({ status: 503 });
			await expect(get()).rejects.toMatchObject({ httpCode: '503' });
			expect(api.requests).toHaveLength(3);
			expect(pauses()).toEqual([1000, 2000]);
		});

		it.each<[string, NextAnswer]>([
			['400', { status: 400 }],
			['401', { status: 401 }],
			['403', { status: 403 }],
			['404', { status: 404 }],
			['a redirect', { status: 302 }],
			['something else than JSON', { body: '<html>' }],
		])('does not ask again after %s', async (_, answer) => {
			api.next(answer);
			await expect(get()).rejects.toThrow(NodeApiError);
			expect(api.requests).toHaveLength(1);
		});
	});

	it.each<[string, NextAnswer]>([
		['429', { status: 429, headers: { 'Retry-After': '1' } }],
		['503', { status: 503 }],
		['a reset', { reset: true }],
		['a half-sent answer', { cutOff: true }],
		['no answer in time', { delay: 60_000 }],
	])('never repeats a POST, as after %s', async (_, answer) => {
		api.next(answer);
		const patience = answer.delay ? api.arrival : undefined;
		await expect(post({ patience })).rejects.toThrow(NodeApiError);
		expect(api.requests).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	describe('throws a NodeApiError', () => {
		it('for a wrong key', async () => {
			const refused = get({ credential: { apiKey: 'other' } });
			await expect(refused).rejects.toThrow(NodeApiError);
			await expect(refused).rejects.toMatchObject({
				message: 'Oration refused the API key or the workspace',
				description: expect.stringContaining("Check 'API Key' and 'Workspace ID'"),
				httpCode: '401',
				context: { itemIndex: 3 },
			});
		});

		it.each(['<html>', '', '[1]', '"text"', 'null'])('for the answer %j', async (body) => {
			api.next({ body });
			await expect(get()).rejects.toMatchObject({
				message: 'Oration sent something else than JSON',
				description: expect.stringContaining('the answer (HTTP 200) is not one of'),
			});
		});

		it('for a redirect, which it does not follow', async () => {
			api.next({ status: 307, headers: { location: `${api.url}/recordings/mono.mp4` } });
			await expect(get()).rejects.toMatchObject({
				message: 'Oration sent something else than JSON',
				description: expect.stringContaining('(HTTP 307)'),
			});
			expect(api.requests).toHaveLength(1);
		});

		it('for an answer that does not come in time', async () => {
			nextThree({ delay: 60_000 });
			await expect(get({ patience: api.arrival })).rejects.toMatchObject({
				message: 'Oration did not answer in time',
				description: 'Run this again in a while.',
			});
			expect(api.requests).toHaveLength(3);
		});

		it('for an API that is not reached', async () => {
			await api.stop();
			await expect(get()).rejects.toMatchObject({
				message: 'Oration was not reached',
				description: expect.stringContaining('whether n8n has access to it (ECONNREFUSED)'),
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
		['the code of an error that it wraps', new Error('outer', { cause: inner }), 'ECONNRESET'],
		['the message', Object.assign(new Error('No luck'), { code: 7 }), 'No luck'],
		['what is no error as text', 'No luck', 'No luck'],
	])('gives %s', (_, error, code) => {
		expect(codeOf(error)).toBe(code);
	});
});
