import type { OrationEvent } from './envelope';
import { categoriesIn, distinctTexts, summaryIn } from './analysis';
import { FieldReader } from './fieldReader';
import {
	RECORD_FIELD_NAMES,
	RECORD_FIELDS,
	type ConversationRecord,
	type Customer,
	type RecordField,
	type TranscriptTurn,
} from './fields';
import type { JsonObject, JsonValue } from './json';
import { readTurns, splitTurns, turnsToText } from './transcript';

type PayloadField = {
	[Name in RecordField]: (typeof RECORD_FIELDS)[Name][0] extends 'string or null' | 'date or null'
		? Name
		: never;
}[RecordField];
type Readers<Name extends RecordField> = {
	[N in Name]: (from: Conversation) => ConversationRecord[N];
};

/** How the fields are read that aren't a text or a date of the payload under the same name. */
const readers: Readers<Exclude<RecordField, PayloadField>> & Partial<Readers<PayloadField>> = {
	eventId: ({ envelope }) => envelope.text('eventId'),
	eventType: ({ envelope, event }) => envelope.text('eventType') ?? event.eventType,
	receivedAt: ({ receivedAt }) => receivedAt.toISOString(),
	conversationId: ({ payload }) => payload.text('id'),
	summary: ({ payload, metadata }) => payload.text('summary') ?? summaryIn(metadata),
	transcript: ({ transcript }) =>
		typeof transcript === 'string' ? transcript : turnsToText(transcript) || null,
	categories: readCategories,
	postCallMetadata: ({ metadata }) => metadata,
	dynamicVariables: ({ payload }) => payload.object('dynamicVariables') ?? {},
	transcriptTurns: ({ transcript }) =>
		typeof transcript === 'string' ? splitTurns(transcript) : transcript,
	customerName: ({ customer }) => customer.text('name'),
	customerEmail: ({ customer }) => customer.text('email'),
	customerPhoneNumber: (from) => from.customer.text('phoneNumber') ?? readFarEnd(from),
	customerIdentifier: ({ customer }) => customer.text('identifier'),
	customer: readCustomer,
	durationSeconds: (from) => secondsBetween(from, 'callStartTime', 'callEndTime'),
	talkSeconds: (from) => secondsBetween(from, 'userJoinTime', 'userLeaveTime'),
	ringSeconds: (from) => secondsBetween(from, 'callStartTime', 'userJoinTime'),
	otherFields: readOtherFields,
	warnings: readWarnings,
};

/** An event being read as a record: each field when it is asked for, and once. */
export class Conversation {
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

	/** The compiler can't follow that a value is of the type of its field. The readers see to it. */
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
 * The full record of an event: every field present and of its type, whatever the event holds.
 *
 * @param event an event as Oration posts it
 * @param receivedAt when it arrived
 */
export function toRecord(event: OrationEvent, receivedAt: Date = new Date()): ConversationRecord {
	return new Conversation(event, receivedAt).pick(RECORD_FIELD_NAMES);
}

function readTranscript(payload: FieldReader): string | TranscriptTurn[] {
	const sent = payload.asSent('transcript');
	if (!Array.isArray(sent)) return payload.text('transcript') ?? [];
	const { turns, complete } = readTurns(sent);
	if (!complete) payload.warn('transcript', 'only turns with speaker, text and time');
	return turns;
}

/** The categories on top of the payload or, where it has none, those of the analysis. */
function readCategories({ payload, metadata }: Conversation): string[] {
	const onTop = [1, 2, 3].map((place) => payload.text(`postCallCategory${place}`));
	const categories = distinctTexts(onTop);
	return categories.length > 0 ? categories : categoriesIn(metadata);
}

function readFarEnd({ payload }: Conversation): string | null {
	const direction = payload.text('telephonyType')?.trim().toLowerCase();
	if (direction === 'outbound') return payload.text('toPhoneNumber');
	return direction === 'inbound' ? payload.text('fromPhoneNumber') : null;
}

function readCustomer({ customer, hasCustomer }: Conversation): Customer | null {
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

function secondsBetween(from: Conversation, first: TimeOfCall, last: TimeOfCall): number | null {
	const start = from.get(first);
	const end = from.get(last);
	if (start === null || end === null) return null;
	const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
	return seconds < 0 ? null : seconds;
}

/** Returns what the other fields don't hold. What stands beside the payload is under `event`. */
function readOtherFields(from: Conversation): JsonObject {
	readDocumentedFields(from);
	const { payload, customer, envelope } = from;
	return Object.fromEntries([
		...payload.rest,
		...(customer.rest.length > 0 ? [['customer', Object.fromEntries(customer.rest)]] : []),
		...(envelope.rest.length > 0 ? [['event', Object.fromEntries(envelope.rest)]] : []),
	]);
}

function readWarnings(from: Conversation): string[] {
	readDocumentedFields(from);
	return [from.envelope, from.payload, from.customer].flatMap(({ warnings }) => warnings);
}

function readDocumentedFields(from: Conversation): void {
	for (const name of RECORD_FIELD_NAMES) {
		if (name !== 'otherFields' && name !== 'warnings') from.get(name);
	}
}
