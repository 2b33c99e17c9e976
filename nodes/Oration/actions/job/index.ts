import type { INodeProperties } from 'n8n-workflow';
import { getProperties } from './get';

export const jobProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'get',
		displayOptions: { show: { resource: ['job'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get job',
				description: 'Get the status of a customer batch',
			},
		],
	},
	...getProperties,
];
