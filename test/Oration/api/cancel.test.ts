/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tests read the listeners of a signal; the package doesn't include tests */
import { getEventListeners } from 'node:events';
import { pause } from '../../../nodes/Oration/api/cancel';
import { contextFor } from '../executeNode';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('pause', () => {
	/** Starts a pause of 1 second. Returns an object that gets the result when it's available. */
	const start = (cancelSignal?: AbortSignal) => {
		const result: { hasEnded?: boolean; error?: string } = {};
		pause(contextFor({ cancelSignal }), 1000).then(
			() => Object.assign(result, { hasEnded: true }),
			(error: Error) => Object.assign(result, { error: error.message }),
		);
		return result;
	};

	it.each([
		['with a signal', new AbortController().signal],
		['without a signal', undefined],
	])('ends after the time, %s', async (_, signal) => {
		const result = start(signal);
		await jest.advanceTimersByTimeAsync(999);
		expect(result).toEqual({});
		await jest.advanceTimersByTimeAsync(1);
		expect(result).toEqual({ hasEnded: true });
	});

	it('throws at once when the execution is canceled', async () => {
		const controller = new AbortController();
		const result = start(controller.signal);
		controller.abort();
		await jest.advanceTimersByTimeAsync(0);
		expect(result).toEqual({ error: 'The execution was canceled' });
	});

	it('throws at once if the execution is already canceled', async () => {
		const result = start(AbortSignal.abort());
		await jest.advanceTimersByTimeAsync(0);
		expect(result).toEqual({ error: 'The execution was canceled' });
	});

	it('leaves no listener on the signal', async () => {
		const { signal } = new AbortController();
		start(signal);
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(1000);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});
});
