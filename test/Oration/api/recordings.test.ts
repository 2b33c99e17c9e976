/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   streams stand for files; the package doesn't include tests */
import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { downloadRecording, rejectionReason } from '../../../nodes/Oration/api/recordings';
import { itemFor, type Run } from '../executeNode';
import { useOrationApi } from '../orationApi';

const HOSTS = ['localhost'];
const MAX_MB = 1;
const NOT_LISTED = (host: string) =>
	`isn't on an allowed host. If you trust ${host}, add it to the option 'Allowed Hosts', beside oration.ai.`;
const TOO_LARGE = "It is larger than 1 MB. To download it, increase 'Maximum Recording Size (MB)'.";
const NO_CONNECTION = (code: string) =>
	`n8n couldn't connect to localhost (${code}). Wait a minute, then run the node again.`;
const INTERRUPTED = (code: string) =>
	`The transfer was interrupted, or n8n couldn't store the file (${code}). Run the node again.`;
const EMPTY =
	'The file is empty. If the call has just ended, wait a minute and run the node again.';
const MISSING =
	'localhost returned HTTP 404. If the call has just ended, wait a minute and run the node again. Otherwise, the recording may have expired.';
const NO_HTTPS = 'must start with https:// and be a valid URL.';
const USER_INFO = 'must not contain a username or password.';
const CANCELED = 'The execution was canceled';
/** The type of a file for which n8n gets none. */
const BY_NAME = 'found by its name';

const api = useOrationApi({ tls: true });

/** Downloads a path of the fake API. */
const download = async (path: string, run: Run = { certificate: api.certificate }) =>
	await downloadRecording(itemFor(run, 4), new URL(path, api.url).href, HOSTS, MAX_MB);
const redirectTo = (url: string, status = 302) =>
	`/redirect?status=${status}&to=${encodeURIComponent(url)}`;

const sound = () => Readable.from([Buffer.from('sound')]);
const endless = (read: () => void) => new Readable({ read });

interface FileRun extends Run {
	statusCode?: number;
	headers?: object;
	path?: string;
	/** Called when the request is sent. */
	onRequest?: () => void;
	/** Replaces how n8n stores the file. */
	store?: IExecuteFunctions['helpers']['prepareBinaryData'];
}

/** Downloads a response with a body. */
async function downloadFrom(body: Readable, run: FileRun = {}) {
	const { statusCode = 200, headers = {}, path = '/call.mp4', onRequest, store, ...rest } = run;
	const item = itemFor(rest);
	jest.spyOn(item.context.helpers, 'httpRequest').mockImplementationOnce(async () => {
		onRequest?.();
		return { statusCode, headers, body };
	});
	if (store) jest.spyOn(item.context.helpers, 'prepareBinaryData').mockImplementation(store);
	return await downloadRecording(item, `https://localhost${path}`, HOSTS, MAX_MB);
}

/** Returns the description of the error of a download. */
const reasonFor = async (downloading: Promise<unknown>) =>
	await downloading.then(
		() => 'none',
		({ description }: NodeOperationError) => description,
	);

describe('downloadRecording', () => {
	it.each(['', '&chunked=1'])('stores a file of the maximum size (%j)', async (query) => {
		const file = { data: '', fileName: 'mono.mp4', mimeType: 'video/mp4', bytes: 1_000_000 };
		expect(await download(`/recordings/mono.mp4?size=1000000${query}`)).toEqual(file);
	});

	it('sends no credential', async () => {
		await download('/recordings/mono.mp4', { api, certificate: api.certificate });
		const [request] = api.requests;
		expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['connection', 'host']);
	});

	it.each([
		['/recordings/none', MISSING],
		['/recordings/mono.mp4?size=1000001&chunked=1', TOO_LARGE],
		['/recordings/mono.mp4?size=200000&truncate=1', INTERRUPTED('ECONNRESET')],
	])('fails for %s', async (path, description) => {
		await expect(download(path)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: "The recording couldn't be downloaded",
			description,
			context: { itemIndex: 4 },
		});
	});

	it('reports a failed connection', async () => {
		const reason = await reasonFor(download('/recordings/mono.mp4', {}));
		expect(reason).toBe(NO_CONNECTION('DEPTH_ZERO_SELF_SIGNED_CERT'));
	});

	it('reports a timeout', async () => {
		api.next({ delay: 60_000 });
		const run = { certificate: api.certificate, timeoutWhen: api.requestReceived };
		const reason = await reasonFor(download('/api/v2/recording', run));
		expect(reason).toBe(NO_CONNECTION('ECONNABORTED'));
	});

	it('rejects a large file by its content length, before it stores anything', async () => {
		const store = jest.fn();
		const headers = { 'content-length': '1000001' };
		expect(await reasonFor(downloadFrom(sound(), { headers, store }))).toBe(TOO_LARGE);
		expect(store).not.toHaveBeenCalled();
	});

	const UNKNOWN = 'application/octet-stream';
	it.each([
		['audio/mpeg', 'call', 'audio/mpeg'],
		['Video/MP4 ; codecs=x', 'call', 'video/mp4'],
		['application/mp4', 'call', 'application/mp4'],
		['application/ogg', 'call', 'application/ogg'],
		['application/octet-stream', 'call.mp4', BY_NAME],
		['application/octet-stream', 'call.webm', BY_NAME],
		['binary/octet-stream', 'call.OGA', BY_NAME],
		[undefined, 'call.mp3', BY_NAME],
		['binary/octet-stream', 'call', UNKNOWN],
		['application/octet-stream', 'call.mp4.html', UNKNOWN],
		['', 'mp4', UNKNOWN],
	])('stores a file with the content type %j and the name %s', async (sent, name, mimeType) => {
		const run = { headers: { 'content-type': sent }, path: `/${name}` };
		expect(await downloadFrom(sound(), run)).toMatchObject({ mimeType, bytes: 5 });
	});

	it.each([
		['/a/b/call.mp4', 'call.mp4'],
		['/a%2Fb%22.mp4?c=d', 'ab.mp4'],
		['/a+b(1).mp4', 'ab1.mp4'],
		['/..a', 'a'],
		['/a/', 'recording'],
		['/', 'recording'],
	])('derives a safe file name from %s', async (path, fileName) => {
		expect(await downloadFrom(sound(), { path })).toMatchObject({ fileName });
	});

	it.each([
		'text/html; charset=utf-8',
		'text/plain',
		'Application/JSON',
		'application/problem+json',
		'application/xml',
		'application/xhtml+xml',
	])('rejects a file of the type %s, and closes the connection', async (type) => {
		const body = sound();
		const headers = { 'content-type': type };
		expect(await reasonFor(downloadFrom(body, { headers }))).toBe(
			`The response isn't a recording, but has the type ${type.split(';')[0]?.toLowerCase()}. The URL may have expired. 'Conversation: Get' may return a new one.`,
		);
		expect(body.destroyed).toBe(true);
	});

	it('rejects an empty file', async () => {
		expect(await reasonFor(downloadFrom(Readable.from([])))).toBe(EMPTY);
	});

	it('reports a stalled transfer and closes the connection', async () => {
		const limit = new AbortController();
		jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(limit.signal);
		const body = endless(() => limit.abort());
		expect(await reasonFor(downloadFrom(body))).toBe(INTERRUPTED('ETIMEDOUT'));
		expect(body.destroyed).toBe(true);
	});

	it("closes the connection if n8n can't store the file", async () => {
		const body = endless(() => {});
		const store = async () => await Promise.reject(new RangeError('The disk is full'));
		expect(await reasonFor(downloadFrom(body, { store }))).toBe(INTERRUPTED('The disk is full'));
		expect(body.destroyed).toBe(true);
	});

	describe('when the execution is canceled', () => {
		it('leaves no listener on its signal', async () => {
			const { signal: cancelSignal } = new AbortController();
			await downloadFrom(sound(), { cancelSignal });
			await downloadFrom(Readable.from([]), { cancelSignal }).catch(() => {});
			expect(getEventListeners(cancelSignal, 'abort')).toEqual([]);
		});

		it.each([
			['during the transfer', 'read'],
			['while n8n connects', 'connect'],
		])('closes the connection %s', async (_, when) => {
			const controller = new AbortController();
			const cancel = (now: string) => now === when && controller.abort();
			const body = endless(() => cancel('read'));
			const run = { cancelSignal: controller.signal, onRequest: () => cancel('connect') };
			await expect(downloadFrom(body, run)).rejects.toThrow(CANCELED);
			expect(body.destroyed).toBe(true);
		});

		it('sends no request', async () => {
			const run = { cancelSignal: AbortSignal.abort() };
			await expect(download('/recordings/mono.mp4', run)).rejects.toThrow(CANCELED);
			expect(api.requests).toEqual([]);
		});
	});

	describe('after a redirect', () => {
		it.each([300, 301, 302, 303, 307, 308])('downloads from allowed hosts: %i', async (code) => {
			const origin = code === 302 ? '' : api.url;
			const file = await download(redirectTo(`${origin}/recordings/stereo.mp4?size=7`, code));
			expect(file).toMatchObject({ fileName: 'stereo.mp4', bytes: 7 });
		});

		it.each<[number, object]>([
			[299, { location: '/call.mp4' }],
			[302, {}],
			[400, { location: '/call.mp4' }],
		])('reports the status %i with the headers %j', async (statusCode, headers) => {
			const reason = await reasonFor(downloadFrom(sound(), { statusCode, headers }));
			expect(reason).toContain(`localhost returned HTTP ${statusCode}. `);
		});

		it('throws after more than five redirects', async () => {
			expect(await reasonFor(download('/loop'))).toBe('There were more than 5 redirects.');
			expect(api.requests).toHaveLength(6);
		});

		it.each([
			['an invalid URL', 'https://', NO_HTTPS],
			['another host', 'https://example.com/mono.mp4', NOT_LISTED('example.com')],
			['HTTP', 'http://localhost/mono.mp4', NO_HTTPS],
		])("does not follow it to %s, and doesn't blame the parameter", async (_, url, reason) => {
			const expected = `The URL that localhost redirects to ${reason}`;
			expect(await reasonFor(download(redirectTo(url)))).toBe(expected);
			expect(api.requests).toHaveLength(1);
		});
	});
});

describe('rejectionReason', () => {
	it.each([
		['https://oration.ai/mono.mp4', ['oration.ai']],
		['HTTPS://A.B.ORATION.AI.:8443/mono.mp4', ['oration.ai']],
		['https://files.example.com/', ['oration.ai', ' Example.COM. ']],
		['https://127.0.0.1:8443/', ['127.0.0.1']],
		['https://[::1]/', ['::1']],
		['https://[::1]/', ['[::1]']],
		['https://files.1nas2/', ['1nas2']],
	])('accepts %s with the hosts %j', (url, hosts) => {
		expect(rejectionReason(url, hosts)).toBeUndefined();
	});

	it.each([
		['https://example.com/oration.ai', NOT_LISTED('example.com')],
		['https://oration.ai.evil.example/', NOT_LISTED('oration.ai.evil.example')],
		['https://evil-oration.ai/', NOT_LISTED('evil-oration.ai')],
		['https://oration.ai.evil.example\\@oration.ai/', NOT_LISTED('oration.ai.evil.example')],
		['https://evil.example#@oration.ai/', NOT_LISTED('evil.example')],
		['https://orаtion.ai/', NOT_LISTED('xn--ortion-4nf.ai')],
		['https://0x7f.1/', NOT_LISTED('127.0.0.1')],
		['https://[::ffff:127.0.0.1]/', NOT_LISTED('[::ffff:7f00:1]')],
		['https://ai/', NOT_LISTED('ai')],
		['http://oration.ai/', NO_HTTPS],
		['file:///etc/passwd', NO_HTTPS],
		['https://oration.ai@evil.example/', USER_INFO],
		['https://:secret@oration.ai/', USER_INFO],
		['oration.ai/mono.mp4', NO_HTTPS],
		['https://oration.ai:99999/', NO_HTTPS],
	])('rejects %s with the reason', (url, reason) => {
		expect(rejectionReason(url, ['oration.ai'])).toBe(reason);
	});

	it.each(['1', '0.0.1', '.1'])("doesn't match %s as a part of an IP address", (allowed) => {
		expect(rejectionReason('https://127.0.0.1/', [allowed])).toBe(NOT_LISTED('127.0.0.1'));
	});

	it.each(['', '.', '*', '*.example', '.evil.example'])('%j is no wildcard', (allowed) => {
		for (const host of ['evil.example', 'evil.example.', 'evil.example..']) {
			expect(rejectionReason(`https://${host}/`, [allowed])).toBe(NOT_LISTED(host));
		}
	});
});
