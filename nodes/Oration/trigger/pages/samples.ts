import { deepCopy } from 'n8n-workflow';
import type { OrationEvent } from '../../event/envelope';
import type { JsonObject } from '../../event/json';

const CONVERSATION = 'conv_1234567890abcdef';

const CUSTOMER: JsonObject = {
	name: 'John Doe',
	id: 'cust_1234567890abcdef',
	createdAt: '2026-01-12T08:30:00.000Z',
	updatedAt: '2026-03-28T16:45:12.000Z',
	workspaceId: 'ws_1234567890abcdef',
	email: 'john.doe@example.com',
	phoneNumber: '+15550100123',
	identifier: 'john.doe',
	priority: 1,
	sourceFile: null,
	isDoNotDisturbEnabled: false,
	metadata: { plan: 'gold' },
};

/** Fields of both documented versions of the payload. */
const COMMON: JsonObject = {
	id: CONVERSATION,
	phoneId: 'phone_1234567890abcdef',
	agentId: 'agent_1234567890abcdef',
	workspaceId: 'ws_1234567890abcdef',
	callStartTime: '2026-04-01T10:15:30.000Z',
	callEndTime: '2026-04-01T10:19:58.250Z',
	userJoinTime: '2026-04-01T10:15:42.500Z',
	userLeaveTime: '2026-04-01T10:19:57.900Z',
	customerId: 'cust_1234567890abcdef',
	customer: CUSTOMER,
	toPhoneNumber: '+15550100123',
	fromPhoneNumber: '+15550100199',
	conversationStatus: 'completed',
	telephonyType: 'outbound',
	telephonyStatus: 'completed',
	endReason: 'user_hangup',
	recordingStatus: 'completed',
	conversationType: 'telephony',
	dynamicVariables: '{"customer_name": "John Doe", "order": "A-1042"}',
	campaignId: 'camp_1234567890abcdef',
	campaignRunId: 'run_1234567890abcdef',
	recordingUrl: `https://uploads.oration.ai/public/conversations/${CONVERSATION}/recordings/mono.mp4`,
	transcript: [
		'Agent: Hello, this is Ava from Northwind. Am I speaking with John?',
		'Customer: Yes, speaking.',
		'Agent: You asked for a call about your order. How can I help?',
		'Customer: Two things:',
		'first, can you deliver on Friday instead?',
		"second: I'd like one more unit.",
		'Agent: Friday works. The total is now 2 units: EUR 118.',
		'Customer: Great, thank you! 👍',
		'Agent: You will get an email at john.doe@example.com. Goodbye.',
	].join('\n'),
	createdAt: '2026-04-01T10:15:29.410Z',
	updatedAt: '2026-04-01T10:21:03.007Z',
};

const ANALYSIS: JsonObject = {
	postCallMetadata: { sentiment: 'positive', resolution: 'completed' },
};

const OLDER: JsonObject = {
	...ANALYSIS,
	wsUrl: `wss://api.example.com/ws/${CONVERSATION}`,
	llmUrl: `https://api.example.com/llm/${CONVERSATION}`,
	postCallNotes: 'Customer satisfied with the service',
	postCallCategory1: 'Delivery change',
	postCallCategory2: 'Upsell',
	postCallCategory3: '',
	summary:
		'Customer asked to move the delivery to Friday and to add a second unit. Agent confirmed both and promised an email.',
};

const NEWER: JsonObject = {
	customer: { ...CUSTOMER, source: { method: 'api' } },
	agentJoinTime: '2026-04-01T10:15:30.120Z',
	agentLeaveTime: '2026-04-01T10:19:58.100Z',
	transferStartTime: null,
	transferEndTime: null,
	transferUserJoinTime: null,
	transferUserLeaveTime: null,
	transferStatus: null,
	transferDestination: null,
};

const UNANSWERED: JsonObject = {
	...OLDER,
	callEndTime: '2026-04-01T10:16:24.000Z',
	userJoinTime: null,
	userLeaveTime: null,
	telephonyStatus: null,
	endReason: 'user_did_not_answer',
	recordingStatus: null,
	recordingUrl: null,
	transcript: null,
	summary: '',
	postCallNotes: null,
	postCallCategory1: null,
	postCallCategory2: null,
	postCallCategory3: null,
	postCallMetadata: null,
};

interface Sample {
	label: string;
	/** What the sample is for. */
	description: string;
	event: OrationEvent;
}

/** Sample events, based on Oration's documentation. The keys are the values of the buttons. */
export const SAMPLES = {
	answered: sample(
		'Answered call',
		'A call with a summary, categories and a recording.',
		'conversation.analysisCompleted',
		OLDER,
	),
	newer: sample(
		'Answered call (newer event format)',
		"A call without a summary or categories, as in Oration's newer documentation.",
		'conversation.analysisCompleted',
		{ ...ANALYSIS, ...NEWER },
	),
	unanswered: sample(
		'Unanswered call',
		'A call without a transcript or recording, to test empty fields.',
		'conversation.analysisCompleted',
		UNANSWERED,
	),
	completed: sample(
		'Completed call, not analyzed yet',
		'A call that has ended, for workflows that start on Conversation Completed.',
		'conversation.completed',
		{ ...NEWER, flowId: null },
	),
} as const satisfies Record<string, Sample>;

/** Returns a sample as a new object, because nodes can change the item that they get. */
export function sampleEvent(name: unknown): OrationEvent | undefined {
	const [, sample] = Object.entries(SAMPLES).find(([known]) => known === name) ?? [];
	return sample && deepCopy(sample.event);
}

function sample(
	label: string,
	description: string,
	eventType: string,
	payload: JsonObject,
): Sample {
	return {
		label,
		description,
		event: { eventId: 'evt_sample', eventType, payload: { ...COMMON, ...payload } },
	};
}
