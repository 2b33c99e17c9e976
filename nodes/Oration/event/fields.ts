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
	'object or null': JsonObject | null;
	'as sent': JsonValue;
	role: 'agent' | 'customer' | 'other';
	'turn[]': TranscriptTurn[];
	'customer or null': Customer | null;
}

export type FieldType = keyof FieldTypes;

type Field<Type extends FieldType> = readonly [type: Type, description: string];
export type Fields<Type extends FieldType = FieldType> = Record<string, Field<Type>>;
export type ValuesOf<F extends Fields> = { -readonly [Name in keyof F]: FieldTypes[F[Name][0]] };

export const TURN_FIELDS = {
	speaker: ['string or null', 'Speaker, as named in the transcript'],
	role: ['role', 'Side of the call that the speaker is on'],
	text: ['string', 'What was said'],
	timestamp: ['date or null', 'When it was said, if known'],
} satisfies Fields;

export const CUSTOMER_FIELDS = {
	id: ['string or null', 'Oration ID of the customer'],
	name: ['string or null', 'Full name'],
	email: ['string or null', 'Email address'],
	phoneNumber: ['string or null', 'Phone number'],
	identifier: ['string or null', 'Your ID for the customer'],
	workspaceId: ['string or null', 'Workspace that the customer belongs to'],
	priority: ['number or null', 'Calling priority, 0 is the highest'],
	isDoNotDisturbEnabled: ['boolean or null', 'Whether the customer must not be called'],
	sourceFile: ['as sent', 'File that the customer was imported from'],
	source: ['as sent', 'How the customer was added'],
	metadata: ['as sent', 'Your own data about the customer'],
	createdAt: ['date or null', 'When the customer was added'],
	updatedAt: ['date or null', 'When the customer was last changed'],
} satisfies Fields;

/** The fields of the record that the payload has under the same name, and whose value needs nothing else. */
export const CALL_FIELDS = {
	callStartTime: ['date or null', 'When the call started'],
	callEndTime: ['date or null', 'When the call ended'],
	userJoinTime: ['date or null', 'When the customer joined the call'],
	userLeaveTime: ['date or null', 'When the customer left the call'],
	agentJoinTime: ['date or null', 'When the agent joined'],
	agentLeaveTime: ['date or null', 'When the agent left'],
	transferStartTime: ['date or null', 'When the transfer started'],
	transferEndTime: ['date or null', 'When the transfer ended'],
	transferUserJoinTime: ['date or null', 'When the transfer recipient joined'],
	transferUserLeaveTime: ['date or null', 'When the transfer recipient left'],
	createdAt: ['date or null', 'When the conversation was created'],
	updatedAt: ['date or null', 'When the conversation was last changed'],
	conversationStatus: ['string or null', 'Status of the conversation, such as completed'],
	conversationType: ['string or null', 'Channel: telephony, web or chat'],
	telephonyType: ['string or null', 'Direction of the call: inbound or outbound'],
	telephonyStatus: ['string or null', 'Status of the phone call, such as completed'],
	endReason: ['string or null', 'Why the call ended, such as user_hangup'],
	recordingStatus: ['string or null', 'Status of the recording, such as completed'],
	transferStatus: ['string or null', 'Status of the transfer'],
	transferDestination: ['string or null', 'Destination of the transfer'],
	toPhoneNumber: ['string or null', 'Number that was called'],
	fromPhoneNumber: ['string or null', 'Number that called'],
	recordingUrl: ['string or null', 'URL of the recording'],
	wsUrl: ['string or null', 'WebSocket URL of the conversation'],
	llmUrl: ['string or null', 'Language model URL of the conversation'],
	agentId: ['string or null', 'ID of the agent'],
	phoneId: ['string or null', 'ID of the phone line'],
	flowId: ['string or null', 'ID of the flow'],
	workspaceId: ['string or null', 'ID of the workspace'],
	customerId: ['string or null', 'ID of the customer'],
	campaignId: ['string or null', 'ID of the campaign'],
	campaignRunId: ['string or null', 'ID of the campaign run'],
} satisfies Fields;

/**
 * All fields of the full record in order, with types and descriptions. The types below, the parameter Fields, the output
 * schema and the table in docs/fields.md are generated from it.
 */
export const RECORD_FIELDS = {
	eventId: ['string or null', 'ID of the event'],
	eventType: ['string', 'Kind of event, such as conversation.analysisCompleted'],
	receivedAt: ['date', 'When the node received the event or the conversation'],
	conversationId: ['string or null', 'ID of the conversation'],
	summary: ['string or null', 'Summary of the call'],
	transcript: ['string or null', 'The conversation as text'],
	postCallNotes: ['string or null', 'Notes added after the call'],
	categories: ['string[]', 'Categories of the call, most important first'],
	postCallMetadata: ['object', 'Results of your post-call analysis'],
	dynamicVariables: ['object', 'Variables that the agent had for the call'],
	transcriptTurns: ['turn[]', 'The conversation as a list of turns'],
	customerName: ['string or null', 'Name of the customer'],
	customerEmail: ['string or null', 'Email address of the customer'],
	customerPhoneNumber: [
		'string or null',
		'Phone number of the customer. If unknown, the other number of the call.',
	],
	customerIdentifier: ['string or null', 'Your ID for the customer'],
	customer: ['customer or null', 'All customer data from Oration'],
	isAnswered: ['boolean or null', 'Whether the customer joined the call, if known'],
	durationSeconds: ['number or null', 'Seconds from the start to the end of the call'],
	talkSeconds: ['number or null', 'Seconds from when the customer joined to when they left'],
	ringSeconds: ['number or null', 'Seconds from the start of the call to when the customer joined'],
	...CALL_FIELDS,
	otherFields: ['object', 'Undocumented fields, and values with an unexpected type'],
	warnings: ['string[]', 'A sentence for each finding, such as a value with an unexpected type'],
} satisfies Fields;

export const ENVELOPE_FIELDS = {
	eventId: RECORD_FIELDS.eventId,
	eventType: ['string or null', RECORD_FIELDS.eventType[1]],
	payload: ['as sent', 'The conversation'],
} satisfies Fields;

/** The fields of the payload that CALL_FIELDS doesn't have. */
export const PAYLOAD_FIELDS = {
	id: RECORD_FIELDS.conversationId,
	summary: RECORD_FIELDS.summary,
	transcript: ['as sent', 'Text, or a list of turns'],
	postCallNotes: RECORD_FIELDS.postCallNotes,
	postCallCategory1: ['string or null', 'Most important category'],
	postCallCategory2: ['string or null', 'Second category'],
	postCallCategory3: ['string or null', 'Third category'],
	postCallMetadata: ['object or null', RECORD_FIELDS.postCallMetadata[1]],
	dynamicVariables: ['object or null', RECORD_FIELDS.dynamicVariables[1]],
	customer: ['object or null', RECORD_FIELDS.customer[1]],
} satisfies Fields;

export type TranscriptTurn = ValuesOf<typeof TURN_FIELDS>;
export type Customer = ValuesOf<typeof CUSTOMER_FIELDS>;
export type Call = ValuesOf<typeof CALL_FIELDS>;
export type ConversationRecord = ValuesOf<typeof RECORD_FIELDS>;
export type RecordField = keyof ConversationRecord;

export function isRecordField(name: string): name is RecordField {
	return Object.hasOwn(RECORD_FIELDS, name);
}

export const RECORD_FIELD_NAMES = Object.keys(RECORD_FIELDS).filter(isRecordField);

/** The fields that most workflows need, most useful first. */
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
