import { formField, readJsonBody } from '../../../nodes/Oration/trigger/body';

const request = (contentType: string | undefined, rawBody: string, body?: unknown) => ({
	headers: { 'content-type': contentType },
	rawBody: Buffer.from(rawBody),
	body,
});

describe('readJsonBody', () => {
	const JSON_TYPES = ['application/json', 'Application/JSON; a=b', 'application/json ; a=b'];
	it.each(JSON_TYPES)('returns the body that n8n parsed for %s', async (contentType) => {
		const json = { a: 1 };
		expect(await readJsonBody(request(contentType, 'not read', json))).toEqual({ json });
	});

	const OTHER_TYPES = [undefined, 'text/plain', 'application/x+json', 'application/jsonl'];
	it.each(OTHER_TYPES)('parses the bytes of %s', async (contentType) => {
		const sent = request(contentType, '{"a": 1}', 'by n8n');
		expect(await readJsonBody(sent)).toEqual({ json: { a: 1 } });
	});

	it('parses the bytes of JSON that n8n has not parsed', async () => {
		const contentType = 'application/json ; charset=utf-8';
		expect(await readJsonBody(request(contentType, '{"a": 1}'))).toEqual({ json: { a: 1 } });
	});

	it('calls readRawBody if n8n has not read the bytes', async () => {
		const unread: Parameters<typeof readJsonBody>[0] = {
			headers: { 'content-type': 'multipart/mixed' },
			readRawBody: async () => {
				unread.rawBody = Buffer.from('{"a": 1}');
			},
		};
		expect(await readJsonBody(unread)).toEqual({ json: { a: 1 } });
	});

	it("doesn't read the bytes again", async () => {
		const readRawBody = jest.fn();
		await readJsonBody({ ...request('text/plain', '{"a": 1}'), readRawBody });
		expect(readRawBody).not.toHaveBeenCalled();
	});

	it('has no JSON in a form that n8n has read', async () => {
		const readRawBody = async () => await Promise.reject({ status: 400 });
		const headers = { 'content-type': 'multipart/form-data; boundary=x' };
		expect(await readJsonBody({ headers, body: { data: {} }, readRawBody })).toEqual({
			json: undefined,
		});
	});

	it.each<[error: unknown, status: number]>([
		[Object.assign(new Error('request entity too large'), { status: 413 }), 413],
		[Object.assign(new Error('stream is not readable'), { status: 500 }), 400],
		[Object.assign(new Error('no number'), { status: '413' }), 400],
		['unexpected', 400],
	])("has the status of n8n's error %p", async (error, unreadable) => {
		const readRawBody = async () => await Promise.reject(error);
		expect(await readJsonBody({ headers: {}, readRawBody })).toEqual({ unreadable });
	});

	it.each([{ headers: {} }, request('text/plain', '{"a":')])('has no JSON in %j', async (sent) => {
		expect(await readJsonBody(sent)).toEqual({ json: undefined });
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
		['a text body', request(form, '', 'sample=answered')],
	])('returns undefined for %s', (_, submitted, name = 'sample') => {
		expect(formField(submitted, name)).toBeUndefined();
	});
});
