import { toList } from '../shared/list';
import { isRecordField, RECORD_FIELD_NAMES, SIMPLIFIED_FIELDS } from './fields';
import type { JsonObject } from './json';
import type { Conversation } from './record';

export const OUTPUTS = ['simplified', 'full', 'selectedFields', 'raw'] as const;

/** How much of an event is handed on. */
export type Output = (typeof OUTPUTS)[number];

export interface OutputChoice {
	output: Output;
	/** The fields for `selectedFields`; unknown names are passed over. */
	fields: readonly string[];
}

/** The choice that two parameters make. Either may be an expression, so either may be of any type. */
export function readChoice(output: unknown, fields: unknown): OutputChoice {
	return {
		output: OUTPUTS.find((known) => known === output) ?? 'simplified',
		fields: toList(fields),
	};
}

/** What an event becomes in the workflow. */
export function toOutput(conversation: Conversation, { output, fields }: OutputChoice): JsonObject {
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
