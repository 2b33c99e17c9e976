/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tests read the listeners of a signal; the package doesn't include tests */
import { getEventListeners } from 'node:events';
import { pause } from '../../../nodes/Oration/api/cancel';
import { contextFor } from '../executeNode';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('pause', () => {
	/** Starts a pause of 1 second. Returns a list that gets the result when it's available. */
	const start = (cancelSignal: AbortSignal) => {
		const results: string[] = [];
		pause(contextFor({ cancelSignal }), 1000).then(
			() => results.push('ended'),
			(error: Error) => results.push(error.message),
		);
		return results;
	};

	it('ends after the time, and leaves no listener on the signal', async () => {
		const { signal } = new AbortController();
		const results = start(signal);
		await jest.advanceTimersByTimeAsync(999);
		expect(results).toEqual([]);
		await jest.advanceTimersByTimeAsync(1);
		expect(results).toEqual(['ended']);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});

	it.each(['before', 'during'])('throws at once if it is canceled %s the pause', async (when) => {
		const controller = new AbortController();
		if (when === 'before') controller.abort();
		const results = start(controller.signal);
		controller.abort();
		await jest.advanceTimersByTimeAsync(0);
		expect(results).toEqual(['The execution was canceled']);
	});
});
