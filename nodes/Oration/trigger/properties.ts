import type { INodeProperties } from 'n8n-workflow';

const listFilter = (
	displayName: string,
	name: string,
	description: string,
	placeholder: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${placeholder}`,
	description: `${description}, separated by commas`,
});

const choiceFilter = (
	displayName: string,
	name: string,
	description: string,
	labels: Record<string, string>,
): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	default: [],
	options: Object.entries(labels).map(([value, label]) => ({ name: label, value })),
	description,
});

export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Which events start the workflow. An event has to pass every filter.',
	options: [
		listFilter('Agent IDs', 'agentIds', 'Calls of these agents', 'agent_123, agent_456'),
		choiceFilter('Call Directions', 'directions', 'Calls in these directions', {
			inbound: 'Inbound',
			outbound: 'Outbound',
		}),
		listFilter('Campaign IDs', 'campaignIds', 'Calls of these campaigns', 'camp_123, camp_456'),
		listFilter(
			'Categories',
			'categories',
			'Calls with at least one of these categories',
			'sales, complaint',
		),
		choiceFilter('Conversation Statuses', 'conversationStatuses', 'Conversations in these states', {
			active: 'Active',
			completed: 'Completed',
			created: 'Created',
			dialing: 'Dialing',
			failed: 'Failed',
			queued: 'Queued',
		}),
		choiceFilter('Conversation Types', 'conversationTypes', 'Conversations of these types', {
			chat: 'Chat',
			telephony: 'Telephony',
			web: 'Web',
		}),
		choiceFilter('End Reasons', 'endReasons', 'Calls that ended for these reasons', {
			agent_hangup: 'Agent Hung Up',
			user_did_not_answer: 'Customer Did Not Answer',
			user_hangup: 'Customer Hung Up',
			user_inactivity: 'Customer Was Inactive',
			max_duration_exceeded: 'Maximum Duration Reached',
			network_error: 'Network Connection Lost',
		}),
		{
			displayName: 'Minimum Duration (Seconds)',
			name: 'minimumDuration',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'Calls that lasted at least this long, ringing included. To leave out unanswered calls, use End Reasons.',
		},
		listFilter('Workspace IDs', 'workspaceIds', 'Calls of these workspaces', 'ws_123, ws_456'),
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
