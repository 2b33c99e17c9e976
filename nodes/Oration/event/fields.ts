import type { JsonObject, JsonValue } from './json';

interface FieldTypes {
	string: string;
	'string or null': string | null;
	'string[]': string[];
	date: string;
	'date or null': string | null;
	'number or null': number | null;
	'boolean or null': boolean | null;
	object: JsonObject;
	'as sent': JsonValue;
	role: 'agent' | 'customer' | 'other';
	'turn[]': TranscriptTurn[];
	'customer or null': Customer | null;
}

export type FieldType = keyof FieldTypes;

type Fields = Record<string, readonly [type: FieldType, description: string]>;
type ValuesOf<F extends Fields> = { -readonly [Name in keyof F]: FieldTypes[F[Name][0]] };

/** One turn of a transcript. */
export const TURN_FIELDS = {
	speaker: ['string or null', 'Who speaks, as the transcript names them'],
	role: ['role', 'Side of the call that the speaker is on'],
	text: ['string', 'What was said'],
	timestamp: ['date or null', 'When it was said, where Oration tells'],
} as const satisfies Fields;

/** The person on the other end of the call. */
export const CUSTOMER_FIELDS = {
	id: ['string or null', 'Oration ID of the customer'],
	name: ['string or null', 'Full name'],
	email: ['string or null', 'Email address'],
	phoneNumber: ['string or null', 'Phone number'],
	identifier: ['string or null', 'Your own ID of the customer'],
	workspaceId: ['string or null', 'Workspace that the customer belongs to'],
	priority: ['number or null', 'Calling priority, 0 is the highest'],
	isDoNotDisturbEnabled: ['boolean or null', 'Whether the customer must not be called'],
	sourceFile: ['as sent', 'File that the customer was imported from'],
	source: ['as sent', 'How the customer was added'],
	metadata: ['as sent', 'Your own data about the customer'],
	createdAt: ['date or null', 'When the customer was added'],
	updatedAt: ['date or null', 'When the customer was last changed'],
} as const satisfies Fields;

/**
 * Every field of the full record, in its order: the one place for names, types and descriptions. The types below, the
 * choices of the node, its output schema and the table in the README come from here.
 */
export const RECORD_FIELDS = {
	eventId: ['string or null', 'ID of the event'],
	eventType: ['string', 'Kind of event, such as conversation.analysisCompleted'],
	receivedAt: ['date', 'When n8n received the event'],
	conversationId: ['string or null', 'ID of the conversation'],
	summary: ['string or null', 'Summary of the call'],
	transcript: ['string or null', 'The whole conversation as text'],
	postCallNotes: ['string or null', 'Notes added after the call'],
	categories: ['string[]', 'Categories of the call, most important first'],
	postCallMetadata: ['object', 'Results of your post-call analysis'],
	dynamicVariables: ['object', 'Variables that the agent was given for the call'],
	transcriptTurns: ['turn[]', 'The conversation, one entry for each turn'],
	customerName: ['string or null', 'Name of the customer'],
	customerEmail: ['string or null', 'Email address of the customer'],
	customerPhoneNumber: [
		'string or null',
		'Phone number of the customer, or else of the far end of the call',
	],
	customerIdentifier: ['string or null', 'Your own ID of the customer'],
	customer: ['customer or null', 'All that Oration knows of the customer'],
	durationSeconds: ['number or null', 'Seconds from the start to the end of the call'],
	talkSeconds: ['number or null', 'Seconds from pick-up to hang-up by the customer'],
	ringSeconds: ['number or null', 'Seconds from the start of the call to pick-up'],
	callStartTime: ['date or null', 'When Oration started the call'],
	callEndTime: ['date or null', 'When Oration closed the call'],
	userJoinTime: ['date or null', 'When the customer picked up'],
	userLeaveTime: ['date or null', 'When the customer hung up'],
	agentJoinTime: ['date or null', 'When the agent joined'],
	agentLeaveTime: ['date or null', 'When the agent left'],
	transferStartTime: ['date or null', 'When the transfer started'],
	transferEndTime: ['date or null', 'When the transfer ended'],
	transferUserJoinTime: ['date or null', 'When the person transferred to joined'],
	transferUserLeaveTime: ['date or null', 'When the person transferred to left'],
	createdAt: ['date or null', 'When the conversation was created'],
	updatedAt: ['date or null', 'When the conversation was last changed'],
	conversationStatus: ['string or null', 'State of the conversation, such as completed'],
	conversationType: ['string or null', 'Channel: telephony, web or chat'],
	telephonyType: ['string or null', 'Direction of the call: inbound or outbound'],
	telephonyStatus: ['string or null', 'State of the phone line, such as completed'],
	endReason: ['string or null', 'Why the call ended, such as user_hangup'],
	recordingStatus: ['string or null', 'State of the recording, such as completed'],
	transferStatus: ['string or null', 'State of the transfer'],
	transferDestination: ['string or null', 'Where the call was transferred to'],
	toPhoneNumber: ['string or null', 'Number that was called'],
	fromPhoneNumber: ['string or null', 'Number that called'],
	recordingUrl: ['string or null', 'Web address of the recording'],
	wsUrl: ['string or null', 'WebSocket address of the conversation'],
	llmUrl: ['string or null', 'Language model address of the conversation'],
	agentId: ['string or null', 'ID of the agent'],
	phoneId: ['string or null', 'ID of the phone line'],
	flowId: ['string or null', 'ID of the flow'],
	workspaceId: ['string or null', 'ID of the workspace'],
	customerId: ['string or null', 'ID of the customer'],
	campaignId: ['string or null', 'ID of the campaign'],
	campaignRunId: ['string or null', 'ID of the run of the campaign'],
	otherFields: ['object', 'What Oration sent beyond these fields, or in an unexpected form'],
	warnings: ['string[]', 'One sentence for each value that came in an unexpected form'],
} as const satisfies Fields;

export type TranscriptTurn = ValuesOf<typeof TURN_FIELDS>;
export type Customer = ValuesOf<typeof CUSTOMER_FIELDS>;
export type ConversationRecord = ValuesOf<typeof RECORD_FIELDS>;
export type RecordField = keyof ConversationRecord;

export function isRecordField(name: string): name is RecordField {
	return Object.hasOwn(RECORD_FIELDS, name);
}

/** The names of all record fields, in their order. */
export const RECORD_FIELD_NAMES = Object.keys(RECORD_FIELDS).filter(isRecordField);

/** What most workflows need: few fields, the most useful first. */
export const SIMPLIFIED_FIELDS = [
	'conversationId',
	'summary',
	'transcript',
	'categories',
	'postCallMetadata',
	'customerName',
	'customerPhoneNumber',
	'customerEmail',
	'durationSeconds',
	'recordingUrl',
] as const satisfies readonly RecordField[];
