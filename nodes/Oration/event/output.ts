import { isRecordField, RECORD_FIELD_NAMES, SIMPLIFIED_FIELDS } from './fields';
import type { JsonObject } from './json';
import type { Conversation } from './record';

export const OUTPUTS = ['simplified', 'full', 'selectedFields', 'raw'] as const;

/** How much of an event is handed on. */
export type Output = (typeof OUTPUTS)[number];

/**
 * What an event becomes in the workflow.
 *
 * @param fields the fields for `selectedFields`; unknown names are passed over
 */
export function toOutput(
	conversation: Conversation,
	output: Output,
	fields: readonly string[],
): JsonObject {
	switch (output) {
		case 'raw':
			return conversation.event;
		case 'full':
			return conversation.pick(RECORD_FIELD_NAMES);
		case 'selectedFields':
			return conversation.pick(fields.filter(isRecordField));
		case 'simplified':
			return conversation.pick(SIMPLIFIED_FIELDS);
	}
}
