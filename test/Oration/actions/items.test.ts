import { sleep } from 'n8n-workflow';
import { forEachBounded } from '../../../nodes/Oration/actions/items';

describe('forEachBounded', () => {
	it('calls the function for each value', async () => {
		const called: number[] = [];
		await forEachBounded([1, 2, 3], 2, async (value) => {
			called.push(value);
		});
		expect(called).toEqual([1, 2, 3]);
	});

	it('has at most the limit of calls at the same time', async () => {
		const running = new Set<number>();
		const sizes: number[] = [];
		await forEachBounded([1, 2, 3, 4, 5, 6, 7], 3, async (value) => {
			running.add(value);
			sizes.push(running.size);
			await sleep(0);
			running.delete(value);
		});
		expect(Math.max(...sizes)).toBe(3);
	});

	it('starts no call after an error', async () => {
		const called: number[] = [];
		const calling = forEachBounded([1, 2, 3, 4], 2, async (value) => {
			called.push(value);
			if (value === 1) throw new Error('down');
			await sleep(0);
		});
		await expect(calling).rejects.toThrow('down');
		await sleep(0);
		expect(called).toEqual([1, 2]);
	});
});
