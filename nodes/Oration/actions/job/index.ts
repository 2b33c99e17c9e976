import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { getProperties } from './get';

export const jobProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'get',
		options: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get job',
				description: 'Get the status of a customer batch',
			},
		],
	},
	...updateDisplayOptions({ show: { operation: ['get'] } }, getProperties),
];
