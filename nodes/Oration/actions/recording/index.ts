import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { downloadProperties } from './download';

export const recordingProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'download',
		options: [
			{
				name: 'Download',
				value: 'download',
				action: 'Download recording',
				description: 'Download the recording of a call',
			},
		],
	},
	...updateDisplayOptions({ show: { operation: ['download'] } }, downloadProperties),
];
