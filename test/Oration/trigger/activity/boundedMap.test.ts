import { setBounded } from '../../../../nodes/Oration/trigger/activity/boundedMap';

describe('setBounded', () => {
	it('evicts the oldest key beyond the limit', () => {
		const map = new Map([
			['a', 1],
			['b', 2],
		]);
		setBounded(map, 'c', 3, 2);
		expect([...map]).toEqual([
			['b', 2],
			['c', 3],
		]);
	});

	it('moves an updated key to the end', () => {
		const map = new Map([
			['a', 1],
			['b', 2],
		]);
		setBounded(map, 'a', 3, 2);
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
		setBounded(map, 'd', 4, 1);
		expect([...map.keys()]).toEqual(['d']);
	});
});
