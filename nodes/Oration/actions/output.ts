import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { OrationEvent } from '../event/envelope';
import type { JsonObject } from '../event/json';
import { readChoice, toOutput } from '../event/output';
import { Conversation } from '../event/record';
import { fields, output } from '../shared/outputProperties';

/** The choice of output, as in the Oration Trigger. */
export const outputProperties = ({ show }: IDisplayOptions): INodeProperties[] => [
	{ ...output, displayOptions: { show } },
	{ ...fields, displayOptions: { show: { ...show, output: ['selectedFields'] } } },
];

/** An event as the output that is chosen for an item, received now. */
export function outputOf(
	context: IExecuteFunctions,
	itemIndex: number,
	event: OrationEvent,
): JsonObject {
	const choice = readChoice(
		context.getNodeParameter('output', itemIndex, 'simplified'),
		context.getNodeParameter('fields', itemIndex, []),
	);
	return toOutput(new Conversation(event, new Date()), choice);
}
