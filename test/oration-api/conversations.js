const { randomUUID } = require('node:crypto');
const { common, samples } = require('../../nodes/Oration/trigger/pages/samples.json');

const payload = { ...common, ...samples.answered.payload };
const SAMPLE_CONVERSATION_ID = payload.id;
const SAMPLE_WORKSPACE_ID = payload.workspaceId;
/** The fields of a result of POST /conversations in the newer of the two documented formats. */
const RESULT_FIELDS = [
	...['id', 'workspaceId', 'agentId', 'customerId', 'conversationType', 'conversationStatus'],
	...['telephonyType', 'telephonyStatus', 'toPhoneNumber', 'fromPhoneNumber'],
	...['createdAt', 'updatedAt'],
];
const EVENT_ONLY_FIELDS = ['customer', 'campaignId', 'campaignRunId', 'recordingUrl', 'transcript'];

/** Returns the conversation of the sample events as GET returns it, with fewer fields than the event. */
const sampleConversation = () =>
	Object.fromEntries(Object.entries(payload).filter(([name]) => !EVENT_ONLY_FIELDS.includes(name)));

/** The fields of a conversation, without values. */
const EMPTY = Object.fromEntries(Object.keys(sampleConversation()).map((name) => [name, null]));

/**
 * Returns the conversation that a request creates.
 *
 * @param {import('./shapes').ConversationRequest} request
 * @param {string} workspaceId
 */
function newConversation(request, workspaceId) {
	const now = new Date().toISOString();
	return {
		...EMPTY,
		id: String(randomUUID()),
		agentId: request.agentId,
		workspaceId,
		// The identifier is the customer's, not the conversation's.
		customerId: request.customerId ?? `cust_${request.identifier ?? randomUUID()}`,
		toPhoneNumber: request.toPhoneNumber ?? null,
		fromPhoneNumber: request.fromPhoneNumber ?? null,
		conversationStatus: 'created',
		telephonyType: 'outbound',
		telephonyStatus: 'dialing',
		conversationType: request.conversationType,
		dynamicVariables: JSON.stringify(request.dynamicVariables ?? {}),
		summary: '',
		createdAt: now,
		updatedAt: now,
	};
}

/**
 * Returns a result of POST /conversations in the newer of the two documented formats.
 *
 * @param {ReturnType<typeof newConversation>} conversation
 */
function newFormatResult(conversation) {
	const { id, conversationType } = conversation;
	const fields = Object.entries(conversation).filter(([name]) => RESULT_FIELDS.includes(name));
	return {
		conversation: Object.fromEntries(fields),
		tokenResponse: {
			token: `token-of-${id}`,
			roomName: `conversation-${id.slice(0, 8)}`,
			identity: 'api-client',
			roomURL: 'https://rooms.example.com',
			liveTest: conversationType === 'web' ? `https://live.example.com/${id}` : 'disabled',
		},
	};
}

/** The changes of a conversation from its creation to its analysis. */
const PROGRESS = [
	{ conversationStatus: 'dialing' },
	{ conversationStatus: 'active', callStartTime: payload.callStartTime },
	{ conversationStatus: 'completed', callEndTime: payload.callEndTime, endReason: 'user_hangup' },
	{ summary: payload.summary, postCallCategory1: payload.postCallCategory1 },
];

module.exports = {
	PROGRESS,
	newConversation,
	newFormatResult,
	SAMPLE_CONVERSATION_ID,
	SAMPLE_WORKSPACE_ID,
	sampleConversation,
};
