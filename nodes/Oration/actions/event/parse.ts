import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { readEvent } from '../../event/envelope';
import { forEachItem } from '../items';
import { outputOf } from '../../output/output';
import { outputProperties } from '../../output/properties';

const show = { resource: ['event'], operation: ['parse'] };

export const parseProperties: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'json',
		required: true,
		default: '={{ $json.body ?? $json }}',
		displayOptions: { show },
		description: 'The event as Oration sent it, for example the body from a Webhook node',
	},
	...outputProperties({ show }),
];

export async function parseEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const result = readEvent(context.getNodeParameter('event', itemIndex));
		if ('event' in result) return { json: outputOf(context, itemIndex, result.event) };
		throw new NodeOperationError(context.getNode(), "The input isn't an Oration event", {
			description: `${result.invalid.message}. Check that 'Event' contains the whole body from Oration.`,
			itemIndex,
		});
	});
}
