import { parseJson, type JsonValue } from '../../../nodes/Oration/event/json';

/** Numbers that aren't whole, or have an exponent. */
const NUMBERS =
	'120212345678901234.120212345678901234, 120212345678901234e12, 120212345678901234e+12, 1e-120212345678901234';

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
		[
			'{"120212345678901234": "ab 120212345678901234\\" 120212345678901234 \\\\ c", "d": 120212345678901234}',
			{
				'120212345678901234': 'ab 120212345678901234" 120212345678901234 \\ c',
				d: '120212345678901234',
			},
		],
		[`[${NUMBERS}, 120212345678901234]`, [...JSON.parse(`[${NUMBERS}]`), '120212345678901234']],
	])('parses %j', (text, value) => {
		expect(parseJson(text)).toEqual(value);
	});

	it.each(['a', '\n'])('parses a long number beside ten million characters %j', (character) => {
		const text = character.repeat(10_000_000);
		const parsed = parseJson(`{"id": 120212345678901234, "text": ${JSON.stringify(text)}}`);
		expect(parsed).toHaveProperty('text', text);
	});
});
