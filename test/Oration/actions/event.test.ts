import { NodeApiError, NodeOperationError, sleep, type NodeParameterValueType } from 'n8n-workflow';
import { eventProperties } from '../../../nodes/Oration/actions/event';
import { toRecord } from '../../../nodes/Oration/event/record';
import { sampleFile } from '../../events';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const event = sampleFile('analysis-completed.realistic');
const text = JSON.stringify(event);

const parse = async ({ parameters, ...run }: Run) =>
	await executeNode({
		parameters: { resource: 'event', operation: 'parse', event: text, ...parameters },
		...run,
	});

const parsed = async (parameters: Record<string, NodeParameterValueType>) =>
	(await parse({ parameters }))[0]?.json;

describe('Event: Parse', () => {
	it.each([
		['text', text],
		['an object', JSON.parse(text)],
	])('reads %s', async (_, sent) => {
		expect(await parsed({ event: sent })).toMatchObject({
			conversationId: 'conv_1234567890abcdef',
			customerName: 'John Doe',
			durationSeconds: 268.25,
		});
	});

	it('takes the body of a webhook, or else the item, where nothing else is said', () => {
		const property = eventProperties.find(({ name }) => name === 'event');
		expect(property?.default).toBe('={{ $json.body ?? $json }}');
	});

	it('gives the full record, as the trigger does', async () => {
		const record = await parsed({ output: 'full' });
		const receivedAt = new Date(String(record?.receivedAt));
		expect(record).toEqual(toRecord(event, receivedAt));
	});

	it('gives the selected fields', async () => {
		const fields = ['eventId', 'agentId'];
		expect(await parsed({ output: 'selectedFields', fields })).toEqual({
			eventId: '7d0c2c1e-6f0b-4f43-9d0e-6a3a5e1f7b21',
			agentId: 'agent_1234567890abcdef',
		});
	});

	it.each<[string, string]>([
		['no JSON', 'The body is not a JSON object'],
		['[]', 'The body is not a JSON object'],
		['{}', "The field 'eventType' is missing or is not text"],
		['{"eventType":"x"}', "The field 'payload' is missing or is not an object"],
	])('throws for %s and says why', async (sent, reason) => {
		const parsing = parse({ parameters: { event: sent } });
		await expect(parsing).rejects.toThrow(NodeOperationError);
		await expect(parsing).rejects.toMatchObject({
			message: 'This is not an Oration event',
			description: `${reason}. Check that 'Event' holds the whole body that Oration sent.`,
			context: { itemIndex: 0 },
		});
	});

	it('fails an item that is no event, and no other', async () => {
		const run = {
			continueOnFail: true,
			items: [{ json: {} }, { json: {} }, { json: {} }],
			parameters: { event: (item: number) => (item === 1 ? '{}' : text) },
		};
		expect(await parse(run)).toMatchObject([
			{ json: { conversationId: 'conv_1234567890abcdef' }, pairedItem: { item: 0 } },
			{
				json: {
					error:
						"This is not an Oration event. The field 'eventType' is missing or is not text. Check that 'Event' holds the whole body that Oration sent.",
				},
				pairedItem: { item: 1 },
			},
			{ json: { conversationId: 'conv_1234567890abcdef' }, pairedItem: { item: 2 } },
		]);
	});
});

describe('Event: Verify', () => {
	const AGENT = 'agent_1234567890abcdef';
	let api: OrationApi;

	beforeEach(async () => {
		jest.mocked(sleep).mockClear();
		api = await startOrationApi();
	});

	afterEach(async () => {
		await api.stop();
	});

	const verify = async ({ parameters, ...run }: Run = {}) =>
		await executeNode({
			api,
			parameters: {
				resource: 'event',
				operation: 'verify',
				conversationId: SAMPLE_CONVERSATION_ID,
				...parameters,
			},
			...run,
		});

	const failure = (reason: string) => ({
		message: 'The event could not be verified',
		description: `${reason}. If the credential is for the workspace of your agent, the event is forged.`,
		context: { itemIndex: 0 },
	});

	it.each([
		['of any agent', ''],
		['of its agent', AGENT],
	])('passes an item %s on unchanged, after one request', async (_, agentId) => {
		const binary = { notes: { data: '', mimeType: 'text/plain' } };
		const items = [{ json: { summary: 'Hello', conversationId: 'of the item' }, binary }];
		expect(await verify({ items, parameters: { agentId } })).toEqual([
			{ ...items[0], pairedItem: { item: 0 } },
		]);
		expect(api.requests).toMatchObject([
			{ method: 'GET', path: `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}` },
		]);
	});

	it('takes the conversation of the item, if nothing else is said', () => {
		expect(eventProperties.find(({ name }) => name === 'conversationId')?.default).toBe(
			'={{ $json.conversationId }}',
		);
	});

	it.each([404, 400])('fails an item that Oration has a %i for', async (status) => {
		api.next({ status, body: { message: 'No' } });
		const verifying = verify();
		await expect(verifying).rejects.toThrow(NodeOperationError);
		await expect(verifying).rejects.toMatchObject(
			failure('Oration does not know its conversation'),
		);
	});

	it.each<[string, object, string]>([
		['the ID', { id: 'other' }, 'Oration knows its conversation with another ID'],
		[
			'the workspace',
			{ workspaceId: 'other' },
			'Oration knows its conversation with another workspace',
		],
		['the agent', { agentId: 'other' }, 'Oration knows its conversation with another agent'],
		['the ID', { id: null }, 'Oration does not tell the ID of its conversation'],
		[
			'the workspace',
			{ workspaceId: ' ' },
			'Oration does not tell the workspace of its conversation',
		],
		['the agent', { agentId: undefined }, 'Oration does not tell the agent of its conversation'],
	])(
		'fails an item where %s is not the one of the answer, with %j',
		async (_, different, reason) => {
			api.next({ body: { ...api.conversations.get(SAMPLE_CONVERSATION_ID), ...different } });
			await expect(verify({ parameters: { agentId: AGENT } })).rejects.toMatchObject(
				failure(reason),
			);
		},
	);

	it('does not ask for the agent, if none is given', async () => {
		api.next({ body: { ...api.conversations.get(SAMPLE_CONVERSATION_ID), agentId: null } });
		expect(await verify()).toHaveLength(1);
	});

	it.each<[string, string | (() => null), string]>([
		['conversationId', '', 'Conversation ID'],
		['conversationId', () => null, 'Conversation ID'],
		['agentId', ' ', 'Agent ID'],
		['agentId', () => null, 'Agent ID'],
	])('fails where the expression for %s gives %p', async (name, value, label) => {
		await expect(verify({ parameters: { [name]: value } })).rejects.toMatchObject({
			message: `'${label}' is empty`,
		});
		expect(api.requests).toEqual([]);
	});

	it.each([
		['500', 'Oration could not handle the request (HTTP 500)', { status: 500 }, 3],
		[
			'a web page',
			'Oration sent something else than JSON',
			{ status: 404, headers: { 'content-type': 'text/html' } },
			1,
		],
		['401', 'Oration refused the API key or the workspace', { status: 401 }, 1],
	])(
		'says of %s that Oration was not asked, not that the event is forged',
		async (_, message, answer, requests) => {
			[1, 2, 3].forEach(() => api.next(answer));
			const verifying = verify();
			await expect(verifying).rejects.toThrow(NodeApiError);
			await expect(verifying).rejects.toMatchObject({ message });
			expect(api.requests).toHaveLength(requests);
		},
	);

	it('fails an item that is not verified, and no other', async () => {
		const conversationId = (item: number) => (item === 0 ? 'other' : SAMPLE_CONVERSATION_ID);
		const items = [{ json: {} }, { json: { place: 1 } }];
		expect(await verify({ continueOnFail: true, items, parameters: { conversationId } })).toEqual([
			{
				json: {
					error: expect.stringMatching(/^The event could not be verified\. Oration does not know/),
				},
				pairedItem: { item: 0 },
			},
			{ json: { place: 1 }, pairedItem: { item: 1 } },
		]);
	});
});
