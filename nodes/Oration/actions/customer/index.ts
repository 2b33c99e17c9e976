import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { customerFields } from './fields';

export const customerProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'upsert',
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create customers',
				description: 'Create new customers only (insert)',
			},
			{
				name: 'Create or Update',
				value: 'upsert',
				action: 'Create or update customers',
				description:
					'Create a new customer, or update the current one if it already exists (upsert)',
			},
		],
	},
	...updateDisplayOptions({ show: { operation: ['create', 'upsert'] } }, customerFields),
];
