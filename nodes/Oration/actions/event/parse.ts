import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { itemError } from '../../api/item';
import { InvalidEventError, readEvent } from '../../event/envelope';
import { forEachItem } from '../items';
import { toItem } from '../../output/output';
import { outputProperties } from '../../output/properties';
import { readOutput, readParameter } from '../parameters';

export const parseProperties: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'json',
		required: true,
		default: '={{ $json.body ?? $json }}',
		description: 'The event as Oration sent it, for example the body from a Webhook node',
	},
	...outputProperties,
];

export async function parseEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (item) => {
		const event = readEvent(readParameter(item, 'event'));
		if (!(event instanceof InvalidEventError)) return toItem(event, readOutput(item));
		const description = `${event.message}. Check that 'Event' contains the whole body from Oration.`;
		throw itemError(item, "The input isn't an Oration event", description);
	});
}
