import { InvalidEventError, readEvent } from './envelope';
import type { ConversationRecord } from './fields';
import { toRecord } from './record';

export { InvalidEventError, type OrationEvent } from './envelope';
export {
	RECORD_FIELDS,
	SIMPLIFIED_FIELDS,
	type ConversationRecord,
	type Customer,
	type RecordField,
	type TranscriptTurn,
} from './fields';
export type { JsonObject, JsonValue } from './json';

/**
 * Parses an Oration event into the full record that the Oration Trigger outputs.
 *
 * @param event the event as Oration sent it: an object, or its JSON text
 * @param receivedAt when it was received
 * @throws InvalidEventError if the value isn't an Oration event
 */
export function parseEvent(event: unknown, receivedAt: Date = new Date()): ConversationRecord {
	const result = readEvent(event);
	if (result instanceof InvalidEventError) throw result;
	return toRecord(result, receivedAt);
}
