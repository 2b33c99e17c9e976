import { NodeApiError, NodeOperationError, sleep, type INodeExecutionData } from 'n8n-workflow';
import { RECORD_FIELDS } from '../../../nodes/Oration/event/fields';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { Conversation, toRecord } from '../../../nodes/Oration/event/record';
import { OrationTrigger } from '../../../nodes/Oration/OrationTrigger.node';
import { toPending } from '../../../nodes/Oration/trigger/followUp';
import { eventWith, sampleFile } from '../../events';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const event = sampleFile('analysis-completed.realistic');
const receivedAt = new Date('2026-04-01T10:21:05.000Z');
const FILE = { data: '', fileName: 'mono.mp4', mimeType: 'video/mp4', bytes: 1024 };
const CONFIRM = { confirmWithOration: true };

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

/** The item of a stored event, with other fields in its payload. */
function pending(different: JsonObject = {}, isSample = false): INodeExecutionData {
	const sent = { ...event, payload: { ...event.payload, ...different } };
	return { json: toPending(new Conversation(sent, receivedAt), isSample) };
}

async function followUp({ parameters, ...run }: Run = {}) {
	return await executeNode({
		node: new OrationTrigger(),
		api,
		items: [pending()],
		parameters: { options: CONFIRM, ...parameters },
		...run,
	});
}

const confirming = async (different: JsonObject) => await followUp({ items: [pending(different)] });

describe('toPending', () => {
	it('keeps the event, the time and whether it is a sample', () => {
		expect(toPending(new Conversation(event, receivedAt))).toEqual({
			pendingEvent: event,
			receivedAt: '2026-04-01T10:21:05.000Z',
			isSample: false,
		});
	});

	it('has no field of the record at its top but receivedAt', () => {
		const names = Object.keys(toPending(new Conversation(event, receivedAt), true));
		expect(names.filter((name) => name in RECORD_FIELDS)).toEqual(['receivedAt']);
	});

	it('has no field of the event at its top, whatever the event holds', () => {
		const odd = eventWith({}, { summary: 'Hello', confirmed: true });
		const names = Object.keys(toPending(new Conversation(odd, receivedAt)));
		expect(names).toEqual(['pendingEvent', 'receivedAt', 'isSample']);
	});
});

describe('execute()', () => {
	describe('without follow-up', () => {
		it.each([{}, { confirmWithOration: false, downloadRecording: false }, { deduplicate: false }])(
			'hands the same items on unchanged with the options %j',
			async (options) => {
				const items = [{ json: { summary: 'Hello' } }, { json: { ...event, pendingEvent: event } }];
				const before = structuredClone(items);
				const output = await followUp({ items, parameters: { options } });
				expect(output).toBe(items);
				expect(output).toEqual(before);
				expect(api.requests).toEqual([]);
			},
		);

		it('hands on the record of an event that waited, where the options were switched off', async () => {
			const [output] = await followUp({ parameters: { options: {}, output: 'full' } });
			expect(output).toEqual({ json: toRecord(event, receivedAt), pairedItem: { item: 0 } });
			expect(api.requests).toEqual([]);
		});
	});

	describe('that confirms', () => {
		it('asks Oration, and hands on the record', async () => {
			const [output] = await followUp({ parameters: { output: 'full' } });
			expect(output).toEqual({
				json: { ...toRecord(event, receivedAt), confirmed: true },
				pairedItem: { item: 0 },
			});
			expect(api.requests).toMatchObject([
				{
					method: 'GET',
					path: `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}`,
					headers: { 'x-api-key': api.apiKey, 'x-workspace-id': api.workspaceId },
				},
			]);
		});

		it('hands on the simplified record', async () => {
			const [output] = await followUp();
			expect(Object.keys(output?.json ?? {})).toHaveLength(11);
			expect(output?.json).toMatchObject({ customerName: 'John Doe', confirmed: true });
		});

		it('hands on the selected fields', async () => {
			const parameters = { options: CONFIRM, output: 'selectedFields', fields: ['agentId'] };
			const [output] = await followUp({ parameters });
			expect(output?.json).toEqual({ agentId: event.payload.agentId, confirmed: true });
		});

		it('hands on the event as it came', async () => {
			const [output] = await followUp({ parameters: { options: CONFIRM, output: 'raw' } });
			expect(output?.json).toEqual({ ...event, confirmed: true });
		});

		it('follows each item up', async () => {
			expect(await followUp({ items: [pending(), pending()] })).toMatchObject([
				{ json: { confirmed: true }, pairedItem: { item: 0 } },
				{ json: { confirmed: true }, pairedItem: { item: 1 } },
			]);
			expect(api.requests).toHaveLength(2);
		});

		it('changes nothing of what is stored', async () => {
			const items = [pending()];
			await followUp({ items, parameters: { options: CONFIRM, output: 'raw' } });
			expect(items).toEqual([pending()]);
		});

		it('refuses a conversation that Oration does not know', async () => {
			const refused = confirming({ id: 'conv_forged' });
			await expect(refused).rejects.toThrow(NodeOperationError);
			await expect(refused).rejects.toMatchObject({
				message: 'The event is not confirmed',
				description: 'Oration does not know its conversation.',
				context: { itemIndex: 0 },
			});
		});

		it('refuses a conversation whose ID Oration takes for none', async () => {
			api.next({ status: 400, body: { message: 'Invalid ID' } });
			await expect(confirming({ id: 'none' })).rejects.toMatchObject({
				message: 'The event is not confirmed',
				description: 'Oration does not know its conversation.',
			});
		});

		it.each([
			['agentId', 'agent', 'agent_forged'],
			['agentId', 'agent', null],
			['workspaceId', 'workspace', 'ws_forged'],
			['workspaceId', 'workspace', null],
		])('refuses an event with another %s (%s %j)', async (name, what, value) => {
			await expect(confirming({ [name]: value })).rejects.toMatchObject({
				message: 'The event is not confirmed',
				description: `Oration knows its conversation with another ${what}.`,
			});
		});

		it.each(['agentId', 'workspaceId'])(
			'refuses an event where neither it nor Oration names %s',
			async (name) => {
				api.next({ body: { ...event.payload, [name]: null } });
				await expect(confirming({ [name]: null })).rejects.toMatchObject({
					message: 'The event is not confirmed',
				});
			},
		);

		it('refuses an event where Oration answers with another conversation', async () => {
			api.next({ body: { ...event.payload, id: 'conv_other' } });
			await expect(followUp()).rejects.toMatchObject({
				message: 'The event is not confirmed',
				description: 'Oration knows its conversation with another ID.',
			});
		});

		it.each([null, '', ' '])(
			'refuses an event whose conversation is %j, without asking',
			async (id) => {
				await expect(confirming({ id })).rejects.toMatchObject({
					message: 'The event is not confirmed',
					description: 'It names no conversation.',
				});
				expect(api.requests).toEqual([]);
			},
		);

		it('hands nothing on where one of the items is not confirmed', async () => {
			const items = [pending(), pending({ id: 'conv_forged' })];
			await expect(followUp({ items })).rejects.toMatchObject({ context: { itemIndex: 1 } });
		});

		it('throws where the API is down, and confirms when it is back', async () => {
			const { port } = new URL(api.url);
			await api.stop();
			const failing = followUp();
			await expect(failing).rejects.toThrow(NodeApiError);
			await expect(failing).rejects.toMatchObject({ message: 'Oration was not reached' });
			api = await startOrationApi({ port: Number(port) });
			expect(await followUp()).toMatchObject([{ json: { confirmed: true } }]);
		});

		it.each([
			[401, 'Oration refused the API key or the workspace'],
			[403, 'Oration refused the API key or the workspace'],
			[503, 'Oration could not handle the request (HTTP 503)'],
		])('does not take a %i for a forged event', async (status, message) => {
			for (let attempt = 0; attempt < 3; attempt++) api.next({ status });
			const failing = followUp();
			await expect(failing).rejects.toThrow(NodeApiError);
			await expect(failing).rejects.toMatchObject({ message });
		});

		it('asks again where that helps', async () => {
			api.next({ status: 503 });
			expect(await followUp()).toMatchObject([{ json: { confirmed: true } }]);
			expect(sleep).toHaveBeenLastCalledWith(1000);
		});

		it('does not ask for a sample, and says that it is not confirmed', async () => {
			const output = await followUp({ items: [pending({}, true)] });
			expect(output).toMatchObject([{ json: { customerName: 'John Doe', confirmed: false } }]);
			expect(api.requests).toEqual([]);
		});

		it.each<[string, JsonObject]>([
			['a record', toRecord(event, receivedAt)],
			['a raw event', event],
			['an empty item', {}],
			['an item whose event is none', { pendingEvent: {}, isSample: true }],
			['a raw event that poses as one', { ...event, pendingEvent: event, isSample: true }],
		])('refuses %s that does not wait for it', async (_, json) => {
			const refused = followUp({ items: [{ json }] });
			await expect(refused).rejects.toThrow(NodeOperationError);
			await expect(refused).rejects.toMatchObject({
				message: 'The event was not followed up',
				description: expect.stringContaining('To run it as it was received, switch them off.'),
			});
			expect(api.requests).toEqual([]);
		});
	});

	describe('that downloads', () => {
		let secure: OrationApi;

		beforeAll(async () => {
			secure = await startOrationApi({ tls: true });
		});

		beforeEach(() => {
			secure.requests.length = 0;
		});

		afterAll(async () => {
			await secure.stop();
		});

		const DOWNLOAD = { downloadRecording: true, recordingHosts: 'localhost' };

		const downloading = async (url: string | null, options: JsonObject = {}, run: Run = {}) =>
			await followUp({
				certificate: secure.certificate,
				items: [pending({ recordingUrl: url })],
				parameters: { options: { ...DOWNLOAD, ...options } },
				...run,
			});
		const recordingUrl = (query = '') => `${secure.url}/recordings/mono.mp4${query}`;

		it('attaches the recording, and says nothing of a confirmation', async () => {
			const [output] = await downloading(recordingUrl());
			expect(output?.binary).toEqual({ recording: FILE });
			expect(output?.json).toMatchObject({ customerName: 'John Doe' });
			expect(output?.json).not.toHaveProperty('confirmed');
			expect(output?.json).not.toHaveProperty('warnings');
			expect(api.requests).toEqual([]);
		});

		it('attaches it to the field that was chosen', async () => {
			const [output] = await downloading(recordingUrl(), { recordingField: 'call' });
			expect(output?.binary).toEqual({ call: FILE });
		});

		it('attaches it to a confirmed event, and sends the credential only to the API', async () => {
			const [output] = await downloading(recordingUrl(), CONFIRM);
			expect(output).toMatchObject({ json: { confirmed: true }, binary: { recording: FILE } });
			expect(api.requests).toHaveLength(1);
			expect(secure.requests).toHaveLength(1);
			expect(secure.requests[0]?.headers).not.toHaveProperty('x-api-key');
		});

		it('asks no host for the recording of a sample, and says so', async () => {
			const items = [pending({ recordingUrl: recordingUrl() }, true)];
			const [output] = await downloading(null, {}, { items });
			expect(output?.json.warnings).toEqual(['A sample has no recording.']);
			expect(secure.requests).toEqual([]);
		});

		it('does not download for an event that is not confirmed', async () => {
			const items = [pending({ recordingUrl: recordingUrl(), agentId: 'agent_forged' })];
			await expect(downloading(null, CONFIRM, { items })).rejects.toMatchObject({
				message: 'The event is not confirmed',
			});
			expect(secure.requests).toEqual([]);
		});

		it.each([
			[
				'is not there',
				'/none',
				'localhost answered with HTTP 404. The recording may not be ready yet, or be gone.',
			],
			[
				'is too large',
				'/recordings/mono.mp4?size=500000001',
				"It is larger than 500 MB. Raise 'Maximum Recording Size (MB)' if you want it.",
			],
			[
				'is cut off',
				'/recordings/mono.mp4?cutOff=1',
				'The transfer ended early, or n8n could not keep the file (ECONNRESET).',
			],
		])('hands on the event with a warning where the recording %s', async (_, path, reason) => {
			const [output] = await downloading(`${secure.url}${path}`);
			expect(output?.json).toMatchObject({
				customerName: 'John Doe',
				warnings: [`The recording was not fetched: ${reason}`],
			});
			expect(output).not.toHaveProperty('binary');
		});

		it('hands on the event with a warning where the host is not allowed', async () => {
			const [output] = await downloading(recordingUrl(), { recordingHosts: 'oration.ai' });
			expect(output?.json.warnings).toEqual([
				"The recording was not fetched: The host localhost is not among 'Recording Hosts'. Add it there if you trust it.",
			]);
			expect(secure.requests).toEqual([]);
		});

		it('hands on the event with a warning where it names no recording', async () => {
			const [output] = await downloading(null);
			expect(output?.json).toMatchObject({
				customerName: 'John Doe',
				warnings: ["The event has no 'recordingUrl'."],
			});
		});

		it('keeps the warnings of the record', async () => {
			const items = [pending({ recordingUrl: null, callStartTime: 'soon' })];
			const parameters = { options: DOWNLOAD, output: 'full' };
			const [output] = await followUp({ items, parameters });
			expect(output?.json.warnings).toEqual([
				expect.stringContaining('callStartTime'),
				"The event has no 'recordingUrl'.",
			]);
		});
	});
});
