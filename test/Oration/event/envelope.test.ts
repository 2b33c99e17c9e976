import { isConversation, readEvent, toEvent } from '../../../nodes/Oration/event/envelope';

describe('readEvent', () => {
	it('accepts an object with an eventType and a payload, and keeps its other fields', () => {
		const event = { eventId: 'e', eventType: 'x', payload: { id: 'c' }, version: 2 };
		expect(readEvent(event)).toEqual({ event });
	});

	it.each<[what: string, encode: (value: unknown) => unknown]>([
		['text', JSON.stringify],
		['text with a byte order mark', (value) => `\uFEFF${JSON.stringify(value)}`],
		['text that was encoded twice', (value) => JSON.stringify(JSON.stringify(value))],
	])('reads an event and a payload that are JSON %s', (_, encode) => {
		const event = { eventType: 'x', payload: { id: 'c' } };
		expect(readEvent(encode(event))).toEqual({ event });
		expect(readEvent({ ...event, payload: encode(event.payload) })).toEqual({ event });
	});

	it.each([[undefined], [null], [[]], ['text'], ['[]'], [7], [true]])(
		'rejects the body %j',
		(body) => {
			expect(readEvent(body)).toEqual({
				invalid: { field: 'body', message: "The body isn't a JSON object" },
			});
		},
	);

	it.each([[undefined], [null], [''], [' '], [7], [{}]])(
		'rejects the eventType %j',
		(eventType) => {
			expect(readEvent({ eventType, payload: {} })).toEqual({
				invalid: {
					field: 'eventType',
					message: "The field 'eventType' is missing or isn't text",
				},
			});
		},
	);

	it.each([[undefined], [null], [[]], ['{'], [7]])('rejects the payload %j', (payload) => {
		expect(readEvent({ eventType: 'x', payload })).toEqual({
			invalid: {
				field: 'payload',
				message: "The field 'payload' is missing or isn't an object",
			},
		});
	});

	it.each([
		[200, true],
		[201, false],
		[100_000, false],
	])('accepts %i levels: %j', (levels, isAccepted) => {
		const inner: unknown = JSON.parse(`${'['.repeat(levels - 2)}null${']'.repeat(levels - 2)}`);
		const result = readEvent({ eventType: 'x', payload: { inner } });
		expect(result).toEqual(
			isAccepted
				? { event: { eventType: 'x', payload: { inner } } }
				: { invalid: { field: 'body', message: 'The body is nested deeper than 200 levels' } },
		);
	});

	it.each([
		[199, 'event'],
		[200, 'invalid'],
	])('counts the levels of a payload that is JSON text: %i', (levels, result) => {
		const payload = `{"a": ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
		expect(readEvent({ eventType: 'x', payload })).toHaveProperty(result);
	});
});

describe('toEvent', () => {
	it('wraps a conversation in an event', () => {
		const event = toEvent({ id: 'c' });
		expect(event).toEqual({ eventType: 'conversation', payload: { id: 'c' } });
		expect(isConversation(event)).toBe(true);
	});
});
