import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { getJob } from '../api/jobs';
import { forEachItem, requiredText } from './items';

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
	{
		displayName: 'Job ID',
		name: 'jobId',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show: { resource: ['job'], operation: ['get'] } },
		description: 'Job ID from Customer: Create or Update',
	},
];

export async function getJobs(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const jobId = requiredText(context, 'jobId', 'Job ID', itemIndex);
		return { json: await getJob(context, itemIndex, jobId) };
	});
}
