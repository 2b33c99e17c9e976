import { formField, readJsonBody } from '../../../nodes/Oration/trigger/body';

const request = (contentType: string | undefined, rawBody: string, body?: unknown) => ({
	headers: { 'content-type': contentType },
	rawBody: Buffer.from(rawBody),
	body,
});

describe('readJsonBody', () => {
	it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/json ; a=b'])(
		'returns the body that n8n parsed for %s',
		async (contentType) => {
			const body = { a: 1 };
			expect(await readJsonBody(request(contentType, 'not read', body))).toBe(body);
		},
	);

	it.each([
		undefined,
		'text/plain',
		'application/octet-stream',
		'application/cloudevents+json',
		'application/x-www-form-urlencoded',
		'application/jsonl',
	])('parses the bytes of %s', async (contentType) => {
		expect(await readJsonBody(request(contentType, '{"a": 1}', 'by n8n'))).toEqual({ a: 1 });
	});

	it('parses the bytes of JSON that n8n has not parsed', async () => {
		const contentType = 'application/json ; charset=utf-8';
		expect(await readJsonBody(request(contentType, '{"a": 1}'))).toEqual({ a: 1 });
	});

	it('ignores a byte order mark', async () => {
		expect(await readJsonBody(request('text/plain', '\uFEFF{"a": 1}'))).toEqual({ a: 1 });
	});

	it('keeps a byte order mark inside the body', async () => {
		expect(await readJsonBody(request('text/plain', '["\uFEFF"]'))).toEqual(['\uFEFF']);
	});

	it('returns undefined for bytes that are not JSON', async () => {
		expect(await readJsonBody(request('text/plain', '{"a":'))).toBeUndefined();
	});

	it('calls readRawBody if n8n has not read the bytes', async () => {
		const unread = {
			headers: { 'content-type': 'multipart/mixed' },
			rawBody: undefined as unknown,
			readRawBody: async () => {
				unread.rawBody = Buffer.from('{"a": 1}');
			},
		};
		expect(await readJsonBody(unread)).toEqual({ a: 1 });
	});

	it("doesn't read the bytes again", async () => {
		const readRawBody = jest.fn();
		await readJsonBody({ ...request('text/plain', '{"a": 1}'), readRawBody });
		expect(readRawBody).not.toHaveBeenCalled();
	});

	it("returns undefined if the bytes can't be read", async () => {
		const readRawBody = async () => await Promise.reject(new Error('request entity too large'));
		expect(await readJsonBody({ headers: {}, readRawBody })).toBeUndefined();
	});

	it('returns undefined without bytes', async () => {
		expect(await readJsonBody({ headers: {} })).toBeUndefined();
	});
});

describe('formField', () => {
	const form = 'application/x-www-form-urlencoded';

	it('returns the value of a form field', () => {
		expect(formField(request(form, '', { sample: 'answered' }), 'sample')).toBe('answered');
	});

	it.each([
		['a missing field', request(form, '', {})],
		['a name on the object prototype', request(form, '', {}), 'toString'],
		['another content type', request('application/json', '', { sample: 'answered' })],
		['no body', request(form, '', undefined)],
		['a text body', request(form, '', 'sample=answered')],
	])('returns undefined for %s', (_, submitted, name = 'sample') => {
		expect(formField(submitted, name)).toBeUndefined();
	});
});
