import { InvalidEventError, parseEvent } from '../../../nodes/Oration/event';
import { toRecord } from '../../../nodes/Oration/event/record';
import { ANSWERED } from '../../events';

const event = ANSWERED;
const receivedAt = new Date('2026-04-01T10:21:05Z');

describe('parseEvent', () => {
	it('parses JSON text into the full record, received at the time', () => {
		const expected = { ...toRecord(event), receivedAt: '2026-04-01T10:21:05.000Z' };
		expect(parseEvent(JSON.stringify(event), receivedAt)).toEqual(expected);
	});

	it('throws for another value with the invalid field', () => {
		const parse = () => parseEvent({ payload: {} });
		expect(parse).toThrow(InvalidEventError);
		const name = 'InvalidEventError';
		expect(parse).toThrow(expect.objectContaining({ field: 'eventType', name }));
	});
});
