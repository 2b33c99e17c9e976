import type { JsonValue } from './json';

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY =
	/^(?!\d{6}$)(?<year>[+-]\d{6}|\d{4})(?:-?W(?<week>\d\d)(?:-?(?<weekday>[1-7]))?|-?(?<ordinal>\d{3})|-?(?<month>\d\d)(?:-?(?<date>\d\d))?)?$/i;
const TIME =
	/^(?<hour>\d\d)(?::?(?<minute>\d\d)(?::?(?<second>\d\d))?)?(?:[.,](?<fraction>\d+))?(?:Z|(?<sign>[+-])(?<offsetHours>\d\d)(?::?(?<offsetMinutes>\d\d))?)?$/i;
const EPOCH = /^-?\d{9,}(?:\.\d+)?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WHOLE_DAY = 24 * HOUR;
const LONGEST_TIME = 48;
/** 0.57 s are 569.99… ms in binary. */
const ROUNDING = 1e-6;
/** Epoch seconds passed this in 1973; a smaller number is something else, such as an offset. */
const FIRST_EPOCH_SECOND = 100_000_000;
/** Epoch seconds reach this in the year 5138, epoch milliseconds passed it in 1973. */
const FIRST_EPOCH_MILLISECOND = 100_000_000_000;

/**
 * Reads a point in time: any ISO 8601 form (calendar, week and ordinal dates, basic and extended, also with a space
 * for the T), epoch seconds or milliseconds, as a number or as text. A time without a zone is UTC.
 *
 * @returns ISO 8601 in UTC with milliseconds, or undefined where the value is no such time
 */
export function toDate(value: JsonValue): string | undefined {
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value !== 'string') return undefined;
	if (CANONICAL.test(value) && isInItsMonth(value)) return value;

	const text = value.trim();
	if (text.length > LONGEST_TIME) return undefined;
	return fromIso(text) ?? (EPOCH.test(text) ? fromEpoch(Number(text)) : undefined);
}

/** 30 February would be read as 2 March. */
function isInItsMonth(canonical: string): boolean {
	return new Date(canonical).getUTCDate() === Number(canonical.slice(8, 10));
}

function fromEpoch(value: number): string | undefined {
	if (Math.abs(value) < FIRST_EPOCH_SECOND) return undefined;
	return format(Math.abs(value) < FIRST_EPOCH_MILLISECOND ? value * SECOND : value);
}

function fromIso(text: string): string | undefined {
	const [day = '', time, ...rest] = text.split(/[T ]/i);
	const dayStart = startOfDay(DAY.exec(day)?.groups);
	const sinceStart = time === undefined ? 0 : timeOfDay(TIME.exec(time)?.groups);
	if (dayStart === undefined || sinceStart === undefined || rest.length > 0) return undefined;
	return format(dayStart + sinceStart);
}

type Groups = Record<string, string | undefined>;

function startOfDay(groups: Groups | undefined): number | undefined {
	if (groups === undefined) return undefined;
	const { week, weekday = 1, ordinal, month = 1, date = 1 } = groups;
	const year = Number(groups.year);
	if (week !== undefined) return weekDay(year, Number(week), Number(weekday));
	if (ordinal !== undefined) return ordinalDay(year, Number(ordinal));
	return calendarDay(year, Number(month), Number(date));
}

function calendarDay(year: number, month: number, date: number): number | undefined {
	const day = utc(year, month - 1, date);
	const exists = day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
	return exists ? day.getTime() : undefined;
}

function ordinalDay(year: number, ordinal: number): number | undefined {
	const day = utc(year, 0, ordinal);
	return day.getUTCFullYear() === year ? day.getTime() : undefined;
}

function weekDay(year: number, week: number, weekday: number): number | undefined {
	// A week belongs to the year of its Thursday, so 4 January is always in week 1.
	const fourth = utc(year, 0, 4);
	const monday = fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * WHOLE_DAY;
	const thursday = new Date(monday + 3 * WHOLE_DAY);
	return thursday.getUTCFullYear() === year ? monday + (weekday - 1) * WHOLE_DAY : undefined;
}

function utc(year: number, month: number, date: number): Date {
	const day = new Date(0);
	// Date.UTC takes the years 0 to 99 for 1900 to 1999.
	day.setUTCFullYear(year, month, date);
	return day;
}

function timeOfDay(groups: Groups | undefined): number | undefined {
	if (groups === undefined) return undefined;
	const { minute = 0, second = 0, fraction = 0, sign, offsetHours = 0, offsetMinutes = 0 } = groups;
	const smallestUnit = groups.second ? SECOND : groups.minute ? MINUTE : HOUR;
	const sinceMidnight =
		Number(groups.hour) * HOUR +
		Number(minute) * MINUTE +
		Number(second) * SECOND +
		Math.floor(Number(`0.${fraction}`) * smallestUnit + ROUNDING);
	const offset = Number(offsetHours) * HOUR + Number(offsetMinutes) * MINUTE;

	// 24:00 is the end of the day; second 60 is a leap second.
	const exists =
		groups.hour === '24'
			? sinceMidnight === WHOLE_DAY
			: Number(groups.hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
	const zoneExists = Number(offsetHours) < 24 && Number(offsetMinutes) < 60;
	if (!exists || !zoneExists) return undefined;
	return sign === '-' ? sinceMidnight + offset : sinceMidnight - offset;
}

function format(milliseconds: number): string | undefined {
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
