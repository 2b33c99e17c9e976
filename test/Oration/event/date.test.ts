import { DateTime } from 'luxon';
import { toDate } from '../../../nodes/Oration/event/date';

describe('toDate', () => {
	it.each([
		['2026-04-01T10:15:30.250Z', '2026-04-01T10:15:30.250Z'],
		['2026-04-01T10:15:30Z', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T10:15Z', '2026-04-01T10:15:00.000Z'],
		['2026-04-01T10Z', '2026-04-01T10:00:00.000Z'],
		['2026-04-01T12:15:30+02:00', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T04:45:30-0530', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T12:15:30+02', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T10:15:30,123456Z', '2026-04-01T10:15:30.123Z'],
		['2026-04-01T10:15,5Z', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T24:00:00Z', '2026-04-02T00:00:00.000Z'],
		['2026-12-31T23:59:60Z', '2027-01-01T00:00:00.000Z'],
		['20260401T101530Z', '2026-04-01T10:15:30.000Z'],
		['20260401', '2026-04-01T00:00:00.000Z'],
		['2026-04', '2026-04-01T00:00:00.000Z'],
		['2026', '2026-01-01T00:00:00.000Z'],
		['2026-091', '2026-04-01T00:00:00.000Z'],
		['2026-W14-3T10:15:30Z', '2026-04-01T10:15:30.000Z'],
		['2026W143', '2026-04-01T00:00:00.000Z'],
		['2020-W53-7', '2021-01-03T00:00:00.000Z'],
		['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
		['+002026-04-01T10:15:30Z', '2026-04-01T10:15:30.000Z'],
	])('reads the ISO 8601 form %s', (text, expected) => {
		expect(toDate(text)).toBe(expected);
	});

	it.each(['2026-04-01T10:15:30.57Z', '2026-04-01T10:15:30.285Z', '2026-04-01T10:15:30.009Z'])(
		'keeps the milliseconds of %s',
		(text) => {
			expect(toDate(text)).toBe(new Date(text).toISOString());
		},
	);

	it('takes a time without a zone for UTC', () => {
		expect(toDate('2026-04-01T10:15:30')).toBe('2026-04-01T10:15:30.000Z');
	});

	it('reads a space for the T, small letters and outer spaces', () => {
		expect(toDate(' 2026-04-01 10:15:30z ')).toBe('2026-04-01T10:15:30.000Z');
	});

	it.each([
		['seconds', 1775038530, '2026-04-01T10:15:30.000Z'],
		['seconds with a fraction', 1775038530.25, '2026-04-01T10:15:30.250Z'],
		['milliseconds', 1775038530250, '2026-04-01T10:15:30.250Z'],
		['seconds as text', '1775038530', '2026-04-01T10:15:30.000Z'],
		['milliseconds as text', '1775038530250', '2026-04-01T10:15:30.250Z'],
	])('reads epoch %s', (_, value, expected) => {
		expect(toDate(value)).toBe(expected);
	});

	it.each([
		'2026-02-30T10:00:00.000Z',
		'2026-02-29',
		'2026-13-01',
		'2026-00-10',
		'2026-366',
		'2026-000',
		'2026-W54-1',
		'2026-W00-1',
		'2026-W14-8',
		'2026-04-01T24:00:01Z',
		'2026-04-01T24:00:00.5Z',
		'260401',
		'0',
		'2026-04-01T25:00Z',
		'2026-04-01T10:60Z',
		'2026-04-01T10:15:61Z',
		'2026-04-01T10:15:30+24:00',
		'2026-04-01T',
		'2026-04-01T10:15Z later',
		'tomorrow',
		'12:30',
		'-',
		`2026-04-01T10:15:30.${'1'.repeat(100)}Z`,
	])('does not take %s for a date', (text) => {
		expect(toDate(text)).toBeUndefined();
	});

	it.each([[true], [null], [[]], [{}], [9e15], [Number.MAX_VALUE], [0], [12.5]])(
		'does not take %p for a date',
		(value) => {
			expect(toDate(value)).toBeUndefined();
		},
	);

	it('agrees with Luxon on every day of a leap year and of the years around it, in three notations', () => {
		for (
			let day = DateTime.utc(2019, 1, 1);
			day < DateTime.utc(2022, 1, 1);
			day = day.plus({ days: 1 })
		) {
			const expected = day.toJSDate().toISOString();
			expect(toDate(day.toISODate())).toBe(expected);
			expect(toDate(day.toISOWeekDate())).toBe(expected);
			expect(toDate(day.toFormat('yyyy-ooo'))).toBe(expected);
		}
	});
});
