import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sendCustomers } from './batch';

export async function createOrUpdateCustomers(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	return await sendCustomers(context, { strategy: 'upsert' });
}
