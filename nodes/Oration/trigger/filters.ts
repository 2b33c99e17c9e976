import type { ConversationRecord, RecordField } from '../event/fields';
import { isJsonObject } from '../event/json';
import { toList } from '../event/values';

/** The filters that list accepted values, with the field that each one compares. */
const LIST_FILTERS = [
	{ name: 'agentIds', field: 'agentId' },
	{ name: 'campaignIds', field: 'campaignId' },
	{ name: 'categories', field: 'categories' },
	{ name: 'conversationStatuses', field: 'conversationStatus' },
	{ name: 'conversationTypes', field: 'conversationType' },
	{ name: 'directions', field: 'telephonyType' },
	{ name: 'endReasons', field: 'endReason' },
	{ name: 'workspaceIds', field: 'workspaceId' },
] as const satisfies Array<{ name: string; field: RecordField }>;

type ListFilter = (typeof LIST_FILTERS)[number] & { accepted: ReadonlySet<string> };

export type FilterName = ListFilter['name'] | 'minimumDuration';

export interface Filters {
	lists: ListFilter[];
	/** In seconds. Undefined if the filter isn't set, null if it's set to something that isn't a number. */
	minimumDuration: number | null | undefined;
}

/**
 * Reads the Filters parameter. An empty filter accepts all. If its expression returns null or undefined, also in an array,
 * it accepts nothing.
 */
export function readFilters(parameter: unknown): Filters {
	const values = isJsonObject(parameter) ? parameter : {};
	return {
		lists: LIST_FILTERS.flatMap((filter) => {
			if (!(filter.name in values)) return [];
			const value = values[filter.name];
			const accepted = new Set(toList(value).map(normalize));
			const isSetToNothing = Array.isArray(value) ? value.some(isNothing) : isNothing(value);
			return accepted.size > 0 || isSetToNothing ? [{ ...filter, accepted }] : [];
		}),
		minimumDuration: 'minimumDuration' in values ? readMinimum(values.minimumDuration) : undefined,
	};
}

const isNothing = (value: unknown) => value === null || value === undefined;

function readMinimum(value: unknown): number | null {
	const minimum = Number(value ?? NaN);
	return Number.isNaN(minimum) ? null : minimum;
}

/** Returns the name of the first filter that an event doesn't match, or undefined if it matches all. */
export function failedFilter(record: ConversationRecord, filters: Filters): FilterName | undefined {
	const failed = filters.lists.find(({ field, accepted }) => {
		const values = [record[field]].flat();
		return !values.some((value) => value !== null && accepted.has(normalize(value)));
	});
	if (failed) return failed.name;
	return lastsLongEnough(record, filters.minimumDuration) ? undefined : 'minimumDuration';
}

function lastsLongEnough(
	{ durationSeconds }: ConversationRecord,
	minimum: Filters['minimumDuration'],
): boolean {
	if (minimum === undefined) return true;
	if (minimum === null) return false;
	return minimum <= 0 || (durationSeconds !== null && durationSeconds >= minimum);
}

const normalize = (value: string): string => value.trim().toLowerCase();
