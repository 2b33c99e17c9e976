import type { NodeParameterValueType } from 'n8n-workflow';
import { ANSWERED } from '../../../events';
import { itemsFor, operation } from '../../executeNode';

const event = ANSWERED;
const text = JSON.stringify(event);
const parse = operation('event', 'parse', { parameters: { event: text } });
const parsed = async (parameters: Record<string, NodeParameterValueType>) =>
	(await parse({ parameters }))[0]?.json;

describe('Event: Parse', () => {
	it('parses an object', async () => {
		expect(await parsed({ event: JSON.parse(text) })).toMatchObject({
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

	it('fails only the item that is no event', async () => {
		const parameters = { event: (item: number) => (item === 1 ? '{}' : text) };
		const error =
			"The input isn't an Oration event. The field 'eventType' is missing or isn't text. Check that 'Event' contains the whole body from Oration.";
		const json = { conversationId: 'conv_1234567890abcdef' };
		expect(await parse({ continueOnFail: true, items: itemsFor(3), parameters })).toMatchObject([
			{ json, pairedItem: { item: 0 } },
			{ json: { error }, pairedItem: { item: 1 } },
			{ json, pairedItem: { item: 2 } },
		]);
	});
});
