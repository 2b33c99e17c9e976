import { NodeOperationError, type NodeParameterValueType } from 'n8n-workflow';
import { eventProperties } from '../../../nodes/Oration/actions/event';
import { toRecord } from '../../../nodes/Oration/event/record';
import { sampleFile } from '../../events';
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
		expect(Date.now() - receivedAt.getTime()).toBeLessThan(10_000);
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
