import { categoriesIn, resultsOf, uniqueTexts } from './analysis';
import { isConversation, type OrationEvent } from './envelope';
import {
	CUSTOMER_FIELDS,
	ENVELOPE_FIELDS,
	PAYLOAD_FIELDS,
	type ConversationRecord,
	type TranscriptTurn,
} from './fields';
import { parseJson, type JsonObject, type JsonValue } from './json';
import { invalidValue, readFields } from './readFields';
import { readTurns, splitTurns, turnsToText } from './transcript';
import { isBlank, toText } from './values';

const NO_EVENT_ID = "The event has no 'eventId', so its duplicates can't be recognized.";

/**
 * Returns the full record of an event. Every field is present and has its type, whatever the event contains.
 *
 * @param receivedAt when n8n received the event
 */
export function toRecord(event: OrationEvent, receivedAt: Date = new Date()): ConversationRecord {
	const envelope = readFields(event, ENVELOPE_FIELDS);
	const payload = readFields(event.payload, PAYLOAD_FIELDS);
	const {
		id,
		summary: ownSummary,
		transcript: sentTranscript,
		postCallNotes,
		postCallCategory1,
		postCallCategory2,
		postCallCategory3,
		postCallMetadata: sentMetadata,
		dynamicVariables,
		customer: sentCustomer,
		...call
	} = payload.values;
	const customer = sentCustomer && readFields(sentCustomer, CUSTOMER_FIELDS, 'customer.');
	const postCallMetadata = sentMetadata ?? {};
	const transcript = readTranscript(sentTranscript);
	const summary = readSummary(ownSummary, postCallMetadata);
	const categories = readCategories(
		[postCallCategory1, postCallCategory2, postCallCategory3],
		postCallMetadata,
	);
	const { eventId } = envelope.values;
	return {
		eventId,
		eventType: event.eventType,
		receivedAt: receivedAt.toISOString(),
		conversationId: id,
		summary: summary.value,
		transcript: transcript.text,
		postCallNotes,
		categories: categories.value,
		postCallMetadata,
		dynamicVariables: dynamicVariables ?? {},
		transcriptTurns: transcript.turns,
		customerName: customer?.values.name ?? null,
		customerEmail: customer?.values.email ?? null,
		customerPhoneNumber: customer?.values.phoneNumber ?? remoteNumber(call),
		customerIdentifier: customer?.values.identifier ?? null,
		customer: customer?.values ?? null,
		durationSeconds: secondsBetween(call.callStartTime, call.callEndTime),
		talkSeconds: secondsBetween(call.userJoinTime, call.userLeaveTime),
		ringSeconds: secondsBetween(call.callStartTime, call.userJoinTime),
		...call,
		otherFields: {
			...payload.leftovers,
			...transcript.leftovers,
			...nested('customer', customer?.leftovers),
			...nested('event', envelope.leftovers),
		},
		warnings: [
			...(eventId === null && !isConversation(event) ? [NO_EVENT_ID] : []),
			...envelope.warnings,
			...payload.warnings,
			...transcript.warnings,
			...summary.warnings,
			...categories.warnings,
			...(customer?.warnings ?? []),
		],
	};
}

/** Returns an object with one field, or nothing if the value has no fields. */
function nested(name: string, value: JsonObject = {}): JsonObject {
	return Object.keys(value).length > 0 ? { [name]: value } : {};
}

interface Transcript {
	text: string | null;
	turns: TranscriptTurn[];
	leftovers: JsonObject;
	warnings: string[];
}

/** Reads a transcript: text, or a list of turns or its JSON text. */
function readTranscript(sent: JsonValue): Transcript {
	const list = typeof sent === 'string' && /^\s*\[/.test(sent) ? parseJson(sent) : sent;
	if (Array.isArray(list)) {
		const { turns, isComplete } = readTurns(list);
		const text = turnsToText(turns) || null;
		if (isComplete) return { text, turns, leftovers: {}, warnings: [] };
		const warning = invalidValue('transcript', 'a list of turns with speaker, text and time only');
		return { text, turns, leftovers: { transcript: sent }, warnings: [warning] };
	}
	if (isBlank(sent)) return { text: null, turns: [], leftovers: {}, warnings: [] };
	const text = toText(sent);
	if (text === undefined) {
		const warnings = [invalidValue('transcript', 'text')];
		return { text: null, turns: [], leftovers: { transcript: sent }, warnings };
	}
	const turns = splitTurns(text);
	const isUnsplit = turns.length === 1 && /[\r\n]/.test(text.trim());
	const warning = "The transcript has several lines, but 'transcriptTurns' has only one turn.";
	return { text, turns, leftovers: {}, warnings: isUnsplit ? [warning] : [] };
}

/** A value with a warning about each part of it that couldn't be read. */
interface Finding<T> {
	value: T;
	warnings: string[];
}

/** Returns the payload's summary or, if it has none, that of the analysis. */
function readSummary(summary: string | null, metadata: JsonObject): Finding<string | null> {
	if (summary !== null) return { value: summary, warnings: [] };
	const { texts, hasOthers } = resultsOf(metadata, 'summary');
	const isUnread = texts.length === 0 && hasOthers;
	return {
		value: texts[0] ?? null,
		warnings: isUnread ? ["The summary in 'postCallMetadata' isn't text."] : [],
	};
}

/** Returns the payload's categories or, if it has none, those of the analysis. */
function readCategories(sent: Array<string | null>, metadata: JsonObject): Finding<string[]> {
	const categories = uniqueTexts(sent);
	if (categories.length > 0) return { value: categories, warnings: [] };
	const { texts, hasOthers } = categoriesIn(metadata);
	return {
		value: texts,
		warnings: hasOthers ? ["Some categories in 'postCallMetadata' aren't text."] : [],
	};
}

/** Returns the number at the far end of a phone call. */
function remoteNumber({
	telephonyType,
	toPhoneNumber,
	fromPhoneNumber,
}: Pick<ConversationRecord, 'telephonyType' | 'toPhoneNumber' | 'fromPhoneNumber'>): string | null {
	const direction = telephonyType?.trim().toLowerCase();
	if (direction === 'outbound') return toPhoneNumber;
	return direction === 'inbound' ? fromPhoneNumber : null;
}

function secondsBetween(start: string | null, end: string | null): number | null {
	if (start === null || end === null) return null;
	const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
	return seconds < 0 ? null : seconds;
}
