import type { IWebhookFunctions } from 'n8n-workflow';
import { isJsonObject } from '../event/json';
import { toBoolean, toList } from '../event/values';
import { readChoice, type OutputChoice } from '../output/output';
import { readFilters, type Filter } from './filters';

type Context = Pick<IWebhookFunctions, 'getNodeParameter'>;

export interface Settings {
	events: string[];
	choice: OutputChoice;
	filters: Filter[];
	deduplicate: boolean;
}

/** Reads the parameters of the node. Each can be an expression, so each can have any type. */
export function readSettings(context: Context): Settings {
	return {
		events: toList(context.getNodeParameter('events', [])),
		choice: readChoice(
			context.getNodeParameter('output', 'simplified'),
			context.getNodeParameter('fields', []),
		),
		filters: readFilters(context.getNodeParameter('filters', {})),
		deduplicate: isOptionOn(context, 'deduplicate'),
	};
}

/** Whether the status page shows what arrived. */
export function showsActivity(context: Context): boolean {
	return isOptionOn(context, 'showActivity');
}

/** Whether requests need the secret: always, unless the parameter is exactly `none`. */
export function needsSecret(context: Context): boolean {
	return context.getNodeParameter('authentication', 'none') !== 'none';
}

/** Each option is on by default. */
function isOptionOn(context: Context, name: 'deduplicate' | 'showActivity'): boolean {
	const options: unknown = context.getNodeParameter('options', {});
	return toBoolean((isJsonObject(options) ? options[name] : undefined) ?? true) === true;
}
