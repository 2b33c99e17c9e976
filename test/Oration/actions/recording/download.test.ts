/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   streams stand for files; the package doesn't include tests */
import { Readable } from 'node:stream';
import { NodeOperationError } from 'n8n-workflow';
import { downloadProperties } from '../../../../nodes/Oration/actions/recording/download';
import { startOrationApi, type OrationApi } from '../../../oration-api/server';
import { Oration } from '../../../../nodes/Oration/Oration.node';
import { contextFor, executeNode, type Run } from '../../executeNode';

const FILE = { data: '', fileName: 'mono.mp4', mimeType: 'video/mp4', bytes: 1024 };
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

const recordingUrl = (query = '') => `${api.url}/recordings/mono.mp4${query}`;

const download = async ({ parameters, ...run }: Run = {}) =>
	await executeNode({
		api,
		certificate: api.certificate,
		parameters: {
			resource: 'recording',
			operation: 'download',
			recordingUrl: recordingUrl(),
			options: { allowedHosts: 'localhost' },
			...parameters,
		},
		...run,
	});

describe('Recording: Download', () => {
	it('adds the file to the item', async () => {
		const notes = { data: '', mimeType: 'text/plain' };
		const items = [{ json: { summary: 'Hello' }, binary: { notes } }];
		expect(await download({ items })).toEqual([
			{
				json: { summary: 'Hello' },
				binary: { notes, recording: FILE },
				pairedItem: { item: 0 },
			},
		]);
	});

	it('adds the file in the selected field', async () => {
		const [output] = await download({ parameters: { outputField: ' call ' } });
		expect(output?.binary).toEqual({ call: FILE });
	});

	it('downloads the URL of the item by default', () => {
		const property = downloadProperties.find(({ name }) => name === 'recordingUrl');
		expect(property?.default).toBe('={{ $json.recordingUrl }}');
	});

	it('downloads only from Oration by default', async () => {
		const downloading = download({ parameters: { options: {} } });
		await expect(downloading).rejects.toThrow(NodeOperationError);
		await expect(downloading).rejects.toMatchObject({
			message: "The recording couldn't be downloaded",
			description:
				"n8n downloads only from allowed hosts. If you trust localhost, add it to the option 'Allowed Hosts', beside oration.ai.",
		});
		expect(api.requests).toEqual([]);
	});

	describe('with options', () => {
		/** Returns how the node uses a response with a size to a recording's URL. */
		const downloadFrom = async (url: string, bytes: number, options: object = {}) => {
			const parameters = { resource: 'recording', operation: 'download', recordingUrl: url };
			const context = contextFor({
				parameters: { ...parameters, options: () => ({ ...options }) },
				continueOnFail: true,
			});
			const headers = { 'content-length': String(bytes) };
			const body = Readable.from([Buffer.from('sound')]);
			jest
				.spyOn(context.helpers, 'httpRequest')
				.mockResolvedValueOnce({ statusCode: 200, headers, body });
			const [[output] = []] = await new Oration().execute.call(context);
			return output?.json.error ?? 'stored';
		};

		it.each([{}, { allowedHosts: ' ' }])('%j, downloads from Oration', async (options) => {
			expect(await downloadFrom('https://uploads.oration.ai/a.mp4', 5, options)).toBe('stored');
		});

		it('with hosts, downloads only from these', async () => {
			const options = { allowedHosts: 'files.example.com' };
			expect(await downloadFrom('https://uploads.oration.ai/a.mp4', 5, options)).toContain(
				'n8n downloads only from allowed hosts.',
			);
		});

		it.each([{}, { maximumRecordingSize: 0 }, { maximumRecordingSize: 'large' }])(
			'%j, downloads at most 500 MB',
			async (options) => {
				const url = 'https://oration.ai/a.mp4';
				expect(await downloadFrom(url, 500_000_000, options)).toBe('stored');
				expect(await downloadFrom(url, 500_000_001, options)).toContain(
					'It is larger than 500 MB.',
				);
			},
		);
	});

	it('rejects a recording above the maximum size', async () => {
		const options = { allowedHosts: 'localhost', maximumRecordingSize: 2 };
		const parameters = { options, recordingUrl: recordingUrl('?size=2000001') };
		await expect(download({ parameters })).rejects.toMatchObject({
			description:
				"It is larger than 2 MB. To download it, increase 'Maximum Recording Size (MB)'.",
		});
	});

	it.each([
		['recordingUrl', 'Recording URL'],
		['outputField', 'Put Output File in Field'],
	])('sends no request without %s', async (name, label) => {
		await expect(download({ parameters: { [name]: '' } })).rejects.toMatchObject({
			message: `'${label}' is empty`,
		});
		expect(api.requests).toEqual([]);
	});

	it('fails only the item with a missing recording', async () => {
		const run = {
			continueOnFail: true,
			items: [{ json: { index: 0 } }, { json: { index: 1 } }],
			parameters: {
				recordingUrl: (item: number) => (item === 0 ? `${api.url}/none` : recordingUrl()),
			},
		};
		expect(await download(run)).toEqual([
			{
				json: {
					error:
						"The recording couldn't be downloaded. localhost returned HTTP 404. If the call has just ended, wait a minute and run the node again. Otherwise, the recording may have expired.",
				},
				pairedItem: { item: 0 },
			},
			{ json: { index: 1 }, binary: { recording: FILE }, pairedItem: { item: 1 } },
		]);
	});
});
