import type { FieldType } from '../../../nodes/Oration/event/fields';
import type { JsonValue } from '../../../nodes/Oration/event/json';
import { readFields } from '../../../nodes/Oration/event/readFields';

type SentType = Exclude<
	FieldType,
	'string' | 'string[]' | 'date' | 'object' | 'role' | 'turn[]' | 'customer or null'
>;

const read = (type: SentType, value: JsonValue) =>
	readFields({ field: value }, { field: [type, 'A field'] });

const OBJECT = { a: { b: [1] } };
const DEEP = `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`;

describe('readFields', () => {
	it.each<[type: SentType, sent: JsonValue, value: JsonValue]>([
		['string or null', ' \u200etext\ufeff ', 'text'],
		['string or null', 7, '7'],
		['string or null', false, 'false'],
		['date or null', '2026-04-01', '2026-04-01T00:00:00.000Z'],
		['number or null', 0, 0],
		['boolean or null', 'False', false],
		['object or null', JSON.stringify(JSON.stringify(OBJECT)), OBJECT],
		['object or null', `\ufeff${JSON.stringify(OBJECT)}`, OBJECT],
		['object or null', '"null"', null],
		['object or null', '""', null],
		['as sent', [1], [1]],
		['string or null', null, null],
		['date or null', '', null],
		['number or null', '', null],
		['boolean or null', ' \u200b\n', null],
		['as sent', ' ', null],
	])('reads as %s %j', (type, sent, value) => {
		expect(read(type, sent)).toEqual({ values: { field: value }, leftovers: {}, warnings: [] });
	});

	it.each<[type: SentType, sent: JsonValue, expected: string]>([
		['string or null', {}, 'text'],
		['date or null', 'soon', 'a date'],
		['number or null', 'high', 'a number'],
		['boolean or null', 1, 'true or false'],
		...['no JSON', '[1]', [1], 7, DEEP].map((sent): [SentType, JsonValue, string] => [
			'object or null',
			sent,
			'an object',
		]),
	])('does not read as %s %.50j', (type, sent, expected) => {
		expect(read(type, sent)).toEqual({
			values: { field: null },
			leftovers: { field: sent },
			warnings: [`The field 'field' isn't ${expected}. Its value is in 'otherFields'.`],
		});
	});

	it('returns null for a missing field, and other fields as leftovers', () => {
		const sent = { other: null, toString: 1 };
		expect(readFields(sent, { field: ['as sent', 'A field'] })).toEqual({
			values: { field: null },
			leftovers: sent,
			warnings: [],
		});
	});
});
