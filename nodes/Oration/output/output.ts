import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { OrationEvent } from '../event/envelope';
import { isRecordField, SIMPLIFIED_FIELDS, type ConversationRecord } from '../event/fields';
import type { JsonObject } from '../event/json';
import { toRecord } from '../event/record';
import { readChoice, type OutputChoice } from './choice';
import { hintsFor, unknownFields, withHints } from './hints';

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

/** Returns an item with the chosen output of an event, and hints about it. */
export function toItem(
	event: OrationEvent,
	record: ConversationRecord,
	choice: OutputChoice,
): INodeExecutionData {
	const json = toOutput(event, record, choice);
	return withHints({ json }, hintsFor(event, record, json, choice));
}

/**
 * Returns an item with the output that an item's parameters choose, of an event that is received now.
 *
 * @throws NodeOperationError if a selected field doesn't exist
 */
export function outputOf(
	context: IExecuteFunctions,
	itemIndex: number,
	event: OrationEvent,
): INodeExecutionData {
	const choice = readChoice(
		context.getNodeParameter('output', itemIndex),
		// n8n has no value for a hidden parameter.
		context.getNodeParameter('fields', itemIndex, null),
	);
	const unknown = unknownFields(choice.fields);
	if (choice.output === 'selectedFields' && unknown.length > 0) {
		throw new NodeOperationError(context.getNode(), "'Fields' has names that don't exist", {
			description: `Check what its expression returns for this item: ${unknown.join(', ')}.`,
			itemIndex,
		});
	}
	return toItem(event, toRecord(event), choice);
}
