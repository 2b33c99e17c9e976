import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { createProperties } from './fields';
import { getProperties } from './get';

export const conversationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'create',
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Call a person or start a conversation',
				description:
					'Create a conversation. An agent calls a real person if the type is Phone Call. The node can wait for the result.',
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get the result of a conversation',
				description:
					'Get a conversation by ID, now, or when it has ended or has been analyzed. Unlike an event, it may have no transcript or recording.',
			},
		],
	},
	...updateDisplayOptions({ show: { operation: ['create'] } }, createProperties),
	...updateDisplayOptions({ show: { operation: ['get'] } }, getProperties),
];
