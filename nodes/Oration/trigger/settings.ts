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

/** The parameters of the node. Any of them may be an expression, so any of them may be of any type. */
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

/** Anything but a clear no asks for the secret. */
export function needsSecret(context: Pick<IWebhookFunctions, 'getNodeParameter'>): boolean {
	return context.getNodeParameter('authentication', 'none') !== 'none';
}
