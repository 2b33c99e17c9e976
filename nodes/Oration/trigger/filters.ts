import type { RecordField } from '../event/fields';
import { isJsonObject } from '../event/json';
import type { Conversation } from '../event/record';
import { toList } from '../shared/list';

/** Each filter that lists accepted values, and the field of the record that it looks at. */
const LIST_FILTERS = {
	agentIds: 'agentId',
	campaignIds: 'campaignId',
	categories: 'categories',
	conversationStatuses: 'conversationStatus',
	conversationTypes: 'conversationType',
	directions: 'telephonyType',
	endReasons: 'endReason',
	workspaceIds: 'workspaceId',
} as const satisfies Record<string, RecordField>;

interface ListFilter {
	name: string;
	field: (typeof LIST_FILTERS)[keyof typeof LIST_FILTERS];
	accepted: ReadonlySet<string>;
}

export interface Filters {
	lists: ListFilter[];
	/** Seconds; 0 for any. */
	minimumDuration: number;
}

/** Reads the Filters parameter; a filter that lists nothing is left out. */
export function readFilters(parameter: unknown): Filters {
	const values = isJsonObject(parameter) ? parameter : {};
	const given = Object.entries(LIST_FILTERS).filter(([name]) => values[name] !== undefined);
	const lists = given.map(([name, field]) => ({
		name,
		field,
		accepted: new Set(toList(values[name]).map(comparable)),
	}));
	return {
		lists: lists.filter(({ accepted }) => accepted.size > 0),
		minimumDuration: Number(values.minimumDuration ?? 0),
	};
}

/** The name of the first filter that a conversation does not pass, or undefined where it passes them all. */
export function failedFilter(conversation: Conversation, filters: Filters): string | undefined {
	const failed = filters.lists.find(({ field, accepted }) => {
		const values = [conversation.get(field)].flat();
		return !values.some((value) => value !== null && accepted.has(comparable(value)));
	});
	if (failed) return failed.name;
	return lastsLongEnough(conversation, filters.minimumDuration) ? undefined : 'minimumDuration';
}

/** An expression that gives no number lets nothing pass, rather than everything. */
function lastsLongEnough(conversation: Conversation, minimumDuration: number): boolean {
	if (minimumDuration <= 0) return true;
	const duration = conversation.get('durationSeconds');
	return duration !== null && duration >= minimumDuration;
}

const comparable = (value: string): string => value.trim().toLowerCase();
