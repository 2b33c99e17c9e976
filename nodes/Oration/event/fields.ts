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

type Field<Type extends FieldType = FieldType> = readonly [type: Type, description: string];
export type Fields<Type extends FieldType = FieldType> = Record<string, Field<Type>>;
export type ValuesOf<F extends Fields> = { -readonly [Name in keyof F]: FieldTypes[F[Name][0]] };

function field<Type extends FieldType>(type: Type, description: string): Field<Type> {
	return [type, description];
}

export const TURN_FIELDS = {
	speaker: field('string or null', 'Speaker, as named in the transcript'),
	role: field('role', 'Side of the call that the speaker is on'),
	text: field('string', 'What was said'),
	timestamp: field('date or null', 'When it was said, if known'),
} satisfies Fields;

export const CUSTOMER_FIELDS = {
	id: field('string or null', 'Oration ID of the customer'),
	name: field('string or null', 'Full name'),
	email: field('string or null', 'Email address'),
	phoneNumber: field('string or null', 'Phone number'),
	identifier: field('string or null', 'Your ID for the customer'),
	workspaceId: field('string or null', 'Workspace that the customer belongs to'),
	priority: field('number or null', 'Calling priority, 0 is the highest'),
	isDoNotDisturbEnabled: field('boolean or null', 'Whether the customer must not be called'),
	sourceFile: field('as sent', 'File that the customer was imported from'),
	source: field('as sent', 'How the customer was added'),
	metadata: field('as sent', 'Your own data about the customer'),
	createdAt: field('date or null', 'When the customer was added'),
	updatedAt: field('date or null', 'When the customer was last changed'),
} satisfies Fields;

/** The fields of the record that the payload has under the same name, and whose value needs nothing else. */
export const CALL_FIELDS = {
	callStartTime: field('date or null', 'When the call started'),
	callEndTime: field('date or null', 'When the call ended'),
	userJoinTime: field('date or null', 'When the customer joined the call'),
	userLeaveTime: field('date or null', 'When the customer left the call'),
	agentJoinTime: field('date or null', 'When the agent joined'),
	agentLeaveTime: field('date or null', 'When the agent left'),
	transferStartTime: field('date or null', 'When the transfer started'),
	transferEndTime: field('date or null', 'When the transfer ended'),
	transferUserJoinTime: field('date or null', 'When the transfer recipient joined'),
	transferUserLeaveTime: field('date or null', 'When the transfer recipient left'),
	createdAt: field('date or null', 'When the conversation was created'),
	updatedAt: field('date or null', 'When the conversation was last changed'),
	conversationStatus: field('string or null', 'Status of the conversation, such as completed'),
	conversationType: field('string or null', 'Channel: telephony, web or chat'),
	telephonyType: field('string or null', 'Direction of the call: inbound or outbound'),
	telephonyStatus: field('string or null', 'Status of the phone call, such as completed'),
	endReason: field('string or null', 'Why the call ended, such as user_hangup'),
	recordingStatus: field('string or null', 'Status of the recording, such as completed'),
	transferStatus: field('string or null', 'Status of the transfer'),
	transferDestination: field('string or null', 'Destination of the transfer'),
	toPhoneNumber: field('string or null', 'Number that was called'),
	fromPhoneNumber: field('string or null', 'Number that called'),
	recordingUrl: field('string or null', 'URL of the recording'),
	wsUrl: field('string or null', 'WebSocket URL of the conversation'),
	llmUrl: field('string or null', 'Language model URL of the conversation'),
	agentId: field('string or null', 'ID of the agent'),
	phoneId: field('string or null', 'ID of the phone line'),
	flowId: field('string or null', 'ID of the flow'),
	workspaceId: field('string or null', 'ID of the workspace'),
	customerId: field('string or null', 'ID of the customer'),
	campaignId: field('string or null', 'ID of the campaign'),
	campaignRunId: field('string or null', 'ID of the campaign run'),
} satisfies Fields;

/**
 * All fields of the full record in order, with types and descriptions. The types below, the parameter Fields, the output
 * schema and the table in docs/fields.md are generated from it.
 */
export const RECORD_FIELDS = {
	eventId: field('string or null', 'ID of the event'),
	eventType: field('string', 'Kind of event, such as conversation.analysisCompleted'),
	receivedAt: field('date', 'When the node received the event or the conversation'),
	conversationId: field('string or null', 'ID of the conversation'),
	summary: field('string or null', 'Summary of the call'),
	transcript: field('string or null', 'The conversation as text'),
	postCallNotes: field('string or null', 'Notes added after the call'),
	categories: field('string[]', 'Categories of the call, most important first'),
	postCallMetadata: field('object', 'Results of your post-call analysis'),
	dynamicVariables: field('object', 'Variables that the agent had for the call'),
	transcriptTurns: field('turn[]', 'The conversation as a list of turns'),
	customerName: field('string or null', 'Name of the customer'),
	customerEmail: field('string or null', 'Email address of the customer'),
	customerPhoneNumber: field(
		'string or null',
		'Phone number of the customer. If unknown, the other number of the call.',
	),
	customerIdentifier: field('string or null', 'Your ID for the customer'),
	customer: field('customer or null', 'All customer data from Oration'),
	isAnswered: field('boolean or null', 'Whether the customer joined the call, if known'),
	durationSeconds: field('number or null', 'Seconds from the start to the end of the call'),
	talkSeconds: field('number or null', 'Seconds from when the customer joined to when they left'),
	ringSeconds: field(
		'number or null',
		'Seconds from the start of the call to when the customer joined',
	),
	...CALL_FIELDS,
	otherFields: field('object', 'Undocumented fields, and values with an unexpected type'),
	warnings: field(
		'string[]',
		'A sentence for each finding, such as a value with an unexpected type',
	),
} satisfies Fields;

export const ENVELOPE_FIELDS = {
	eventId: RECORD_FIELDS.eventId,
	eventType: field('string or null', RECORD_FIELDS.eventType[1]),
	payload: field('as sent', 'The conversation'),
} satisfies Fields;

export const PAYLOAD_FIELDS = {
	id: RECORD_FIELDS.conversationId,
	summary: RECORD_FIELDS.summary,
	transcript: field('as sent', 'Text, or a list of turns'),
	postCallNotes: RECORD_FIELDS.postCallNotes,
	postCallCategory1: field('string or null', 'Most important category'),
	postCallCategory2: field('string or null', 'Second category'),
	postCallCategory3: field('string or null', 'Third category'),
	postCallMetadata: field('object or null', RECORD_FIELDS.postCallMetadata[1]),
	dynamicVariables: field('object or null', RECORD_FIELDS.dynamicVariables[1]),
	customer: field('object or null', RECORD_FIELDS.customer[1]),
	...CALL_FIELDS,
} satisfies Fields;

export type TranscriptTurn = ValuesOf<typeof TURN_FIELDS>;
export type Customer = ValuesOf<typeof CUSTOMER_FIELDS>;
export type Call = ValuesOf<typeof CALL_FIELDS>;
export type ConversationRecord = ValuesOf<typeof RECORD_FIELDS>;
export type RecordField = keyof ConversationRecord;

export function isRecordField(name: string): name is RecordField {
	return Object.hasOwn(RECORD_FIELDS, name);
}

/** The names of all fields of the record, in order. */
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
