import { toList } from '../shared/list';
import { isRecordField, RECORD_FIELD_NAMES, SIMPLIFIED_FIELDS } from './fields';
import type { JsonObject } from './json';
import type { EventReader } from './record';

export const OUTPUTS = ['simplified', 'full', 'selectedFields', 'raw'] as const;

/** What the node outputs of an event. */
export type Output = (typeof OUTPUTS)[number];

export interface OutputChoice {
	output: Output;
	/** The fields for `selectedFields`. Unknown names are ignored. */
	fields: readonly string[];
}

/** Reads the parameters. Each can be an expression, so each can have any type. */
export function readChoice(output: unknown, fields: unknown): OutputChoice {
	return {
		output: OUTPUTS.find((known) => known === output) ?? 'simplified',
		fields: toList(fields),
	};
}

/** Returns the chosen output of an event. */
export function toOutput(reader: EventReader, { output, fields }: OutputChoice): JsonObject {
	switch (output) {
		case 'raw':
			return reader.event;
		case 'full':
			return reader.pick(RECORD_FIELD_NAMES);
		case 'selectedFields':
			return reader.pick(fields.filter(isRecordField));
		case 'simplified':
			return reader.pick(SIMPLIFIED_FIELDS);
	}
}
