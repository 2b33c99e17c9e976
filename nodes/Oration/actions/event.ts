import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { readEvent } from '../event/envelope';
import { parseJson } from '../event/json';
import { forEachItem } from './items';
import { outputOf, outputProperties } from './output';

const show = { resource: ['event'], operation: ['parse'] };

export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'parse',
		displayOptions: { show: { resource: ['event'] } },
		options: [
			{
				name: 'Parse',
				value: 'parse',
				action: 'Parse an event',
				description: 'Turn an event that came another way into the record of the Oration Trigger',
			},
		],
	},
	{
		displayName: 'Event',
		name: 'event',
		type: 'json',
		required: true,
		default: '={{ $json.body ?? $json }}',
		displayOptions: { show },
		description: 'Event as Oration sent it, such as the body that a Webhook node received',
	},
	...outputProperties({ show }),
];

export async function parseEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const sent: unknown = context.getNodeParameter('event', itemIndex);
		const result = readEvent(typeof sent === 'string' ? parseJson(sent) : sent);
		if ('event' in result) return { json: outputOf(context, itemIndex, result.event) };
		throw new NodeOperationError(context.getNode(), 'This is not an Oration event', {
			description: `${result.invalid.message}. Check that 'Event' holds the whole body that Oration sent.`,
			itemIndex,
		});
	});
}
