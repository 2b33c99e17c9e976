import type { IWebhookFunctions } from 'n8n-workflow';
import { isJsonObject } from '../event/json';
import { readChoice, type OutputChoice } from '../event/output';
import { toList } from '../shared/list';
import { readFilters, type Filters } from './filters';

export interface Settings {
	events: string[];
	choice: OutputChoice;
	filters: Filters;
	deduplicate: boolean;
}

/** Reads the parameters of the node. Each can be an expression, so each can have any type. */
export function readSettings(context: Pick<IWebhookFunctions, 'getNodeParameter'>): Settings {
	const options: unknown = context.getNodeParameter('options', {});
	return {
		events: toList(context.getNodeParameter('events', [])),
		choice: readChoice(
			context.getNodeParameter('output', 'simplified'),
			context.getNodeParameter('fields', []),
		),
		filters: readFilters(context.getNodeParameter('filters', {})),
		deduplicate: !isJsonObject(options) || options.deduplicate !== false,
	};
}

/** Whether requests need the secret: always, unless the parameter is exactly `none`. */
export function needsSecret(context: Pick<IWebhookFunctions, 'getNodeParameter'>): boolean {
	return context.getNodeParameter('authentication', 'none') !== 'none';
}
