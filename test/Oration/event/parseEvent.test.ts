import { InvalidEventError, parseEvent } from '../../../nodes/Oration/event';
import { toRecord } from '../../../nodes/Oration/event/record';
import { ANSWERED } from '../../events';

const event = ANSWERED;
const receivedAt = new Date();

describe('parseEvent', () => {
	it.each([
		['an event', event],
		['JSON text with a byte order mark', `\uFEFF${JSON.stringify(event)}`],
	])('parses %s into the full record', (_, sent) => {
		expect(parseEvent(sent, receivedAt)).toEqual(toRecord(event, receivedAt));
	});

	it.each([
		['no JSON', 'body'],
		[undefined, 'body'],
		[{ payload: {} }, 'eventType'],
		[{ eventType: 'x' }, 'payload'],
	])('throws for %j with the field %s', (value, field) => {
		const parse = () => parseEvent(value);
		expect(parse).toThrow(InvalidEventError);
		expect(parse).toThrow(expect.objectContaining({ field, name: 'InvalidEventError' }));
	});
});
