/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   streams stand for files; the package doesn't include tests */
import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { NodeOperationError } from 'n8n-workflow';
import {
	downloadRecording,
	rejectionReason,
	type RecordingSettings,
} from '../../../nodes/Oration/api/recordings';
import { startOrationApi, type OrationApi } from '../../oration-api/server';
import { contextFor, type Run } from '../executeNode';

const SETTINGS = { hosts: ['localhost'], maximumSize: 1 };
const NOT_LISTED = (host: string) =>
	`n8n downloads only from allowed hosts. If you trust ${host}, add it to the option 'Allowed Hosts', beside oration.ai.`;
const TOO_LARGE = "It is larger than 1 MB. To download it, increase 'Maximum Recording Size (MB)'.";
const NO_HTTPS = 'The recording URL must start with https://.';
const USER_INFO = 'The recording URL must not contain a username or password.';

let api: OrationApi;

beforeAll(async () => {
	api = await startOrationApi({ tls: true });
});

beforeEach(() => {
	api.requests.length = 0;
});

afterAll(async () => {
	await api.stop();
});

async function download(
	path: string,
	settings: Partial<RecordingSettings> = {},
	run: Run = { api, certificate: api.certificate },
) {
	const url = new URL(path, api.url).href;
	return await downloadRecording({ context: contextFor(run), index: 4 }, url, {
		...SETTINGS,
		...settings,
	});
}

const redirectTo = (url: string, status = 302) =>
	`/redirect?status=${status}&to=${encodeURIComponent(url)}`;

const sound = () => Readable.from([Buffer.from('sound')]);

describe('downloadRecording', () => {
	it('stores the file with the name and type from the response', async () => {
		expect(await download('/recordings/mono.mp4?size=200000')).toEqual({
			data: '',
			fileName: 'mono.mp4',
			mimeType: 'video/mp4',
			bytes: 200_000,
		});
	});

	it('stores a file of unknown size', async () => {
		const file = await download('/recordings/mono.mp4?size=200000&chunked=1');
		expect(file.bytes).toBe(200_000);
	});

	it('sends no credential', async () => {
		await download('/recordings/mono.mp4');
		const [request] = api.requests;
		expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['connection', 'host']);
	});

	it('reports a missing recording', async () => {
		const downloading = download('/recordings/none');
		await expect(downloading).rejects.toThrow(NodeOperationError);
		await expect(downloading).rejects.toMatchObject({
			context: { itemIndex: 4 },
			message: "The recording couldn't be downloaded",
			description:
				'localhost returned HTTP 404. If the call has just ended, wait a minute and run the node again. Otherwise, the recording may have expired.',
		});
	});

	it('reports a failed connection', async () => {
		const runWithoutCertificate = { api };
		await expect(download('/recordings/mono.mp4', {}, runWithoutCertificate)).rejects.toMatchObject(
			{
				message: "The recording couldn't be downloaded",
				description:
					"n8n couldn't connect to localhost (DEPTH_ZERO_SELF_SIGNED_CERT). Wait a minute, then run the node again.",
			},
		);
	});

	it('reports a timeout', async () => {
		api.next({ delay: 60_000 });
		const run = { certificate: api.certificate, timeoutWhen: api.requestReceived };
		await expect(download('/api/v2/recording', {}, run)).rejects.toMatchObject({
			description:
				"n8n couldn't connect to localhost (ECONNABORTED). Wait a minute, then run the node again.",
		});
	});

	it('reports a stalled transfer and closes the connection', async () => {
		const limit = new AbortController();
		jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(limit.signal);
		const body = new Readable({ read: () => limit.abort() });
		const context = contextFor({ api });
		const response = { statusCode: 200, headers: {}, body };
		jest.spyOn(context.helpers, 'httpRequest').mockResolvedValueOnce(response);
		const failing = downloadRecording(
			{ context, index: 0 },
			'https://localhost/call.mp4',
			SETTINGS,
		);
		await expect(failing).rejects.toMatchObject({
			description:
				"The transfer was interrupted, or n8n couldn't store the file (ETIMEDOUT). Run the node again.",
		});
		expect(body.destroyed).toBe(true);
	});

	it("closes the connection if n8n can't store the file", async () => {
		const body = new Readable({ read: () => {} });
		const context = contextFor({ api });
		const response = { statusCode: 200, headers: {}, body };
		jest.spyOn(context.helpers, 'httpRequest').mockResolvedValueOnce(response);
		jest
			.spyOn(context.helpers, 'prepareBinaryData')
			.mockRejectedValueOnce(new Error('The disk is full'));
		const failing = downloadRecording(
			{ context, index: 0 },
			'https://localhost/call.mp4',
			SETTINGS,
		);
		await expect(failing).rejects.toMatchObject({
			description: expect.stringContaining('(The disk is full)'),
		});
		expect(body.destroyed).toBe(true);
	});

	/** Downloads a response with a body. */
	const downloadFrom = async (
		body: Readable,
		{
			statusCode = 200,
			headers = { 'content-type': 'video/mp4' },
			path = '/call.mp4',
			...run
		}: Run & { statusCode?: number; headers?: object; path?: string } = {},
	) => {
		const context = contextFor({ api, ...run });
		const response = { statusCode, headers, body };
		jest.spyOn(context.helpers, 'httpRequest').mockResolvedValueOnce(response);
		return await downloadRecording({ context, index: 0 }, `https://localhost${path}`, SETTINGS);
	};

	it.each([
		['audio/mpeg', 'audio/mpeg'],
		['Video/MP4 ; codecs=x', 'video/mp4'],
		['application/octet-stream', 'application/octet-stream'],
		['binary/octet-stream', 'binary/octet-stream'],
		['', 'application/octet-stream'],
		[undefined, 'application/octet-stream'],
	])('stores a file with the content type %j', async (sent, mimeType) => {
		const file = await downloadFrom(sound(), { headers: { 'content-type': sent } });
		expect(file).toMatchObject({ mimeType, bytes: 5 });
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
		'application/json',
		'text/plain',
		'x-audio/mpeg',
		'application/octet-stream-list',
	])('rejects a file of the type %s', async (type) => {
		const body = Readable.from([Buffer.from('page')]);
		const headers = { 'content-type': type };
		await expect(downloadFrom(body, { headers })).rejects.toMatchObject({
			description: `The response isn't a recording, but has the type ${type.split(';')[0]}. The URL may have expired. 'Conversation: Get' may return a new one.`,
		});
		expect(body.destroyed).toBe(true);
	});

	it('rejects an empty file', async () => {
		await expect(downloadFrom(Readable.from([]))).rejects.toMatchObject({
			description:
				'The file is empty. If the call has just ended, wait a minute and run the node again.',
		});
	});

	it('leaves no listener on the cancel signal of the execution', async () => {
		const { signal } = new AbortController();
		const run = { cancelSignal: signal };
		await downloadFrom(sound(), run);
		await downloadFrom(Readable.from([]), run).catch(() => {});
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});

	it('ends the transfer when the execution is canceled', async () => {
		const controller = new AbortController();
		const body = new Readable({ read: () => controller.abort() });
		await expect(downloadFrom(body, { cancelSignal: controller.signal })).rejects.toThrow(
			'The execution was canceled',
		);
		expect(body.destroyed).toBe(true);
	});

	it('ends without a transfer if the execution is canceled while n8n connects', async () => {
		const controller = new AbortController();
		const context = contextFor({ cancelSignal: controller.signal });
		const body = sound();
		jest.spyOn(context.helpers, 'httpRequest').mockImplementationOnce(async () => {
			controller.abort();
			return { statusCode: 200, headers: {}, body };
		});
		await expect(
			downloadRecording({ context, index: 0 }, 'https://localhost/call.mp4', SETTINGS),
		).rejects.toThrow('The execution was canceled');
		expect(body.destroyed).toBe(true);
	});

	it('sends no request if the execution is canceled', async () => {
		const run = { api, cancelSignal: AbortSignal.abort() };
		await expect(download('/recordings/mono.mp4', {}, run)).rejects.toThrow(
			'The execution was canceled',
		);
		expect(api.requests).toEqual([]);
	});

	it.each(['', '&chunked=1'])('reports a truncated transfer (%j)', async (query) => {
		const path = `/recordings/mono.mp4?size=200000&truncate=1${query}`;
		await expect(download(path)).rejects.toMatchObject({
			message: "The recording couldn't be downloaded",
			description:
				"The transfer was interrupted, or n8n couldn't store the file (ECONNRESET). Run the node again.",
		});
	});

	describe('with a large file', () => {
		it.each(['', '&chunked=1'])('stores a file of the maximum size (%j)', async (query) => {
			const file = await download(`/recordings/mono.mp4?size=1000000${query}`);
			expect(file.bytes).toBe(1_000_000);
		});

		it('rejects the file by its content length, before it stores anything', async () => {
			const context = contextFor({ certificate: api.certificate });
			const store = jest.spyOn(context.helpers, 'prepareBinaryData');
			const url = `${api.url}/recordings/mono.mp4?size=1000001`;
			await expect(downloadRecording({ context, index: 0 }, url, SETTINGS)).rejects.toMatchObject({
				message: "The recording couldn't be downloaded",
				description: TOO_LARGE,
			});
			expect(store).not.toHaveBeenCalled();
		});

		it('rejects the file by its bytes without a content length', async () => {
			await expect(download('/recordings/mono.mp4?size=1000001&chunked=1')).rejects.toMatchObject({
				message: "The recording couldn't be downloaded",
				description: TOO_LARGE,
			});
		});
	});

	describe('after a redirect', () => {
		it.each([300, 301, 302, 303, 307, 308])(
			'with %i, downloads from the listed hosts',
			async (status) => {
				const origin = status === 302 ? '' : api.url;
				const file = await download(redirectTo(`${origin}/recordings/stereo.mp4?size=7`, status));
				expect(file).toMatchObject({ fileName: 'stereo.mp4', bytes: 7 });
			},
		);

		it.each<[number, object]>([
			[299, { location: '/call.mp4' }],
			[302, {}],
			[400, { location: '/call.mp4' }],
		])('reports the status %i with the headers %j', async (statusCode, headers) => {
			await expect(downloadFrom(sound(), { statusCode, headers })).rejects.toMatchObject({
				description: expect.stringContaining(`localhost returned HTTP ${statusCode}. `),
			});
		});

		it('reports an invalid URL', async () => {
			await expect(download(redirectTo('https://'))).rejects.toMatchObject({
				description:
					"'Recording URL' isn't a valid URL. Check what its expression returns for this item.",
			});
		});

		it('throws after more than five redirects', async () => {
			await expect(download('/loop')).rejects.toMatchObject({
				message: "The recording couldn't be downloaded",
				description: 'There were more than 5 redirects.',
			});
			expect(api.requests).toHaveLength(6);
		});

		it.each([
			['another host', 'https://example.com/mono.mp4', NOT_LISTED('example.com')],
			['another name of this machine', 'https://127.0.0.1/mono.mp4', NOT_LISTED('127.0.0.1')],
			['HTTP', 'http://localhost/mono.mp4', NO_HTTPS],
			['a URL with a username', 'https://me@localhost/mono.mp4', USER_INFO],
			['a file', 'file:///etc/passwd', NO_HTTPS],
		])('does not follow it to %s', async (_, url, description) => {
			await expect(download(redirectTo(url))).rejects.toMatchObject({
				message: "The recording couldn't be downloaded",
				description,
			});
			expect(api.requests).toHaveLength(1);
		});
	});
});

describe('rejectionReason', () => {
	const hosts = ['oration.ai'];

	it.each([
		'https://oration.ai/mono.mp4',
		'https://uploads.oration.ai/mono.mp4',
		'https://a.b.oration.ai:8443/mono.mp4',
		'HTTPS://UPLOADS.ORATION.AI/mono.mp4',
		'https://uploads.oration.ai./mono.mp4',
	])('accepts %s', (url) => {
		expect(rejectionReason(url, hosts)).toBeUndefined();
	});

	it.each([
		['https://example.com/oration.ai', 'example.com'],
		['https://oration.ai.evil.example/', 'oration.ai.evil.example'],
		['https://evil-oration.ai/', 'evil-oration.ai'],
		['https://oration.ai.evil.example\\@oration.ai/', 'oration.ai.evil.example'],
		['https://evil.example#@oration.ai/', 'evil.example'],
		['https://evil.example?oration.ai', 'evil.example'],
		['https://orаtion.ai/', 'xn--ortion-4nf.ai'],
		['https://localhost/', 'localhost'],
		['https://127.0.0.1/', '127.0.0.1'],
		['https://2130706433/', '127.0.0.1'],
		['https://0x7f.1/', '127.0.0.1'],
		['https://169.254.169.254/latest/meta-data', '169.254.169.254'],
		['https://[::1]/', '[::1]'],
		['https://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
		['https://ai/', 'ai'],
	])('rejects %s', (url, host) => {
		expect(rejectionReason(url, hosts)).toBe(NOT_LISTED(host));
	});

	it.each([
		['http://oration.ai/', NO_HTTPS],
		['ftp://oration.ai/', NO_HTTPS],
		['file:///etc/passwd', NO_HTTPS],
		['data:audio/mp4;base64,', NO_HTTPS],
		['javascript:alert(1)', NO_HTTPS],
		['https://oration.ai@evil.example/', USER_INFO],
		['https://me:secret@oration.ai/', USER_INFO],
		['https://:secret@oration.ai/', USER_INFO],
		['', "'Recording URL' isn't a valid URL. Check what its expression returns for this item."],
		[
			'oration.ai/mono.mp4',
			"'Recording URL' isn't a valid URL. Check what its expression returns for this item.",
		],
		[
			'//oration.ai/mono.mp4',
			"'Recording URL' isn't a valid URL. Check what its expression returns for this item.",
		],
		[
			'https://oration.ai:99999/',
			"'Recording URL' isn't a valid URL. Check what its expression returns for this item.",
		],
	])('rejects %j with the reason', (url, reason) => {
		expect(rejectionReason(url, hosts)).toBe(reason);
	});

	it.each([
		['https://files.example.com/', ['oration.ai', ' Example.COM. ']],
		['https://127.0.0.1:8443/', ['127.0.0.1']],
		['https://[::1]/', ['::1']],
		['https://[::1]/', ['[::1]']],
		['https://localhost/', ['localhost']],
		['https://files.nas1/', ['nas1']],
		['https://files.1example.com/', ['1example.com']],
	])('accepts %s with the hosts %j', (url, allowed) => {
		expect(rejectionReason(url, allowed)).toBeUndefined();
	});

	it.each(['1', '0.0.1', '.1'])("doesn't match %s as a part of an IP address", (allowed) => {
		expect(rejectionReason('https://127.0.0.1/', [allowed])).toBe(NOT_LISTED('127.0.0.1'));
	});

	it.each([[[]], [['']], [['.']], [['*']], [['*.example']], [['.evil.example']]])(
		"doesn't treat %j as a wildcard",
		(allowed) => {
			for (const host of ['evil.example', 'evil.example.', 'evil.example..']) {
				expect(rejectionReason(`https://${host}/`, allowed)).toBe(NOT_LISTED(host));
			}
		},
	);
});
