import { categoriesIn, summaryIn, uniqueTexts } from './analysis';
import { isConversation, type OrationEvent } from './envelope';
import {
	CALL_FIELDS,
	CUSTOMER_FIELDS,
	ENVELOPE_FIELDS,
	PAYLOAD_FIELDS,
	type Call,
	type ConversationRecord,
} from './fields';
import { parseJson, type JsonObject, type JsonValue } from './json';
import { invalidValue, readFields } from './readFields';
import { splitTurns, turnsToText } from './transcript';
import { readTurns } from './turnList';
import { isBlank, normalize, toPhoneNumber, toText, trim } from './values';

const NO_EVENT_ID = "The event has no 'eventId', so its duplicates can't be recognized.";

/**
 * Returns the full record of an event. Every field is present and has its type, whatever the event contains.
 *
 * @param receivedAt when n8n received the event
 */
export function toRecord(event: OrationEvent, receivedAt: Date = new Date()): ConversationRecord {
	const envelope = readFields(event, ENVELOPE_FIELDS);
	const { values: sent, ...payload } = readFields(event.payload, PAYLOAD_FIELDS);
	const { values: call, ...rest } = readFields(payload.leftovers, CALL_FIELDS);
	const customer = sent.customer && readFields(sent.customer, CUSTOMER_FIELDS, 'customer.');
	const analysis = sent.postCallMetadata ?? {};
	const transcript = readTranscript(sent.transcript);
	const summary =
		sent.summary === null ? summaryIn(analysis) : { value: sent.summary, warnings: [] };
	const categoryFields = [sent.postCallCategory1, sent.postCallCategory2, sent.postCallCategory3];
	const ownCategories = uniqueTexts(categoryFields.filter((category) => category !== null));
	const categories =
		ownCategories.length > 0 ? { value: ownCategories, warnings: [] } : categoriesIn(analysis);
	const { eventId } = envelope.values;
	// In otherFields, `event` has what stands beside the payload. A payload's own field with this name is at its place in it.
	const { event: own, ...leftovers } = rest.leftovers;
	const ownEvent: JsonObject = own === undefined ? {} : { event: own };
	return {
		eventId,
		eventType: trim(event.eventType),
		receivedAt: receivedAt.toISOString(),
		conversationId: sent.id,
		summary: summary.value,
		transcript: transcript.text,
		postCallNotes: sent.postCallNotes,
		categories: categories.value,
		postCallMetadata: analysis,
		dynamicVariables: sent.dynamicVariables ?? {},
		transcriptTurns: transcript.turns,
		customerName: customer?.values.name ?? null,
		customerEmail: customer?.values.email ?? null,
		customerPhoneNumber:
			toPhoneNumber(customer?.values.phoneNumber) ?? toPhoneNumber(remoteNumber(call)),
		customerIdentifier: customer?.values.identifier ?? null,
		customer: customer?.values ?? null,
		isAnswered: readIsAnswered(event, call),
		durationSeconds: secondsBetween(call.callStartTime, call.callEndTime),
		talkSeconds: secondsBetween(call.userJoinTime, call.userLeaveTime),
		ringSeconds: secondsBetween(call.callStartTime, call.userJoinTime),
		...call,
		otherFields: {
			...leftovers,
			...(transcript.isComplete ? {} : { transcript: sent.transcript }),
			...nested('customer', customer?.leftovers),
			...nested('event', { ...envelope.leftovers, ...nested('payload', ownEvent) }),
		},
		warnings: [
			...(eventId === null && !isConversation(event) ? [NO_EVENT_ID] : []),
			...envelope.warnings,
			...payload.warnings,
			...rest.warnings,
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

/**
 * Reads a transcript: text, a list of its lines, a list of turns, or the JSON text of a list. `isComplete` is whether the
 * result contains everything that was sent.
 */
function readTranscript(sent: JsonValue) {
	const parsed = typeof sent === 'string' && /^\s*\[/.test(sent) ? parseJson(sent) : sent;
	const list = Array.isArray(parsed) ? parsed : undefined;
	if (list?.some((entry) => typeof entry !== 'string')) {
		const { turns, isComplete } = readTurns(list);
		const text = turnsToText(turns) || null;
		const warning = invalidValue('transcript', 'a list of turns with speaker, text and time only');
		return { text, turns, warnings: isComplete ? [] : [warning], isComplete };
	}
	const value = list ? list.join('\n') : sent;
	if (isBlank(value)) return { text: null, turns: [], warnings: [], isComplete: true };
	const text = toText(value);
	if (text !== undefined) return { text, ...splitTurns(text), isComplete: true };
	const warnings = [invalidValue('transcript', 'text')];
	return { text: null, turns: [], warnings, isComplete: false };
}

const is = (value: string | null, expected: string) =>
	value !== null && normalize(value) === expected;

function remoteNumber({ telephonyType, toPhoneNumber, fromPhoneNumber }: Call): string | null {
	if (is(telephonyType, 'outbound')) return toPhoneNumber;
	return is(telephonyType, 'inbound') ? fromPhoneNumber : null;
}

/** Whether the customer joined the call, or null if that isn't known. An unanswered call can have a time of leaving. */
function readIsAnswered(event: OrationEvent, call: Call): boolean | null {
	if (call.userJoinTime !== null) return true;
	if (is(call.endReason, 'user_did_not_answer')) return false;
	if (call.userLeaveTime !== null) return true;
	// Events come when a call has ended. A conversation from the API can still be ringing.
	const isOver = !isConversation(event) || hasEnded(call);
	const cameAsNull = event.payload.userJoinTime === null;
	return isOver && is(call.conversationType, 'telephony') && cameAsNull ? false : null;
}

/** The documented statuses of a conversation that has ended. Others may exist. */
const END_STATUSES = ['completed', 'failed'];

/** Whether a conversation has ended: it has an end status or a time at which the call ended. */
export function hasEnded(call: Pick<Call, 'conversationStatus' | 'callEndTime'>): boolean {
	const status = normalize(call.conversationStatus ?? '');
	return END_STATUSES.includes(status) || call.callEndTime !== null;
}

function secondsBetween(start: string | null, end: string | null): number | null {
	if (start === null || end === null) return null;
	const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
	return seconds < 0 ? null : seconds;
}
