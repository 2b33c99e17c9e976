import type { RecordField } from '../event/fields';
import { isJsonObject } from '../event/json';
import type { EventReader } from '../event/record';
import { toList } from '../shared/list';

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
	/** In seconds. 0 accepts all. */
	minimumDuration: number;
}

/**
 * Reads the Filters parameter. An empty filter accepts all. If its expression returns null or undefined, also in an array,
 * it accepts nothing.
 */
export function readFilters(parameter: unknown): Filters {
	const values = isJsonObject(parameter) ? parameter : {};
	const added = LIST_FILTERS.filter(({ name }) => name in values);
	const lists = added.map((filter) => ({
		...filter,
		accepted: new Set(toList(values[filter.name]).map(normalize)),
	}));
	const hasNothing = (name: FilterName) =>
		[values[name]].flat().some((value) => (value ?? null) === null);
	return {
		lists: lists.filter(({ name, accepted }) => accepted.size > 0 || hasNothing(name)),
		minimumDuration: 'minimumDuration' in values ? Number(values.minimumDuration ?? NaN) : 0,
	};
}

/** Returns the name of the first filter that an event doesn't match, or undefined if it matches all. */
export function failedFilter(reader: EventReader, filters: Filters): FilterName | undefined {
	const failed = filters.lists.find(({ field, accepted }) => {
		const values = [reader.get(field)].flat();
		return !values.some((value) => value !== null && accepted.has(normalize(value)));
	});
	if (failed) return failed.name;
	return lastsLongEnough(reader, filters.minimumDuration) ? undefined : 'minimumDuration';
}

/** If the minimum isn't a number, because of an expression, nothing matches. */
function lastsLongEnough(reader: EventReader, minimumDuration: number): boolean {
	if (minimumDuration <= 0) return true;
	const duration = reader.get('durationSeconds');
	return duration !== null && duration >= minimumDuration;
}

const normalize = (value: string): string => value.trim().toLowerCase();
