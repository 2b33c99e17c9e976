import { readEvent } from '../../../nodes/Oration/event/envelope';

describe('readEvent', () => {
	it('takes an object with an eventType text and a payload object, and keeps what else it has', () => {
		const event = { eventId: 'e', eventType: 'x', payload: { id: 'c' }, version: 2 };
		expect(readEvent(event)).toEqual({ event });
	});

	it.each([[undefined], [null], [[]], ['text'], [7], [true]])('refuses the body %j', (body) => {
		expect(readEvent(body)).toEqual({
			invalid: { field: 'body', message: 'The body is not a JSON object' },
		});
	});

	it.each([[undefined], [null], [''], [' '], [7], [{}]])(
		'refuses the eventType %j',
		(eventType) => {
			expect(readEvent({ eventType, payload: {} })).toEqual({
				invalid: {
					field: 'eventType',
					message: "The field 'eventType' is missing or is not text",
				},
			});
		},
	);

	it.each([[undefined], [null], [[]], ['{}'], [7]])('refuses the payload %j', (payload) => {
		expect(readEvent({ eventType: 'x', payload })).toEqual({
			invalid: {
				field: 'payload',
				message: "The field 'payload' is missing or is not an object",
			},
		});
	});

	it.each([
		[200, true],
		[201, false],
		[100_000, false],
	])('with %i levels: is taken is %j', (levels, isTaken) => {
		const inner: unknown = JSON.parse(`${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}`);
		const result = readEvent({ eventType: 'x', payload: { inner } });
		expect('event' in result).toBe(isTaken);
	});
});
