import { toList } from '../../../nodes/Oration/shared/list';

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
