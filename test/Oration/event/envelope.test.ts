import {
	InvalidEventError,
	isConversation,
	readEvent,
	toEvent,
} from '../../../nodes/Oration/event/envelope';

/** Returns the event of a value, or why it's none. */
function read(value: unknown) {
	const result = readEvent(value);
	return result instanceof InvalidEventError ? [result.field, result.message] : result;
}

describe('readEvent', () => {
	it.each<[what: string, encode: (value: unknown) => unknown]>([
		['an object', (value) => value],
		['text', JSON.stringify],
		['text with a byte order mark', (value) => `\uFEFF${JSON.stringify(value)}`],
		['text that was encoded twice', (value) => JSON.stringify(JSON.stringify(value))],
	])('reads an event and a payload that are %s', (_, encode) => {
		const event = { eventId: 'e', eventType: 'x', payload: { id: 'c' }, version: 2 };
		expect(read(encode(event))).toEqual(event);
		expect(read({ ...event, payload: encode(event.payload) })).toEqual(event);
	});

	it.each<[field: InvalidEventError['field'], message: string, bodies: unknown[]]>([
		['body', "The body isn't a JSON object", [undefined, null, [], 'text', '[]', 7]],
		[
			'eventType',
			"The field 'eventType' is missing or isn't text",
			[undefined, null, ' ', 7, {}].map((eventType) => ({ eventType, payload: {} })),
		],
		[
			'payload',
			"The field 'payload' is missing or isn't an object",
			[undefined, null, [], '{', 7].map((payload) => ({ eventType: 'x', payload })),
		],
	])('rejects another %s', (field, message, bodies) => {
		expect(bodies.map(read)).toEqual(bodies.map(() => [field, message]));
	});

	it.each([
		[200, true],
		[201, false],
	])('accepts %i levels: %j', (levels, isAccepted) => {
		const inner: unknown = JSON.parse(`${'['.repeat(levels - 2)}null${']'.repeat(levels - 2)}`);
		const sent = { eventType: 'x', payload: { inner } };
		const message = 'The body is nested deeper than 200 levels';
		expect(read(sent)).toEqual(isAccepted ? sent : ['body', message]);
	});

	it.each([
		[199, false],
		[200, true],
	])('counts the levels of a payload that is JSON text: %i', (levels, isInvalid) => {
		const payload = `{"a": ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
		expect(readEvent({ eventType: 'x', payload }) instanceof InvalidEventError).toBe(isInvalid);
	});
});

describe('toEvent', () => {
	it('wraps a conversation in an event', () => {
		const event = toEvent({ id: 'c' });
		expect(event).toEqual({ eventType: 'conversation', payload: { id: 'c' } });
		expect(isConversation(event)).toBe(true);
	});
});
