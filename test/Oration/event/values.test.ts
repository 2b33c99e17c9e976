import { toBoolean, toList, toNumber } from '../../../nodes/Oration/event/values';

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
		[['', ' ', null, undefined], []],
		['', []],
		[null, []],
		[undefined, []],
	])('reads %j', (value, list) => {
		expect(toList(value)).toEqual(list);
	});
});
