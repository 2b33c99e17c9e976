/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   streams stand for files; the package doesn't include tests */
import { Readable } from 'node:stream';
import { Oration } from '../../../../nodes/Oration/Oration.node';
import { contextFor, expressions, operation, type Run } from '../../executeNode';
import { useOrationApi } from '../../orationApi';

const FILE = { data: '', fileName: 'mono.mp4', mimeType: 'video/mp4', bytes: 1024 };
const api = useOrationApi({ tls: true });
const run = operation('recording', 'download', {
	parameters: {
		recordingUrl: () => `${api.url}/recordings/mono.mp4`,
		options: { allowedHosts: 'localhost' },
	},
});
const download = async (other: Run = {}) => await run({ certificate: api.certificate, ...other });

describe('Recording: Download', () => {
	it('adds the file to the item', async () => {
		const notes = { data: '', mimeType: 'text/plain' };
		const items = [{ json: { summary: 'Hello' }, binary: { notes } }];
		const binary = { notes, recording: FILE };
		expect(await download({ items })).toEqual([{ ...items[0], binary, pairedItem: { item: 0 } }]);
	});

	it('adds the file in the selected field', async () => {
		const [output] = await download({ parameters: { outputField: ' call ' } });
		expect(output?.binary).toEqual({ call: FILE });
	});

	const NOT_ALLOWED = "'Recording URL' isn't on an allowed host. If you trust ";
	it.each<[object, number, string]>([
		[{}, 500_000_000, 'stored'],
		[{}, 500_000_001, 'It is larger than 500 MB.'],
		[{ recordingUrl: 'https://localhost/a' }, 5, `${NOT_ALLOWED}localhost`],
		[{ options: { allowedHosts: ' ' } }, 5, 'stored'],
		[{ options: { allowedHosts: 'files.example.com' } }, 5, `${NOT_ALLOWED}uploads.oration.ai`],
		[{ options: { maximumRecordingSize: 0 } }, 500_000_000, 'stored'],
		[{ options: { maximumRecordingSize: 'large' } }, 500_000_001, 'It is larger than 500 MB.'],
		[{ options: { maximumRecordingSize: 2 } }, 2_000_001, 'It is larger than 2 MB.'],
	])('with %j and a file of %i bytes: %s', async (parameters, bytes, expected) => {
		const recordingUrl = 'https://uploads.oration.ai/a.mp4';
		const values = {
			...{ resource: 'recording', operation: 'download' },
			...expressions({ recordingUrl, options: {}, ...parameters }),
		};
		const context = contextFor({ parameters: values, continueOnFail: true });
		jest.spyOn(context.helpers, 'httpRequest').mockResolvedValueOnce({
			statusCode: 200,
			headers: { 'content-length': String(bytes) },
			body: Readable.from([Buffer.from('sound')]),
		});
		const [[output] = []] = await new Oration().execute.call(context);
		expect(output?.json.error ?? 'stored').toContain(expected);
	});

	it.each([
		['recordingUrl', 'Recording URL'],
		['outputField', 'Put Output File in Field'],
	])('sends no request without %s', async (name, label) => {
		await expect(download({ parameters: { [name]: '' } })).rejects.toThrow(`'${label}' is empty`);
		expect(api.requests).toEqual([]);
	});
});
