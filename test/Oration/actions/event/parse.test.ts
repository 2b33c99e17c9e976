import type { NodeParameterValueType } from 'n8n-workflow';
import { ANSWERED } from '../../../events';
import { itemsFor, operation } from '../../executeNode';

const event = ANSWERED;
const text = JSON.stringify(event);
const parse = operation('event', 'parse', { parameters: { event: text } });
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

	it('outputs the selected fields', async () => {
		const fields = ['eventId', 'agentId'];
		expect(await parsed({ output: 'selectedFields', fields })).toEqual({
			eventId: 'evt_sample',
			agentId: 'agent_1234567890abcdef',
		});
	});

	it.each([
		['no JSON', "The body isn't a JSON object"],
		['{}', "The field 'eventType' is missing or isn't text"],
	])('fails only the item with %s', async (invalid, reason) => {
		const parameters = { event: (item: number) => (item === 1 ? invalid : text) };
		const error = `The input isn't an Oration event. ${reason}. Check that 'Event' contains the whole body from Oration.`;
		const json = { conversationId: 'conv_1234567890abcdef' };
		expect(await parse({ continueOnFail: true, items: itemsFor(3), parameters })).toMatchObject([
			{ json, pairedItem: { item: 0 } },
			{ json: { error }, pairedItem: { item: 1 } },
			{ json, pairedItem: { item: 2 } },
		]);
	});
});
