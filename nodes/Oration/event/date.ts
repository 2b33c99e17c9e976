import type { JsonValue } from './json';
import { trim } from './values';

const DAY = /\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/.source;
const HOUR = /(?:[01]\d|2[0-3])/.source;
const MINUTE = /[0-5]\d/.source;
/** RFC 3339, also with a space for the T, without a zone, seconds or a time, and with a zone as +0000 or +00. */
const DATE_TIME = new RegExp(
	`^(${DAY})(?:[T ](${HOUR}:${MINUTE}(?::[0-5]\\d(?:\\.\\d+)?)?)(?:Z|([+-]${HOUR})(?::?(${MINUTE}))?)?)?$`,
	'i',
);
/** Seconds of ten digits (from 2001 to 2286), or the same in milliseconds. */
const EPOCH_SECONDS = { min: 1e9, max: 1e10 };
/** Earlier times are defaults of software, such as 1970. */
const MIN_YEAR = '1973';

/**
 * Reads an RFC 3339 date or time, or epoch seconds of ten digits or milliseconds of 13, as a number or text. A time without
 * a zone is UTC.
 *
 * @returns ISO 8601 in UTC with milliseconds, or undefined if the value isn't such a time, or is before 1973
 */
export function toDate(value: JsonValue): string | undefined {
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value !== 'string') return undefined;
	const text = trim(value);
	return /^\d+$/.test(text) ? fromEpoch(Number(text)) : fromText(text);
}

function fromEpoch(value: number): string | undefined {
	const { min, max } = EPOCH_SECONDS;
	if (value >= min && value < max) return new Date(value * 1000).toISOString();
	return value >= min * 1000 && value < max * 1000 ? new Date(value).toISOString() : undefined;
}

function fromText(text: string): string | undefined {
	const [, day, time = '00:00', hours = '+00', minutes = '00'] = DATE_TIME.exec(text) ?? [];
	// JavaScript reads February 30 as March 2.
	if (!day || !new Date(day).toISOString().startsWith(day)) return undefined;
	const iso = new Date(`${day}T${time}${hours}:${minutes}`).toISOString();
	// At the ends of the calendar, a zone can lead to a year with a sign, which sorts before digits.
	return iso >= MIN_YEAR ? iso : undefined;
}
