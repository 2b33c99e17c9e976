import { FailureLimit } from '../../../../nodes/Oration/trigger/authentication/failureLimit';
import { useClock } from '../../clock';

useClock();

describe('FailureLimit', () => {
	it.each([
		[0, true],
		[9999, true],
		[10_000, false],
	])('%i ms after a failure, is reached: %j', (age, isReached) => {
		const limit = new FailureLimit();
		expect(limit.isReached('t')).toBe(false);
		jest.advanceTimersByTime(age);
		expect(limit.isReached('t')).toBe(isReached);
	});

	it('counts from the last visible failure, not from those after it', () => {
		const limit = new FailureLimit();
		limit.isReached('t');
		jest.advanceTimersByTime(6000);
		limit.isReached('t');
		jest.advanceTimersByTime(4000);
		expect(limit.isReached('t')).toBe(false);
	});

	it('separates triggers, and remembers 100 of them', () => {
		const limit = new FailureLimit();
		for (let trigger = 0; trigger <= 100; trigger++) limit.isReached(`${trigger}`);
		expect([limit.isReached('1'), limit.isReached('0')]).toEqual([true, false]);
	});
});
