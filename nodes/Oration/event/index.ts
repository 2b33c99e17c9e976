import { readEvent, type InvalidEvent } from './envelope';
import type { ConversationRecord } from './fields';
import { parseJson } from './json';
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

/** Thrown for a value that is not an Oration event; `field` is the one at fault. */
export class InvalidEventError extends Error {
	readonly field: InvalidEvent['field'];

	constructor({ field, message }: InvalidEvent) {
		super(message);
		this.name = 'InvalidEventError';
		this.field = field;
	}
}

/**
 * Turns a raw Oration event into the same full record that the Oration Trigger gives.
 *
 * @param event the event as Oration posted it: an object, or its JSON text
 * @param receivedAt when it arrived
 * @throws InvalidEventError where the value is not an Oration event
 */
export function parseEvent(event: unknown, receivedAt: Date = new Date()): ConversationRecord {
	const result = readEvent(typeof event === 'string' ? parseJson(event) : event);
	if ('invalid' in result) throw new InvalidEventError(result.invalid);
	return toRecord(result.event, receivedAt);
}
