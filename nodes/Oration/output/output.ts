import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isConversation, type OrationEvent } from '../event/envelope';
import { isRecordField, SIMPLIFIED_FIELDS, type ConversationRecord } from '../event/fields';
import type { JsonObject } from '../event/json';
import { toRecord } from '../event/record';
import { toList } from '../event/values';

export const OUTPUTS = ['simplified', 'full', 'selectedFields', 'raw'] as const;
const NOT_ANALYZED = 'conversation.completed';
const NO_SUMMARY =
	"Oration sent no summary. Its newer event format has none. To get one, add a result named 'summary' to your post-call analysis in Oration.";

export type OutputChoice = ReturnType<typeof readChoice>;

/** Reads the parameters. Each can be an expression, so each can have any type. Keeps the names of fields that don't exist. */
export function readChoice(output: unknown, fields: unknown) {
	const known = OUTPUTS.find((value) => value === output) ?? 'simplified';
	return { output: known, fields: toList(fields) };
}

/** Returns an item with the chosen output of an event. Beside its `json`, it can have a hint for the output panel. */
export function toItem(
	event: OrationEvent,
	choice: OutputChoice,
	record: ConversationRecord = toRecord(event),
): INodeExecutionData {
	const json = toOutput(event, record, choice);
	const lacksSummary = json.summary === null && !Object.hasOwn(event.payload, 'summary');
	const mayHaveOne = record.isAnswered !== false && event.eventType !== NOT_ANALYZED;
	const unknown = unknownFields(choice);
	const hints = [
		...(lacksSummary && mayHaveOne ? [NO_SUMMARY] : []),
		...(unknown.length > 0 ? [`These 'Fields' don't exist: ${unknown.join(', ')}.`] : []),
	];
	return hints.length > 0 ? { json, orationHint: hints.join(' ') } : { json };
}

function toOutput(
	event: OrationEvent,
	record: ConversationRecord,
	{ output, fields }: OutputChoice,
): JsonObject {
	if (output === 'raw') return isConversation(event) ? event.payload : event;
	if (output === 'full') return record;
	const names = output === 'selectedFields' ? fields : SIMPLIFIED_FIELDS;
	return Object.fromEntries(names.filter(isRecordField).map((name) => [name, record[name]]));
}

export const unknownFields = ({ output, fields }: OutputChoice) =>
	output === 'selectedFields' ? fields.filter((name) => !isRecordField(name)) : [];

/** Shows the hints of items in the output panel, each once. Returns the items without them. */
export function showHints(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): INodeExecutionData[] {
	const hints = new Set(
		items.flatMap(({ orationHint: hint }) => (typeof hint === 'string' ? [hint] : [])),
	);
	context.addExecutionHints(...[...hints].map((message) => ({ message })));
	return items.map((item) => {
		const output = { ...item };
		delete output.orationHint;
		return output;
	});
}
