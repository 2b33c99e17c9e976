import { Activity } from '../../../../nodes/Oration/trigger/activity/activity';
import { useClock } from '../../clock';

const START = new Date('2026-11-01T09:14:00.000Z');
const LATER = new Date('2026-11-01T09:20:00.000Z');

useClock(START);

describe('Activity', () => {
	it('has no outcomes for a trigger without requests', () => {
		const activity = new Activity();
		jest.setSystemTime(LATER);
		expect(activity.of('a')).toEqual({ since: START, outcomes: [] });
	});

	it('counts each outcome, with its last time', () => {
		const activity = new Activity();
		activity.record('a', 'started');
		activity.record('a', 'duplicate');
		jest.setSystemTime(LATER);
		activity.record('a', 'started');
		expect(activity.of('a')).toEqual({
			since: START,
			outcomes: [
				{ outcome: 'started', count: 2, lastAt: LATER },
				{ outcome: 'duplicate', count: 1, lastAt: START },
			],
		});
	});

	it('lists the newest outcome first', () => {
		const activity = new Activity();
		activity.record('a', 'started');
		activity.record('a', 'secretMissing');
		activity.record('a', 'eventType');
		expect(activity.of('a').outcomes.map(({ outcome }) => outcome)).toEqual([
			'eventType',
			'secretMissing',
			'started',
		]);
	});

	it('counts each trigger apart', () => {
		const activity = new Activity();
		activity.record('a', 'started');
		expect(activity.of('b').outcomes).toEqual([]);
	});

	describe('with more than 100 triggers', () => {
		const activity = new Activity();

		beforeEach(() => {
			for (let n = 0; n < 100; n++) activity.record(`trigger ${n}`, 'started');
			activity.record('trigger 0', 'started');
			jest.setSystemTime(LATER);
			activity.record('new', 'started');
		});

		it('evicts the trigger with the oldest event', () => {
			expect(activity.of('trigger 1').outcomes).toEqual([]);
			expect(activity.of('trigger 0').outcomes).toMatchObject([{ outcome: 'started', count: 2 }]);
		});

		it('does not claim that it counted an evicted or a new trigger since the start', () => {
			expect(activity.of('trigger 1').since).toEqual(LATER);
			expect(activity.of('new').since).toEqual(LATER);
		});
	});
});
