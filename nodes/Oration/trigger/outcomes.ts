/** Why an event doesn't start the workflow, in words that follow "because". */
export const SKIP_REASONS = {
	eventType: "its type isn't selected in Trigger On",
	agentIds: "it doesn't match the filter Agent IDs",
	campaignIds: "it doesn't match the filter Campaign IDs",
	categories: "it doesn't match the filter Categories",
	conversationStatuses: "it doesn't match the filter Conversation Statuses",
	conversationTypes: "it doesn't match the filter Conversation Types",
	directions: "it doesn't match the filter Call Directions",
	endReasons: "it doesn't match the filter End Reasons",
	minimumDuration: "it doesn't match the filter Minimum Duration (Seconds)",
	workspaceIds: "it doesn't match the filter Workspace IDs",
	duplicate: 'it is a duplicate',
	disconnected: 'its sender disconnected',
} as const;

/** Why a request is rejected, in words that follow "because". */
export const REJECT_REASONS = {
	secretMissing: 'the shared secret is missing',
	secretWrong: "the shared secret doesn't match the secret in n8n",
	secretUnavailable: "the shared secret can't be loaded",
	invalidEvent: "it isn't an event from Oration",
	notStored: "the execution couldn't be stored",
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;
export type RejectReason = keyof typeof REJECT_REASONS;

/** What a request led to. */
export type Outcome = 'started' | SkipReason | RejectReason;

export function isSkipReason(outcome: Outcome): outcome is SkipReason {
	return outcome in SKIP_REASONS;
}

export function isRejectReason(outcome: Outcome): outcome is RejectReason {
	return outcome in REJECT_REASONS;
}
