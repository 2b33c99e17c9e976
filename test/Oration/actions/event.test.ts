import { NodeOperationError, type NodeParameterValueType } from 'n8n-workflow';
import { eventProperties } from '../../../nodes/Oration/actions/event';
import { toRecord } from '../../../nodes/Oration/event/record';
import { sampleFile } from '../../events';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

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

	it('gives the event as it came', async () => {
		expect(await parsed({ output: 'raw' })).toEqual(event);
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
	let api: OrationApi;

	beforeEach(async () => {
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
	const NOT_VERIFIED = "The event couldn't be verified";

	it('passes on an item that Oration knows, unchanged', async () => {
		const recording = { data: '', mimeType: 'video/mp4' };
		const item = { json: { summary: 'Hello' }, binary: { recording } };
		expect(await verify({ items: [item] })).toEqual([{ ...item, pairedItem: { item: 0 } }]);
		expect(api.requests).toMatchObject([
			{ method: 'GET', path: `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}` },
		]);
	});

	it('takes the conversation of the item where nothing else is said', () => {
		const property = eventProperties.find(({ name }) => name === 'conversationId');
		expect(property?.default).toBe('={{ $json.conversationId }}');
	});

	it('fails an item that Oration does not know, and no other', async () => {
		const conversationId = (item: number) => (item === 0 ? 'forged' : SAMPLE_CONVERSATION_ID);
		const items = [{ json: { place: 0 } }, { json: { place: 1 } }];
		const run = { continueOnFail: true, items, parameters: { conversationId } };
		expect(await verify(run)).toEqual([
			{
				json: { error: expect.stringContaining('Oration does not know this conversation.') },
				pairedItem: { item: 0 },
			},
			{ json: { place: 1 }, pairedItem: { item: 1 } },
		]);
	});

	it('passes on an item with the agent that is given', async () => {
		const parameters = { agentId: 'agent_1234567890abcdef' };
		expect(await verify({ parameters })).toHaveLength(1);
	});

	it('fails an item with another agent', async () => {
		await expect(verify({ parameters: { agentId: 'other' } })).rejects.toMatchObject({
			message: NOT_VERIFIED,
			description:
				"Its conversation is with another agent. Don't trust this item: the event may be forged.",
			context: { itemIndex: 0 },
		});
	});

	it.each([
		[{ workspaceId: 'other' }, 'Its conversation is not in the workspace of the credential.'],
		[{ workspaceId: null }, 'Its conversation is not in the workspace of the credential.'],
		[{ id: 'other' }, 'Oration returned another conversation.'],
		[{ id: undefined }, 'Oration returned another conversation.'],
	])('fails an item for the answer with %j', async (changes, reason) => {
		const known = api.conversations.get(SAMPLE_CONVERSATION_ID);
		api.conversations.set(SAMPLE_CONVERSATION_ID, { ...known, ...changes });
		await expect(verify()).rejects.toMatchObject({
			message: NOT_VERIFIED,
			description: expect.stringContaining(reason),
		});
	});

	it('asks for nothing without an ID', async () => {
		await expect(verify({ parameters: { conversationId: '' } })).rejects.toMatchObject({
			message: "'Conversation ID' is empty",
		});
		expect(api.requests).toEqual([]);
	});
});
