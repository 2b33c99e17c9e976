import type { INodeProperties } from 'n8n-workflow';

export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Which events start the workflow. An event has to pass every filter.',
	options: [
		{
			displayName: 'Agent IDs',
			name: 'agentIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. agent_123, agent_456',
			description: 'Calls of these agents, separated by commas',
		},
		{
			displayName: 'Call Directions',
			name: 'directions',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Inbound', value: 'inbound' },
				{ name: 'Outbound', value: 'outbound' },
			],
			description: 'Calls in these directions',
		},
		{
			displayName: 'Campaign IDs',
			name: 'campaignIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. camp_123, camp_456',
			description: 'Calls of these campaigns, separated by commas',
		},
		{
			displayName: 'Categories',
			name: 'categories',
			type: 'string',
			default: '',
			placeholder: 'e.g. sales, complaint',
			description: 'Calls with at least one of these categories, separated by commas',
		},
		{
			displayName: 'Conversation Statuses',
			name: 'conversationStatuses',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Active', value: 'active' },
				{ name: 'Completed', value: 'completed' },
				{ name: 'Created', value: 'created' },
				{ name: 'Dialing', value: 'dialing' },
				{ name: 'Failed', value: 'failed' },
				{ name: 'Queued', value: 'queued' },
			],
			description: 'Conversations in these states',
		},
		{
			displayName: 'Conversation Types',
			name: 'conversationTypes',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Chat', value: 'chat' },
				{ name: 'Telephony', value: 'telephony' },
				{ name: 'Web', value: 'web' },
			],
			description: 'Conversations of these types',
		},
		{
			displayName: 'End Reasons',
			name: 'endReasons',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Agent Hung Up', value: 'agent_hangup' },
				{ name: 'Customer Did Not Answer', value: 'user_did_not_answer' },
				{ name: 'Customer Hung Up', value: 'user_hangup' },
				{ name: 'Customer Was Inactive', value: 'user_inactivity' },
				{ name: 'Maximum Duration Reached', value: 'max_duration_exceeded' },
				{ name: 'Network Connection Lost', value: 'network_error' },
			],
			description: 'Calls that ended for these reasons',
		},
		{
			displayName: 'Minimum Duration (Seconds)',
			name: 'minimumDuration',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'Calls that lasted at least this long, ringing included. To leave out unanswered calls, use End Reasons.',
		},
		{
			displayName: 'Workspace IDs',
			name: 'workspaceIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. ws_123, ws_456',
			description: 'Calls of these workspaces, separated by commas',
		},
	],
};

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Skip Duplicates',
			name: 'deduplicate',
			type: 'boolean',
			default: true,
			description: 'Whether to skip events that already started the workflow. On by default.',
		},
	],
};
