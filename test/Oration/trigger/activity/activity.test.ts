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

	it('counts each outcome of a trigger with its last time, the newest first', () => {
		const activity = new Activity();
		for (const outcome of ['started', 'duplicate', 'secretMissing'] as const) {
			activity.record('a', outcome);
		}
		activity.record('b', 'eventType');
		jest.setSystemTime(LATER);
		activity.record('a', 'started');
		expect(activity.of('a')).toEqual({
			since: START,
			outcomes: [
				{ outcome: 'started', count: 2, lastAt: LATER },
				{ outcome: 'secretMissing', count: 1, lastAt: START },
				{ outcome: 'duplicate', count: 1, lastAt: START },
			],
		});
	});

	it('evicts the oldest of more than 100 triggers, whose counts then begin later', () => {
		const activity = new Activity();
		for (let number = 0; number < 100; number++) activity.record(`t${number}`, 'started');
		activity.record('t0', 'started');
		jest.setSystemTime(LATER);
		activity.record('new', 'started');
		expect(activity.of('t1')).toEqual({ since: LATER, outcomes: [] });
		expect(activity.of('t0')).toMatchObject({ since: START, outcomes: [{ count: 2 }] });
		expect(activity.of('new').since).toEqual(LATER);
	});
});
