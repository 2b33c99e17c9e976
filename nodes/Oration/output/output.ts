import type { IExecuteFunctions } from 'n8n-workflow';
import type { OrationEvent } from '../event/envelope';
import { isRecordField, SIMPLIFIED_FIELDS, type ConversationRecord } from '../event/fields';
import type { JsonObject } from '../event/json';
import { toRecord } from '../event/record';
import { toList } from '../event/values';

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

/** Returns the chosen output of an event and its record. */
export function toOutput(
	event: OrationEvent,
	record: ConversationRecord,
	{ output, fields }: OutputChoice,
): JsonObject {
	const pick = (names: readonly string[]) =>
		Object.fromEntries(names.filter(isRecordField).map((name) => [name, record[name]]));
	switch (output) {
		case 'raw':
			return event;
		case 'full':
			return record;
		case 'selectedFields':
			return pick(fields);
		case 'simplified':
			return pick(SIMPLIFIED_FIELDS);
	}
}

/** Returns the output that the parameters of an item choose, of an event that is received now. */
export function outputOf(
	{ context, index }: { context: IExecuteFunctions; index: number },
	event: OrationEvent,
): JsonObject {
	const choice = readChoice(
		context.getNodeParameter('output', index),
		// n8n has no value for a hidden parameter.
		context.getNodeParameter('fields', index, null),
	);
	return toOutput(event, toRecord(event), choice);
}
