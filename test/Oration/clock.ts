/** Stops the clock in all tests of a file. They let time pass with Jest's functions for timers. */
export function useClock(now = new Date('2026-11-26T12:00:00.000Z')): void {
	beforeEach(() => jest.useFakeTimers({ now }));
	afterEach(() => jest.useRealTimers());
}
