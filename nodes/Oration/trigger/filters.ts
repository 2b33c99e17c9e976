import type { ConversationRecord } from '../event/fields';
import { isJsonObject } from '../event/json';
import { normalize, toBoolean, toList } from '../event/values';
import type { SkipReason } from './activity/outcomes';

type Matches = (record: ConversationRecord) => boolean;

/** Reads the value of each filter that isn't null or undefined. */
const FILTERS: ReadonlyArray<[SkipReason, (value: unknown) => Matches]> = [
	['agentIds', acceptsAny(({ agentId }) => agentId)],
	['campaignIds', acceptsAny(({ campaignId }) => campaignId)],
	['categories', acceptsAny(({ categories }) => categories)],
	['conversationStatuses', acceptsAny(({ conversationStatus }) => conversationStatus)],
	['conversationTypes', acceptsAny(({ conversationType }) => conversationType)],
	['directions', acceptsAny(({ telephonyType }) => telephonyType)],
	['endReasons', acceptsAny(({ endReason }) => endReason)],
	['workspaceIds', acceptsAny(({ workspaceId }) => workspaceId)],
	[
		'answeredOnly',
		(value) => (record) => toBoolean(value) === false || record.isAnswered !== false,
	],
	[
		'minimumDuration',
		(value) => (record) => Number(value) <= 0 || (record.durationSeconds ?? NaN) >= Number(value),
	],
];

/**
 * Reads the Filters parameter. An empty filter accepts all. If its expression returns null or undefined, also in an array,
 * it accepts nothing.
 *
 * @returns a function that returns the name of the first filter that an event doesn't match, or undefined if it matches all
 */
export function readFilters(parameter: unknown) {
	const values = isJsonObject(parameter) ? parameter : {};
	const filters = FILTERS.filter(([name]) => name in values).map(([name, read]) => {
		const value = values[name];
		return { name, matches: isNothing(value) ? () => false : read(value) };
	});
	return (record: ConversationRecord) => filters.find(({ matches }) => !matches(record))?.name;
}

/** Accepts records that have one of the values. A whole text is one too, because a category can have a comma in it. */
function acceptsAny(read: (record: ConversationRecord) => string | null | string[]) {
	return (value: unknown): Matches => {
		const values = toList(value);
		const whole = values.length > 0 && typeof value === 'string' ? [value] : [];
		const accepted = new Set([...values, ...whole].map(normalize));
		const isSetToNothing = Array.isArray(value) && value.some(isNothing);
		const isEmpty = accepted.size === 0 && !isSetToNothing;
		return (record) =>
			isEmpty ||
			[read(record)].flat().some((text) => text !== null && accepted.has(normalize(text)));
	};
}

const isNothing = (value: unknown) => value === null || value === undefined;
