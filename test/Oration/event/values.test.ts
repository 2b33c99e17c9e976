import { normalize, toBoolean, toList, toNumber, trim } from '../../../nodes/Oration/event/values';

it.each([
	[' Jane \n', 'Jane'],
	['\u202a+1555\u202c', '+1555'],
	['\u200b \ufeffa\u200eb \u2060', 'a\u200eb'],
	[' \u200b ', ''],
])('trim(%j) is %j', (value, trimmed) => {
	expect(trim(value)).toBe(trimmed);
});

it('normalizes texts that differ in case, outer space and Unicode form to the same text', () => {
	expect(normalize(' CAFE\u0301\u200e')).toBe(normalize('caf\u00e9'));
	expect(normalize('caf\u00e9')).not.toBe(normalize('cafe'));
});

it.each<[value: unknown, number: number | undefined]>([
	[7.5, 7.5],
	[' 12 ', 12],
	['-7', -7],
	['+7', 7],
	['12.25', 12.25],
	['1E+12', 1e12],
	['25e-2', 0.25],
	['1e3', 1000],
	...['', '7 days', 'about 7', '7.', '.5', '0x10', '1e999', Infinity, NaN, true, null, [7]].map(
		(value): [unknown, undefined] => [value, undefined],
	),
])('toNumber(%j) is %j', (value, number) => {
	expect(toNumber(value)).toBe(number);
});

it.each<[value: unknown, boolean: boolean | undefined]>([
	[true, true],
	[false, false],
	[' TRUE ', true],
	[' False ', false],
	...['', 'yes', 1, null, ['true']].map((value): [unknown, undefined] => [value, undefined]),
])('toBoolean(%j) is %j', (value, boolean) => {
	expect(toBoolean(value)).toBe(boolean);
});

it.each<[value: unknown, list: string[]]>([
	['a,, ,b ,', ['a', 'b']],
	[7, ['7']],
	...[[' a,b ', 1], ' ["a,b", 1]'].map((value): [unknown, string[]] => [value, ['a,b', '1']]),
	['[a, b]', ['[a', 'b]']],
	['a[b], [c', ['a[b]', '[c']],
	...[['', ' ', null, undefined], '', null, undefined].map((value): [unknown, string[]] => [
		value,
		[],
	]),
])('toList(%j) is %j', (value, list) => {
	expect(toList(value)).toEqual(list);
});
