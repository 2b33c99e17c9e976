import { readEvent, type InvalidEvent } from './envelope';
import type { ConversationRecord } from './fields';
import { toRecord } from './record';

export type { OrationEvent } from './envelope';
export {
	RECORD_FIELDS,
	SIMPLIFIED_FIELDS,
	type ConversationRecord,
	type Customer,
	type RecordField,
	type TranscriptTurn,
} from './fields';
export type { JsonObject, JsonValue } from './json';

/** Thrown if a value isn't an Oration event. `field` is the invalid field. */
export class InvalidEventError extends Error {
	readonly field: InvalidEvent['field'];

	constructor({ field, message }: InvalidEvent) {
		super(message);
		this.name = 'InvalidEventError';
		this.field = field;
	}
}

/**
 * Parses an Oration event into the full record that the Oration Trigger outputs.
 *
 * @param event the event as Oration sent it: an object, or its JSON text
 * @param receivedAt when it was received
 * @throws InvalidEventError if the value isn't an Oration event
 */
export function parseEvent(event: unknown, receivedAt: Date = new Date()): ConversationRecord {
	const result = readEvent(event);
	if ('invalid' in result) throw new InvalidEventError(result.invalid);
	return toRecord(result.event, receivedAt);
}
