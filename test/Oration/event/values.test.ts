import { normalize, toBoolean, toList, toNumber, trim } from '../../../nodes/Oration/event/values';

describe('trim', () => {
	it.each([
		[' Jane \n', 'Jane'],
		['\u202a+1555\u202c', '+1555'],
		['\u200b \ufeffa\u200eb \u2060', 'a\u200eb'],
		[' \u200b ', ''],
	])('trims %j', (value, trimmed) => {
		expect(trim(value)).toBe(trimmed);
	});
});

describe('normalize', () => {
	it('has the same form for texts that differ in case, outer space and Unicode form', () => {
		expect(normalize(' CAFE\u0301\u200e')).toBe(normalize('caf\u00e9'));
		expect(normalize('caf\u00e9')).not.toBe(normalize('cafe'));
	});
});

describe('toNumber', () => {
	it.each([
		[7.5, 7.5],
		[' 12 ', 12],
		['-7', -7],
		['+7', 7],
		['12.25', 12.25],
		['1e3', 1000],
		['1E+12', 1e12],
		['25e-2', 0.25],
	])('parses %j', (value, number) => {
		expect(toNumber(value)).toBe(number);
	});

	it.each([
		[''],
		['seven'],
		['7 days'],
		['7.'],
		['.5'],
		['0x10'],
		['1e999'],
		['Infinity'],
		[Infinity],
		[NaN],
		[true],
		[null],
		[[7]],
	])('returns undefined for %j', (value) => {
		expect(toNumber(value)).toBeUndefined();
	});
});

describe('toBoolean', () => {
	it.each([
		[true, true],
		[false, false],
		[' TRUE ', true],
		[' False ', false],
	])('parses %j', (value, boolean) => {
		expect(toBoolean(value)).toBe(boolean);
	});

	it.each([[''], ['yes'], [1], [null], [['true']]])('returns undefined for %j', (value) => {
		expect(toBoolean(value)).toBeUndefined();
	});
});

describe('toList', () => {
	it.each<[value: unknown, list: string[]]>([
		['a, b', ['a', 'b']],
		['a,, ,b,', ['a', 'b']],
		[7, ['7']],
		[
			[' a ', 1],
			['a', '1'],
		],
		[
			['a,b', 'c'],
			['a,b', 'c'],
		],
		['["a, b", 7]', ['a, b', '7']],
		['[a, b]', ['[a', 'b]']],
		[['', ' ', null, undefined], []],
		['', []],
		[null, []],
		[undefined, []],
	])('reads %j', (value, list) => {
		expect(toList(value)).toEqual(list);
	});
});
