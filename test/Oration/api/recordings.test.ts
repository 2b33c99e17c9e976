/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   streams stand for files; nothing of this is published */
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
	`The host ${host} is not among 'Recording Hosts'. Add it there if you trust it.`;
const TOO_LARGE = "It is larger than 1 MB. Raise 'Maximum Recording Size (MB)' if you want it.";
const NO_HTTPS = 'Its address does not start with https://.';
const USER_INFO = 'Its address holds a user name or a password.';

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
	return await downloadRecording(contextFor(run), 4, url, { ...SETTINGS, ...settings });
}

const redirectTo = (url: string, status = 302) =>
	`/redirect?status=${status}&to=${encodeURIComponent(url)}`;

describe('downloadRecording', () => {
	it('stores the file, with name and type from the answer', async () => {
		expect(await download('/recordings/mono.mp4?size=200000')).toEqual({
			data: '',
			fileName: 'mono.mp4',
			mimeType: 'video/mp4',
			bytes: 200_000,
		});
	});

	it('stores a file whose size is not told', async () => {
		const file = await download('/recordings/mono.mp4?size=200000&chunked=1');
		expect(file.bytes).toBe(200_000);
	});

	it('sends no credential', async () => {
		await download('/recordings/mono.mp4');
		const [request] = api.requests;
		expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['connection', 'host']);
	});

	it('says so where there is no recording', async () => {
		const downloading = download('/recordings/none');
		await expect(downloading).rejects.toThrow(NodeOperationError);
		await expect(downloading).rejects.toMatchObject({
			context: { itemIndex: 4 },
			message: 'The recording was not fetched',
			description:
				'localhost answered with HTTP 404. The recording may not be ready yet, or be gone.',
		});
	});

	it('says so where the host is not reached', async () => {
		const untrusting = { api };
		await expect(download('/recordings/mono.mp4', {}, untrusting)).rejects.toMatchObject({
			message: 'The recording was not fetched',
			description:
				'localhost was not reached (DEPTH_ZERO_SELF_SIGNED_CERT). Run this again in a while.',
		});
	});

	it('says so where the host does not answer in time', async () => {
		api.next({ delay: 60_000 });
		const run = { certificate: api.certificate, patience: api.arrival };
		await expect(download('/api/v2/recording', {}, run)).rejects.toMatchObject({
			description: 'localhost was not reached (ECONNABORTED). Run this again in a while.',
		});
	});

	it('says so where the transfer comes to a halt, and closes the connection', async () => {
		const limit = new AbortController();
		jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(limit.signal);
		const body = new Readable({ read: () => limit.abort() });
		const context = contextFor({ api });
		const response = { statusCode: 200, headers: {}, body };
		jest.spyOn(context.helpers, 'httpRequest').mockResolvedValueOnce(response);
		const failing = downloadRecording(context, 0, 'https://localhost/call.mp4', SETTINGS);
		await expect(failing).rejects.toMatchObject({
			description: 'The transfer ended early, or n8n could not keep the file (ETIMEDOUT).',
		});
		expect(body.destroyed).toBe(true);
	});

	it('closes the connection where n8n cannot keep the file', async () => {
		const body = new Readable({ read: () => {} });
		const context = contextFor({ api });
		const response = { statusCode: 200, headers: {}, body };
		jest.spyOn(context.helpers, 'httpRequest').mockResolvedValueOnce(response);
		jest
			.spyOn(context.helpers, 'prepareBinaryData')
			.mockRejectedValueOnce(new Error('The disk is full'));
		const failing = downloadRecording(context, 0, 'https://localhost/call.mp4', SETTINGS);
		await expect(failing).rejects.toMatchObject({
			description: expect.stringContaining('(The disk is full)'),
		});
		expect(body.destroyed).toBe(true);
	});

	it.each(['', '&chunked=1'])('says so where the transfer is cut off (%j)', async (query) => {
		const path = `/recordings/mono.mp4?size=200000&cutOff=1${query}`;
		await expect(download(path)).rejects.toMatchObject({
			message: 'The recording was not fetched',
			description: 'The transfer ended early, or n8n could not keep the file (ECONNRESET).',
		});
	});

	describe('that is large', () => {
		it.each(['', '&chunked=1'])('stores as much as is allowed (%j)', async (query) => {
			const file = await download(`/recordings/mono.mp4?size=1000000${query}`);
			expect(file.bytes).toBe(1_000_000);
		});

		it('is refused by the size that the answer tells, before anything is stored', async () => {
			const context = contextFor({ certificate: api.certificate });
			const store = jest.spyOn(context.helpers, 'prepareBinaryData');
			const url = `${api.url}/recordings/mono.mp4?size=1000001`;
			await expect(downloadRecording(context, 0, url, SETTINGS)).rejects.toMatchObject({
				message: 'The recording was not fetched',
				description: TOO_LARGE,
			});
			expect(store).not.toHaveBeenCalled();
		});

		it('is refused by its bytes where the answer does not tell', async () => {
			await expect(download('/recordings/mono.mp4?size=1000001&chunked=1')).rejects.toMatchObject({
				message: 'The recording was not fetched',
				description: TOO_LARGE,
			});
		});
	});

	describe('after a redirect', () => {
		it.each([301, 302, 303, 307, 308])('with %i goes on within the hosts', async (status) => {
			const origin = status === 302 ? '' : api.url;
			const file = await download(redirectTo(`${origin}/recordings/stereo.mp4?size=7`, status));
			expect(file).toMatchObject({ fileName: 'stereo.mp4', bytes: 7 });
		});

		it('says so where it leads nowhere', async () => {
			await expect(download(redirectTo('https://'))).rejects.toMatchObject({
				description: 'Its address is not a URL.',
			});
		});

		it('gives up when there were more than five', async () => {
			await expect(download('/loop')).rejects.toMatchObject({
				message: 'The recording was not fetched',
				description: 'It was redirected more than 5 times.',
			});
			expect(api.requests).toHaveLength(6);
		});

		it.each([
			['another host', 'https://example.com/mono.mp4', NOT_LISTED('example.com')],
			['this machine by another name', 'https://127.0.0.1/mono.mp4', NOT_LISTED('127.0.0.1')],
			['HTTP', 'http://localhost/mono.mp4', NO_HTTPS],
			['an address with a user name', 'https://me@localhost/mono.mp4', USER_INFO],
			['a file', 'file:///etc/passwd', NO_HTTPS],
		])('does not go on to %s', async (_, url, description) => {
			await expect(download(redirectTo(url))).rejects.toMatchObject({
				message: 'The recording was not fetched',
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
	])('lets %s pass', (url) => {
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
	])('refuses %s', (url, host) => {
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
		['', 'Its address is not a URL.'],
		['oration.ai/mono.mp4', 'Its address is not a URL.'],
		['//oration.ai/mono.mp4', 'Its address is not a URL.'],
		['https://oration.ai:99999/', 'Its address is not a URL.'],
	])('refuses %j and says why', (url, reason) => {
		expect(rejectionReason(url, hosts)).toBe(reason);
	});

	it.each([
		['https://files.example.com/', ['oration.ai', ' Example.COM. ']],
		['https://127.0.0.1:8443/', ['127.0.0.1']],
		['https://[::1]/', ['::1']],
		['https://[::1]/', ['[::1]']],
		['https://localhost/', ['localhost']],
	])('lets %s pass where %j are allowed', (url, allowed) => {
		expect(rejectionReason(url, allowed)).toBeUndefined();
	});

	it.each(['1', '0.0.1', '.1'])('takes %s for no part of an address', (allowed) => {
		expect(rejectionReason('https://127.0.0.1/', [allowed])).toBe(NOT_LISTED('127.0.0.1'));
	});

	it.each([[[]], [['']], [['.']], [['*']], [['*.example']], [['.evil.example']]])(
		'takes none of %j for any host',
		(allowed) => {
			expect(rejectionReason('https://evil.example/', allowed)).toBe(NOT_LISTED('evil.example'));
		},
	);
});
