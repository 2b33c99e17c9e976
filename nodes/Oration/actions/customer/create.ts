import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { toBoolean } from '../../event/values';
import { readCollection } from '../parameters';
import { sendCustomers } from './batch';

export const createProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { resource: ['customer'], operation: ['create'] } },
		options: [
			{
				displayName: 'Allow Partial Batches',
				name: 'partial',
				type: 'boolean',
				default: false,
				description: 'Whether Oration can create some of the customers if others are invalid',
			},
		],
	},
];

export async function createCustomers(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { partial } = readCollection({ context, index: 0 }, 'options');
	return await sendCustomers(context, {
		strategy: 'insert',
		partial: toBoolean(partial) || undefined,
	});
}
