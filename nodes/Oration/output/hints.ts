import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { OrationEvent } from '../event/envelope';
import { isRecordField, type ConversationRecord } from '../event/fields';
import type { JsonObject } from '../event/json';
import type { OutputChoice } from './choice';

const NO_SUMMARY =
	"Oration sent no summary. Its newer event format has none. To get one, add a result named 'summary' to your post-call analysis in Oration.";
const NOT_ANALYZED = 'conversation.completed';

/** Returns what the output panel should say about an output, in a sentence each. */
export function hintsFor(
	{ eventType, payload }: OrationEvent,
	{ isAnswered }: ConversationRecord,
	json: JsonObject,
	{ output, fields }: OutputChoice,
): string[] {
	const lacksSummary =
		output !== 'raw' &&
		json.summary === null &&
		!Object.hasOwn(payload, 'summary') &&
		isAnswered !== false &&
		eventType !== NOT_ANALYZED;
	const unknown = output === 'selectedFields' ? unknownFields(fields) : [];
	return [
		...(lacksSummary ? [NO_SUMMARY] : []),
		...(unknown.length > 0 ? [`These 'Fields' don't exist: ${unknown.join(', ')}.`] : []),
	];
}

/** Returns the names of fields that the record doesn't have. */
export function unknownFields(fields: readonly string[]): string[] {
	return fields.filter((name) => !isRecordField(name));
}

/** Adds hints to an item, beside its `json`. n8n stores them with the execution. */
export function withHints(item: INodeExecutionData, hints: string[]): INodeExecutionData {
	return hints.length > 0 ? { ...item, orationHints: hints.join('\n') } : item;
}

/** Shows the hints of items in the output panel, each once. Returns the items without them. */
export function showHints(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): INodeExecutionData[] {
	const hints = new Set(
		items.flatMap(({ orationHints }) =>
			typeof orationHints === 'string' ? orationHints.split('\n') : [],
		),
	);
	context.addExecutionHints(...[...hints].map((message) => ({ message })));
	return items.map((item) => {
		const output = { ...item };
		delete output.orationHints;
		return output;
	});
}
