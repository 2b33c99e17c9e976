import type { INodeProperties } from 'n8n-workflow';
import { downloadProperties } from './download';

export const recordingProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'download',
		displayOptions: { show: { resource: ['recording'] } },
		options: [
			{
				name: 'Download',
				value: 'download',
				action: 'Download recording',
				description: 'Download the recording of a call',
			},
		],
	},
	...downloadProperties,
];
