import { NodeOperationError } from 'n8n-workflow';
import { downloadProperties } from '../../../../nodes/Oration/actions/recording/download';
import { startOrationApi, type OrationApi } from '../../../oration-api/server';
import { executeNode, type Run } from '../../executeNode';

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
			options: { recordingHosts: 'localhost' },
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
				"n8n downloads only from allowed hosts. If you trust localhost, add the option 'Recording Hosts' and enter it there.",
		});
		expect(api.requests).toEqual([]);
	});

	it('rejects a recording above the maximum size', async () => {
		const options = { recordingHosts: 'localhost', maximumRecordingSize: 2 };
		const parameters = { options, recordingUrl: recordingUrl('?size=2000001') };
		await expect(download({ parameters })).rejects.toMatchObject({
			description:
				"It is larger than 2 MB. To download it, increase 'Maximum Recording Size (MB)'.",
		});
	});

	it.each([
		['recordingUrl', 'Recording URL'],
		['outputField', 'Output Data Field Name'],
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
