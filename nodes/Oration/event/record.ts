import { isConversation, type OrationEvent } from './envelope';
import { categoriesIn, resultsOf, uniqueTexts } from './analysis';
import { FieldReader } from './fieldReader';
import {
	RECORD_FIELD_NAMES,
	RECORD_FIELDS,
	type ConversationRecord,
	type Customer,
	type RecordField,
	type TranscriptTurn,
} from './fields';
import { parseJson, type JsonObject, type JsonValue } from './json';
import { readTurns, splitTurns, turnsToText } from './transcript';

const NO_EVENT_ID = "The event has no 'eventId', so its duplicates can't be recognized.";

type PayloadField = {
	[Name in RecordField]: (typeof RECORD_FIELDS)[Name][0] extends 'string or null' | 'date or null'
		? Name
		: never;
}[RecordField];
type Readers<Name extends RecordField> = {
	[N in Name]: (reader: EventReader) => ConversationRecord[N];
};

/** Reads each field that isn't a text or date of the payload with the same name. */
const readers: Readers<Exclude<RecordField, PayloadField>> & Partial<Readers<PayloadField>> = {
	eventId: ({ envelope }) => envelope.text('eventId'),
	eventType: ({ envelope, event }) => envelope.text('eventType') ?? event.eventType,
	receivedAt: ({ receivedAt }) => receivedAt.toISOString(),
	conversationId: ({ payload }) => payload.text('id'),
	summary: readSummary,
	transcript: ({ transcript }) =>
		typeof transcript === 'string' ? transcript : turnsToText(transcript) || null,
	categories: readCategories,
	postCallMetadata: ({ metadata }) => metadata,
	dynamicVariables: ({ payload }) => payload.object('dynamicVariables') ?? {},
	transcriptTurns: readTranscriptTurns,
	customerName: ({ customer }) => customer.text('name'),
	customerEmail: ({ customer }) => customer.text('email'),
	customerPhoneNumber: (reader) => reader.customer.text('phoneNumber') ?? readRemoteNumber(reader),
	customerIdentifier: ({ customer }) => customer.text('identifier'),
	customer: readCustomer,
	durationSeconds: (reader) => secondsBetween(reader, 'callStartTime', 'callEndTime'),
	talkSeconds: (reader) => secondsBetween(reader, 'userJoinTime', 'userLeaveTime'),
	ringSeconds: (reader) => secondsBetween(reader, 'callStartTime', 'userJoinTime'),
	otherFields: readOtherFields,
	warnings: readWarnings,
};

/** Reads the fields of an event on demand, each one once. */
export class EventReader {
	readonly envelope: FieldReader;

	readonly payload: FieldReader;

	readonly customer: FieldReader;

	readonly hasCustomer: boolean;

	readonly metadata: JsonObject;

	readonly transcript: string | TranscriptTurn[];

	private readonly values = new Map<RecordField, JsonValue>();

	constructor(
		readonly event: OrationEvent,
		readonly receivedAt: Date,
	) {
		this.envelope = new FieldReader(event);
		this.payload = new FieldReader(this.envelope.object('payload') ?? {});
		const customer = this.payload.object('customer');
		this.hasCustomer = customer !== null;
		this.customer = new FieldReader(customer ?? {}, 'customer.');
		this.metadata = this.payload.object('postCallMetadata') ?? {};
		this.transcript = readTranscript(this.payload);
	}

	/** Overloaded, because the compiler can't infer that each value has the type of its field. `Readers` ensures it. */
	get<Name extends RecordField>(name: Name): ConversationRecord[Name];
	get(name: RecordField): JsonValue {
		const known = this.values.get(name);
		if (known !== undefined) return known;
		const read = readers[name];
		const isDate = RECORD_FIELDS[name][0] === 'date or null';
		const value = read ? read(this) : isDate ? this.payload.date(name) : this.payload.text(name);
		this.values.set(name, value);
		return value;
	}

	pick<Name extends RecordField>(names: readonly Name[]): Pick<ConversationRecord, Name>;
	pick(names: readonly RecordField[]): JsonObject {
		const picked: JsonObject = {};
		for (const name of names) picked[name] = this.get(name);
		return picked;
	}
}

/**
 * Returns the full record of an event. Every field is present and has its type, whatever the event contains.
 *
 * @param receivedAt when n8n received the event
 */
export function toRecord(event: OrationEvent, receivedAt: Date = new Date()): ConversationRecord {
	return new EventReader(event, receivedAt).pick(RECORD_FIELD_NAMES);
}

function readTranscript(payload: FieldReader): string | TranscriptTurn[] {
	const sent = payload.asSent('transcript');
	const list = typeof sent === 'string' && /^\s*\[/.test(sent) ? parseJson(sent) : sent;
	if (!Array.isArray(list)) return payload.text('transcript') ?? [];
	const { turns, isComplete } = readTurns(list);
	if (!isComplete) payload.warn('transcript', 'a list of turns with speaker, text and time only');
	return turns;
}

function readTranscriptTurns({ payload, transcript }: EventReader): TranscriptTurn[] {
	if (typeof transcript !== 'string') return transcript;
	const turns = splitTurns(transcript);
	if (turns.length === 1 && /[\r\n]/.test(transcript.trim())) {
		payload.addWarning(
			"The transcript has several lines, but 'transcriptTurns' has only one turn.",
		);
	}
	return turns;
}

/** Returns the payload's summary or, if it has none, that of the analysis. */
function readSummary({ payload, metadata }: EventReader): string | null {
	const summary = payload.text('summary');
	if (summary !== null) return summary;
	const { texts, hasOthers } = resultsOf(metadata, 'summary');
	if (texts.length === 0 && hasOthers) {
		payload.addWarning("The summary in 'postCallMetadata' isn't text.");
	}
	return texts[0] ?? null;
}

/** Returns the payload's categories or, if it has none, those of the analysis. */
function readCategories({ payload, metadata }: EventReader): string[] {
	const topLevel = [1, 2, 3].map((number) => payload.text(`postCallCategory${number}`));
	const categories = uniqueTexts(topLevel);
	if (categories.length > 0) return categories;
	const { texts, hasOthers } = categoriesIn(metadata);
	if (hasOthers) payload.addWarning("Some categories in 'postCallMetadata' aren't text.");
	return texts;
}

function readRemoteNumber({ payload }: EventReader): string | null {
	const direction = payload.text('telephonyType')?.trim().toLowerCase();
	if (direction === 'outbound') return payload.text('toPhoneNumber');
	return direction === 'inbound' ? payload.text('fromPhoneNumber') : null;
}

function readCustomer({ customer, hasCustomer }: EventReader): Customer | null {
	if (!hasCustomer) return null;
	return {
		id: customer.text('id'),
		name: customer.text('name'),
		email: customer.text('email'),
		phoneNumber: customer.text('phoneNumber'),
		identifier: customer.text('identifier'),
		workspaceId: customer.text('workspaceId'),
		priority: customer.number('priority'),
		isDoNotDisturbEnabled: customer.boolean('isDoNotDisturbEnabled'),
		sourceFile: customer.asSent('sourceFile'),
		source: customer.asSent('source'),
		metadata: customer.asSent('metadata'),
		createdAt: customer.date('createdAt'),
		updatedAt: customer.date('updatedAt'),
	};
}

type TimeOfCall = 'callStartTime' | 'callEndTime' | 'userJoinTime' | 'userLeaveTime';

function secondsBetween(reader: EventReader, first: TimeOfCall, last: TimeOfCall): number | null {
	const start = reader.get(first);
	const end = reader.get(last);
	if (start === null || end === null) return null;
	const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
	return seconds < 0 ? null : seconds;
}

/** Returns undocumented and invalid fields. Those beside the payload are in `event`. */
function readOtherFields(reader: EventReader): JsonObject {
	readDocumentedFields(reader);
	const { payload, customer, envelope } = reader;
	return Object.fromEntries([
		...payload.unreadFields,
		...(customer.unreadFields.length > 0
			? [['customer', Object.fromEntries(customer.unreadFields)]]
			: []),
		...(envelope.unreadFields.length > 0
			? [['event', Object.fromEntries(envelope.unreadFields)]]
			: []),
	]);
}

function readWarnings(reader: EventReader): string[] {
	readDocumentedFields(reader);
	const { envelope, payload, customer } = reader;
	const isEventWithoutId = reader.get('eventId') === null && !isConversation(reader.event);
	return [
		...(isEventWithoutId ? [NO_EVENT_ID] : []),
		...[envelope, payload, customer].flatMap(({ warnings }) => warnings),
	];
}

function readDocumentedFields(reader: EventReader): void {
	for (const name of RECORD_FIELD_NAMES) {
		if (name !== 'otherFields' && name !== 'warnings') reader.get(name);
	}
}
