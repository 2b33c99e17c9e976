import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { getJob } from '../../api/jobs';
import { forEachItem } from '../items';
import { requiredId } from '../parameters';

export const getProperties: INodeProperties[] = [
	{
		displayName: 'Job ID',
		name: 'jobId',
		type: 'string',
		required: true,
		default: '',
		description: 'Job ID from Customer: Create or Customer: Create or Update',
	},
];

export async function getJobs(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (item) => ({
		json: await getJob(item, requiredId(item, 'jobId', 'Job ID')),
	}));
}
