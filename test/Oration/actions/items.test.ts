import { NodeOperationError, sleep } from 'n8n-workflow';
import { forEachBounded, toErrorItem } from '../../../nodes/Oration/actions/items';
import { itemFor } from '../executeNode';

describe('forEachBounded', () => {
	const VALUES = [1, 2, 3, 4, 5, 6, 7].map((value) => ({ value }));

	it('calls the function for each value, with at most the limit of calls at the same time', async () => {
		const called: number[] = [];
		const running = new Set<number>();
		const sizes: number[] = [];
		await forEachBounded(VALUES, 3, async ({ value }) => {
			called.push(value);
			running.add(value);
			sizes.push(running.size);
			await sleep(0);
			running.delete(value);
		});
		expect(called).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(Math.max(...sizes)).toBe(3);
	});

	it('starts no call after an error', async () => {
		const called: number[] = [];
		const calling = forEachBounded(VALUES, 2, async ({ value }) => {
			called.push(value);
			if (value === 1) throw new Error('down');
			await sleep(0);
		});
		await expect(calling).rejects.toThrow('down');
		await sleep(0);
		expect(called).toEqual([1, 2]);
	});
});

describe('toErrorItem', () => {
	const errorWith = (description?: string) =>
		new NodeOperationError(itemFor().context.getNode(), 'It failed', { description });

	it.each([
		['an error', new Error('down'), 'down'],
		['another value', 'down', 'down'],
		['an error of n8n', errorWith(), 'It failed'],
		['an error of n8n with a description', errorWith('Try again.'), 'It failed. Try again.'],
	])('returns an item for %s if the node continues on errors', (_, error, text) => {
		expect(toErrorItem(itemFor({ continueOnFail: true }, 2), error)).toEqual({
			json: { error: text },
			pairedItem: { item: 2 },
		});
	});

	it('throws if the execution is canceled, even if the node continues on errors', () => {
		const item = itemFor({ continueOnFail: true, cancelSignal: AbortSignal.abort() });
		expect(() => toErrorItem(item, errorWith())).toThrow('It failed');
	});

	it('throws another error with the item', () => {
		expect(() => toErrorItem(itemFor({}, 2), new TypeError('down'))).toThrow(
			expect.objectContaining({
				name: 'NodeOperationError',
				message: 'down',
				context: expect.objectContaining({ itemIndex: 2 }),
			}),
		);
	});
});
