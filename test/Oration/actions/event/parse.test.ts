import { NodeOperationError, type NodeParameterValueType } from 'n8n-workflow';
import { parseProperties } from '../../../../nodes/Oration/actions/event/parse';
import { toRecord } from '../../../../nodes/Oration/event/record';
import { sampleFile } from '../../../events';
import { executeNode, type Run } from '../../executeNode';

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
	])('parses %s', async (_, sent) => {
		expect(await parsed({ event: sent })).toMatchObject({
			conversationId: 'conv_1234567890abcdef',
			customerName: 'John Doe',
			durationSeconds: 268.25,
		});
	});

	it('parses the body of a webhook or the item by default', () => {
		const property = parseProperties.find(({ name }) => name === 'event');
		expect(property?.default).toBe('={{ $json.body ?? $json }}');
	});

	it('outputs the full record like the trigger', async () => {
		const record = await parsed({ output: 'full' });
		const receivedAt = new Date(String(record?.receivedAt));
		expect(record).toEqual(toRecord(event, receivedAt));
	});

	it('outputs the selected fields', async () => {
		const fields = ['eventId', 'agentId'];
		expect(await parsed({ output: 'selectedFields', fields })).toEqual({
			eventId: '7d0c2c1e-6f0b-4f43-9d0e-6a3a5e1f7b21',
			agentId: 'agent_1234567890abcdef',
		});
	});

	it.each<[string, string]>([
		['no JSON', "The body isn't a JSON object"],
		['[]', "The body isn't a JSON object"],
		['{}', "The field 'eventType' is missing or isn't text"],
		['{"eventType":"x"}', "The field 'payload' is missing or isn't an object"],
	])('throws for %s with the reason', async (sent, reason) => {
		const parsing = parse({ parameters: { event: sent } });
		await expect(parsing).rejects.toThrow(NodeOperationError);
		await expect(parsing).rejects.toMatchObject({
			message: "The input isn't an Oration event",
			description: `${reason}. Check that 'Event' contains the whole body from Oration.`,
			context: { itemIndex: 0 },
		});
	});

	it('fails only the item with an invalid event', async () => {
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
						"The input isn't an Oration event. The field 'eventType' is missing or isn't text. Check that 'Event' contains the whole body from Oration.",
				},
				pairedItem: { item: 1 },
			},
			{ json: { conversationId: 'conv_1234567890abcdef' }, pairedItem: { item: 2 } },
		]);
	});
});
