import { formField, readJsonBody } from '../../../nodes/Oration/trigger/body';

const request = (contentType: string | undefined, rawBody: string, body?: unknown) => ({
	headers: { 'content-type': contentType },
	rawBody: Buffer.from(rawBody),
	body,
});

describe('readJsonBody', () => {
	it.each(['application/json', 'Application/JSON; charset=utf-8'])(
		'takes what n8n has read of %s',
		async (contentType) => {
			const body = { a: 1 };
			expect(await readJsonBody(request(contentType, 'not looked at', body))).toBe(body);
		},
	);

	it.each([
		undefined,
		'text/plain',
		'application/octet-stream',
		'application/cloudevents+json',
		'application/x-www-form-urlencoded',
		'application/jsonl',
	])('reads the bytes of %s', async (contentType) => {
		expect(await readJsonBody(request(contentType, '{"a": 1}', 'by n8n'))).toEqual({ a: 1 });
	});

	it('reads the bytes of JSON that n8n has not read', async () => {
		const contentType = 'application/json ; charset=utf-8';
		expect(await readJsonBody(request(contentType, '{"a": 1}'))).toEqual({ a: 1 });
	});

	it('passes over a byte order mark', async () => {
		expect(await readJsonBody(request('text/plain', '\uFEFF{"a": 1}'))).toEqual({ a: 1 });
	});

	it('gives nothing for bytes that are not JSON', async () => {
		expect(await readJsonBody(request('text/plain', '{"a":'))).toBeUndefined();
	});

	it('has n8n read the bytes where it has not', async () => {
		const late = {
			headers: { 'content-type': 'multipart/mixed' },
			rawBody: undefined as unknown,
			readRawBody: async () => {
				late.rawBody = Buffer.from('{"a": 1}');
			},
		};
		expect(await readJsonBody(late)).toEqual({ a: 1 });
	});

	it('gives nothing where the bytes cannot be read', async () => {
		const readRawBody = async () => await Promise.reject(new Error('request entity too large'));
		expect(await readJsonBody({ headers: {}, readRawBody })).toBeUndefined();
	});

	it('gives nothing where there are no bytes', async () => {
		expect(await readJsonBody({ headers: {} })).toBeUndefined();
	});
});

describe('formField', () => {
	const form = 'application/x-www-form-urlencoded';

	it('gives the value of a field of a form', () => {
		expect(formField(request(form, '', { sample: 'answered' }), 'sample')).toBe('answered');
	});

	it.each([
		['a field that is not there', request(form, '', {})],
		['a name of every object', request(form, '', {}), 'toString'],
		['another content type', request('application/json', '', { sample: 'answered' })],
		['no body', request(form, '', undefined)],
		['a text body', request(form, '', 'sample=answered')],
	])('gives nothing for %s', (_, submitted, name = 'sample') => {
		expect(formField(submitted, name)).toBeUndefined();
	});
});
