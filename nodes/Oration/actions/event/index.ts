import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { parseProperties } from './parse';
import { verifyProperties } from './verify';

export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'parse',
		options: [
			{
				name: 'Parse',
				value: 'parse',
				action: 'Parse event',
				description: 'Parse an event from another node into the same fields as the Oration Trigger',
			},
			{
				name: 'Verify',
				value: 'verify',
				action: 'Verify event',
				description:
					"Check that the event's conversation exists in Oration. If it doesn't, the item fails.",
			},
		],
	},
	...updateDisplayOptions({ show: { operation: ['parse'] } }, parseProperties),
	...updateDisplayOptions({ show: { operation: ['verify'] } }, verifyProperties),
];
