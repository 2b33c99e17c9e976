import { parseJson, type JsonValue } from '../../../nodes/Oration/event/json';

describe('parseJson', () => {
	it.each<[text: string, value: JsonValue | undefined]>([
		['\uFEFF{"a": 1}', { a: 1 }],
		['["\uFEFF"]', ['\uFEFF']],
		['{"a":', undefined],
		['', undefined],
		[
			'{"id": 120212345678901234, "ids": [-9007199254740993]}',
			{ id: '120212345678901234', ids: ['-9007199254740993'] },
		],
		['[9007199254740991, -9007199254740991]', [9007199254740991, -9007199254740991]],
		['[1234567890123456.5, 12345678901234567e3]', [1234567890123456.5, 12345678901234567e3]],
		['["120212345678901234"]', ['120212345678901234']],
		[
			'{"120212345678901234": "a\\"120212345678901234"}',
			{ '120212345678901234': 'a"120212345678901234' },
		],
	])('parses %j', (text, value) => {
		expect(parseJson(text)).toEqual(value);
	});

	it.each(['a', '\n'])('parses a long number beside ten million characters %j', (character) => {
		const text = character.repeat(10_000_000);
		const parsed = parseJson(`{"id": 120212345678901234, "text": ${JSON.stringify(text)}}`);
		expect(parsed).toHaveProperty('text', text);
	});
});
