import type { INodeProperties } from 'n8n-workflow';

const listFilter = (
	filter: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'placeholder'>,
): INodeProperties => ({ type: 'string', default: '', ...filter });

const choiceFilter = (
	displayName: string,
	name: string,
	subject: string,
	labels: Record<string, string>,
): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	default: [],
	options: Object.entries(labels).map(([value, label]) => ({ name: label, value })),
	description: `${subject} to accept. Leave empty to accept all.`,
});

export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'An event must match every filter to start the workflow',
	options: [
		listFilter({
			displayName: 'Agent IDs',
			name: 'agentIds',
			placeholder: 'e.g. agent_123, agent_456',
			description:
				"Comma-separated agent IDs. Leave empty to accept all agents. To find an agent's ID, look at the 'agentId' field of an earlier event (Output: Full).",
		}),
		{
			displayName: 'Answered Calls Only',
			name: 'answeredOnly',
			type: 'boolean',
			default: true,
			description:
				'Whether to skip calls that the customer did not answer. On by default. Calls that may have been answered start the workflow.',
		},
		choiceFilter('Call Directions', 'directions', 'Directions', {
			inbound: 'Inbound',
			outbound: 'Outbound',
		}),
		listFilter({
			displayName: 'Campaign IDs',
			name: 'campaignIds',
			placeholder: 'e.g. camp_123, camp_456',
			description: 'Comma-separated campaign IDs. Leave empty to accept all campaigns.',
		}),
		listFilter({
			displayName: 'Categories',
			name: 'categories',
			placeholder: 'e.g. sales, complaint',
			description:
				'Comma-separated categories. A call needs at least one of them, so calls without categories are skipped. Leave empty to accept all calls. To accept one with a comma in it, enter it alone.',
		}),
		choiceFilter('Conversation Statuses', 'conversationStatuses', 'Statuses', {
			completed: 'Completed',
			failed: 'Failed',
		}),
		choiceFilter('Conversation Types', 'conversationTypes', 'Types', {
			chat: 'Chat',
			telephony: 'Phone Call',
			web: 'Web',
		}),
		choiceFilter('End Reasons', 'endReasons', 'End reasons', {
			agent_hangup: 'Agent Hung Up',
			user_did_not_answer: 'Customer Did Not Answer',
			user_hangup: 'Customer Hung Up',
			user_inactivity: 'Customer Was Inactive',
			max_duration_exceeded: 'Maximum Duration Reached',
			network_error: 'Network Error',
		}),
		{
			displayName: 'Minimum Duration (Seconds)',
			name: 'minimumDuration',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				"Skips shorter calls. Ringing counts too. To skip unanswered calls, add 'Answered Calls Only'.",
		},
		listFilter({
			displayName: 'Workspace IDs',
			name: 'workspaceIds',
			placeholder: 'e.g. ws_123, ws_456',
			description: 'Comma-separated workspace IDs. Leave empty to accept all workspaces.',
		}),
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
			displayName: 'Show Activity on Status Page',
			name: 'showActivity',
			type: 'boolean',
			default: true,
			description:
				'Whether the status page shows how many events arrived and when. To see the page, open the Production URL in a browser. Anyone with the URL can open it. On by default.',
		},
		{
			displayName: 'Skip Duplicates',
			name: 'deduplicate',
			type: 'boolean',
			default: true,
			description: 'Whether to skip events that already started the workflow. On by default.',
		},
	],
};
