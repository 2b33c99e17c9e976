import { setNewest } from '../../../nodes/Oration/trigger/newest';

describe('setNewest', () => {
	it('evicts the oldest key beyond the limit', () => {
		const map = new Map([
			['a', 1],
			['b', 2],
		]);
		setNewest(map, 'c', 3, 2);
		expect([...map]).toEqual([
			['b', 2],
			['c', 3],
		]);
	});

	it('makes a key that is set again the newest', () => {
		const map = new Map([
			['a', 1],
			['b', 2],
		]);
		setNewest(map, 'a', 3, 2);
		expect([...map]).toEqual([
			['b', 2],
			['a', 3],
		]);
	});

	it('evicts all keys beyond the limit', () => {
		const map = new Map([
			['a', 1],
			['b', 2],
			['c', 3],
		]);
		setNewest(map, 'd', 4, 1);
		expect([...map.keys()]).toEqual(['d']);
	});
});
