import type { JsonValue } from './json';

const DAY = /\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/.source;
const HOUR_AND_MINUTE = /(?:[01]\d|2[0-3]):[0-5]\d/.source;
/** RFC 3339, also with a space for the T, without a zone, without seconds, and without a time. */
const DATE_TIME = new RegExp(
	`^(${DAY})(?:[T ](${HOUR_AND_MINUTE}(?::[0-5]\\d(?:\\.\\d+)?)?)(Z|[+-]${HOUR_AND_MINUTE})?)?$`,
	'i',
);
const EPOCH = /^\d{9,14}$/;
/** Epoch seconds reached this in 1973. A smaller number is something else, such as an offset. */
const MIN_EPOCH_SECONDS = 1e8;
/** Epoch seconds reach this in the year 5138, epoch milliseconds reached it in 1973. */
const MIN_EPOCH_MS = 1e11;
/** Larger numbers are epoch microseconds, or no time. */
const MAX_EPOCH_MS = 1e14;

/**
 * Reads a date, or a date and time, in the form of RFC 3339 or as epoch seconds or milliseconds, in a number or a text.
 * A time without a zone is UTC.
 *
 * @returns ISO 8601 in UTC with milliseconds, or undefined if the value is no such time
 */
export function toDate(value: JsonValue): string | undefined {
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return EPOCH.test(text) ? fromEpoch(Number(text)) : fromText(text);
}

function fromEpoch(value: number): string | undefined {
	if (!(value >= MIN_EPOCH_SECONDS && value < MAX_EPOCH_MS)) return undefined;
	return new Date(value < MIN_EPOCH_MS ? value * 1000 : value).toISOString();
}

function fromText(text: string): string | undefined {
	const [, day, time = '00:00', zone = 'Z'] = DATE_TIME.exec(text) ?? [];
	// JavaScript reads February 30 as March 2.
	if (!day || !new Date(day).toISOString().startsWith(day)) return undefined;
	const iso = new Date(`${day}T${time}${zone.toUpperCase()}`).toISOString();
	// At the ends of the calendar, a zone can lead to a year with a sign.
	return /^\d/.test(iso) ? iso : undefined;
}
