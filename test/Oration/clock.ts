const NOW = new Date('2026-11-26T12:00:00.000Z');

/** Stops the clock in all tests of a file. They let time pass with Jest's functions for timers. */
export function useClock(now = NOW): void {
	beforeEach(() => jest.useFakeTimers({ now }));
	afterEach(() => jest.useRealTimers());
}

/** Lets time pass as it does, but drops the timers that are left after a test, so that Jest can end. */
export function dropTimers(): void {
	beforeEach(() => jest.useFakeTimers({ advanceTimers: 1 }));
	afterEach(() => jest.useRealTimers());
}
