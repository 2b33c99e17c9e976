import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Item } from '../api/item';
import type { OrationEvent } from '../event/envelope';
import type { JsonObject } from '../event/json';
import { readChoice, toOutput } from '../event/output';
import { EventReader } from '../event/record';
import { fields, output } from '../shared/outputProperties';

/** The output parameters of the Oration Trigger. */
export const outputProperties = ({ show }: IDisplayOptions): INodeProperties[] => [
	{ ...output, displayOptions: { show } },
	{ ...fields, displayOptions: { show: { ...show, output: ['selectedFields'] } } },
];

/** Returns the chosen output of an event, as received now. */
export function outputOf({ context, index }: Item, event: OrationEvent): JsonObject {
	const choice = readChoice(
		context.getNodeParameter('output', index),
		// n8n has no value for a hidden parameter.
		context.getNodeParameter('fields', index, null),
	);
	return toOutput(new EventReader(event, new Date()), choice);
}
