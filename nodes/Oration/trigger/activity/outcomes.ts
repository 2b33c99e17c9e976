/** Why an event doesn't start the workflow, in words that follow "because". */
export const SKIP_REASONS = {
	eventType: "its event type isn't selected in Trigger On",
	agentIds: "it doesn't match the Agent IDs filter",
	answeredOnly: "it doesn't match the Answered Calls Only filter",
	campaignIds: "it doesn't match the Campaign IDs filter",
	categories: "it doesn't match the Categories filter",
	conversationStatuses: "it doesn't match the Conversation Statuses filter",
	conversationTypes: "it doesn't match the Conversation Types filter",
	directions: "it doesn't match the Call Directions filter",
	endReasons: "it doesn't match the End Reasons filter",
	minimumDuration: "it doesn't match the Minimum Duration (Seconds) filter",
	workspaceIds: "it doesn't match the Workspace IDs filter",
	duplicate: 'it is a duplicate',
	disconnected: 'the connection was cut off',
} as const;

/** Why a request is rejected, in words that follow "because". */
export const REJECT_REASONS = {
	secretMissing: 'the shared secret is missing',
	secretWrong: "the shared secret doesn't match the secret in n8n",
	secretUnavailable: "the shared secret can't be loaded",
	settingsInvalid: "the settings can't be read",
	invalidEvent: "it isn't an event from Oration",
	notStored: "the execution couldn't be stored",
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;
export type RejectReason = keyof typeof REJECT_REASONS;

/** Why a trigger isn't ready for any event. */
export type Problem = 'secretUnavailable' | 'settingsInvalid';

export type Outcome = 'started' | SkipReason | RejectReason;

/** What the sender of a rejected request can fix. */
export interface Rejection {
	reason: RejectReason;
	message: string;
	field?: string;
}

export const isSkipReason = (outcome: Outcome): outcome is SkipReason => outcome in SKIP_REASONS;

export const isRejectReason = (outcome: Outcome): outcome is RejectReason =>
	outcome in REJECT_REASONS;
