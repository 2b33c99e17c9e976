import type { IWebhookFunctions } from 'n8n-workflow';
import { isJsonObject } from '../event/json';
import { toBoolean, toList } from '../event/values';
import { readChoice } from '../output/output';
import { readFilters } from './filters';

/**
 * Reads the parameters of the node. Each can be an expression, so each can have any type.
 *
 * @throws ExpressionError if an expression throws
 */
export function readSettings(context: IWebhookFunctions) {
	return {
		events: toList(context.getNodeParameter('events', [])),
		choice: readChoice(
			context.getNodeParameter('output', 'simplified'),
			context.getNodeParameter('fields', []),
		),
		failedFilter: readFilters(context.getNodeParameter('filters', {})),
		deduplicate: isOptionOn(context, 'deduplicate'),
		showActivity: isOptionOn(context, 'showActivity'),
	};
}

export type Settings = ReturnType<typeof readSettings>;

/** Whether requests need the secret: always, unless the parameter is exactly `none`. Never throws. */
export function needsSecret(context: IWebhookFunctions): boolean {
	try {
		return context.getNodeParameter('authentication', 'none') !== 'none';
	} catch {
		return true;
	}
}

/** Each option is on by default. */
function isOptionOn(context: IWebhookFunctions, name: 'deduplicate' | 'showActivity'): boolean {
	const options: unknown = context.getNodeParameter('options', {});
	return toBoolean((isJsonObject(options) ? options[name] : undefined) ?? true) === true;
}
