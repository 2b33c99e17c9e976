import { DateTime } from 'luxon';
import { toDate } from '../../../nodes/Oration/event/date';

describe('toDate', () => {
	it.each([
		['2026-04-01T10:15:30.250Z', '2026-04-01T10:15:30.250Z'],
		['2026-04-01T10:15:30Z', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T10:15Z', '2026-04-01T10:15:00.000Z'],
		['2026-04-01T12:15:30+02:00', '2026-04-01T10:15:30.000Z'],
		['2026-04-01T10:15:30.123456Z', '2026-04-01T10:15:30.123Z'],
		['2026-04-01', '2026-04-01T00:00:00.000Z'],
		['2024-02-29', '2024-02-29T00:00:00.000Z'],
		['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
	])('reads the RFC 3339 form %s', (text, expected) => {
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
		'2026-W14-3',
		'+002026-04-01T10:15:30Z',
		'2026-12-31T23:59:60Z',
		'2026-04-01T24:00:00Z',
		'2026-04-01T25:00Z',
		'2026-04-01T10:60Z',
		'2026-04-01T10:15:30+24:00',
		'2026-04-01T12:15:30+02',
		'0000-01-01T00:00:00+01:00',
		'9999-12-31T23:59:59-01:00',
		'20260401',
		'2026-04',
		'2026',
		'2026-04-01T',
		'2026-04-01T10:15Z later',
		'1775038530250000',
		'tomorrow',
		'12:30',
		'0',
		'-',
	])('does not take %s for a date', (text) => {
		expect(toDate(text)).toBeUndefined();
	});

	it.each([[true], [null], [[]], [{}], [1775038530250000], [Number.MAX_VALUE], [0], [12.5]])(
		'does not take %p for a date',
		(value) => {
			expect(toDate(value)).toBeUndefined();
		},
	);

	it('agrees with Luxon on every day of a leap year and of the years around it', () => {
		for (
			let day = DateTime.utc(2019, 1, 1);
			day < DateTime.utc(2022, 1, 1);
			day = day.plus({ days: 1 })
		) {
			expect(toDate(day.toISODate())).toBe(day.toJSDate().toISOString());
		}
	});
});
