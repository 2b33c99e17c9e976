import type { IWebhookFunctions } from 'n8n-workflow';
import { isJsonObject } from '../event/json';
import { OUTPUTS, type Output } from '../event/output';
import { readFilters, type Filters } from './filters';
import { toList } from './list';

export interface Settings {
	events: string[];
	needsSecret: boolean;
	output: Output;
	fields: string[];
	filters: Filters;
	deduplicate: boolean;
}

/** The parameters of the node. Any of them may be an expression, so any of them may be of any type. */
export function readSettings(context: Pick<IWebhookFunctions, 'getNodeParameter'>): Settings {
	const output: unknown = context.getNodeParameter('output', 'simplified');
	const options: unknown = context.getNodeParameter('options', {});
	return {
		events: toList(context.getNodeParameter('events', [])),
		// Anything but a clear no asks for the secret.
		needsSecret: context.getNodeParameter('authentication', 'none') !== 'none',
		output: OUTPUTS.find((known) => known === output) ?? 'simplified',
		fields: toList(context.getNodeParameter('fields', [])),
		filters: readFilters(context.getNodeParameter('filters', {})),
		deduplicate: !isJsonObject(options) || options.deduplicate !== false,
	};
}
