import type { JsonValue } from './json';

const DAY = /\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/.source;
const HOUR_AND_MINUTE = /(?:[01]\d|2[0-3]):[0-5]\d/.source;
/** RFC 3339, also with a space for the T, without a zone, without seconds, and without a time. */
const DATE_TIME = new RegExp(
	`^(${DAY})(?:[T ](${HOUR_AND_MINUTE}(?::[0-5]\\d(?:\\.\\d+)?)?)(Z|[+-]${HOUR_AND_MINUTE})?)?$`,
	'i',
);
const EPOCH = /^\d{9,14}$/;
/** The year 1973. Smaller numbers aren't times, but for example offsets. */
const MIN_EPOCH_SECONDS = 1e8;
/** From here, numbers are milliseconds: 1973 in milliseconds, the year 5138 in seconds. */
const MIN_EPOCH_MS = 1e11;
/** Larger numbers are microseconds or aren't times. */
const MAX_EPOCH_MS = 1e14;

/**
 * Reads an RFC 3339 date or time, or epoch seconds or milliseconds as a number or text. A time without a zone is UTC.
 *
 * @returns ISO 8601 in UTC with milliseconds, or undefined if the value isn't such a time
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
