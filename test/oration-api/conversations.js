const { randomUUID } = require('node:crypto');
const { payload } = require('../events/analysis-completed.realistic.json');

const SAMPLE_CONVERSATION_ID = payload.id;
const SAMPLE_WORKSPACE_ID = payload.workspaceId;
const EVENT_ONLY_FIELDS = ['customer', 'campaignId', 'campaignRunId', 'recordingUrl', 'transcript'];

/** Returns the conversation of the sample events as GET returns it, with fewer fields than the event. */
const sampleConversation = () =>
	Object.fromEntries(Object.entries(payload).filter(([name]) => !EVENT_ONLY_FIELDS.includes(name)));

/**
 * Returns the conversation that a request creates.
 *
 * @param {import('./shapes').ConversationRequest} request
 * @param {string} workspaceId
 */
function newConversation(request, workspaceId) {
	const now = new Date().toISOString();
	return {
		id: String(randomUUID()),
		phoneId: null,
		agentId: request.agentId,
		workspaceId,
		wsUrl: null,
		llmUrl: null,
		callStartTime: null,
		callEndTime: null,
		userJoinTime: null,
		userLeaveTime: null,
		customerId: request.customerId ?? randomUUID(),
		toPhoneNumber: request.toPhoneNumber ?? null,
		fromPhoneNumber: request.fromPhoneNumber ?? null,
		conversationStatus: 'created',
		telephonyType: 'outbound',
		telephonyStatus: 'dialing',
		endReason: null,
		recordingStatus: null,
		postCallNotes: null,
		postCallCategory1: null,
		postCallCategory2: null,
		postCallCategory3: null,
		postCallMetadata: null,
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
function newFormatResult({ id, ...conversation }) {
	return {
		conversation: {
			id,
			workspaceId: conversation.workspaceId,
			agentId: conversation.agentId,
			customerId: conversation.customerId,
			conversationType: conversation.conversationType,
			conversationStatus: conversation.conversationStatus,
			telephonyType: conversation.telephonyType,
			telephonyStatus: conversation.telephonyStatus,
			toPhoneNumber: conversation.toPhoneNumber,
			fromPhoneNumber: conversation.fromPhoneNumber,
			createdAt: conversation.createdAt,
			updatedAt: conversation.updatedAt,
		},
		tokenResponse: {
			token: `token-of-${id}`,
			roomName: id,
			identity: conversation.customerId,
			roomURL: 'wss://rooms.example.com',
			liveTest:
				conversation.conversationType === 'web' ? `https://live.example.com/${id}` : 'disabled',
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
