import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { OrationEvent } from '../event/envelope';
import type { JsonObject } from '../event/json';
import { readChoice, toOutput } from '../event/output';
import { Conversation } from '../event/record';
import { fields } from '../trigger/properties';

/** The choice of output, as in the Oration Trigger. */
export const outputProperties = ({ show }: IDisplayOptions): INodeProperties[] => [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'simplified',
		displayOptions: { show },
		options: [
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'The ten fields that most workflows need',
			},
			{
				name: 'Full',
				value: 'full',
				description: 'Every field, with the transcript in turns and all times',
			},
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'Only the fields that you choose',
			},
			{ name: 'Raw', value: 'raw', description: 'Exactly what Oration sent' },
		],
	},
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
