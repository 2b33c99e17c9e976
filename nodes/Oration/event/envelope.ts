import { isDeeperThan, isJsonObject, MOST_LEVELS, type JsonObject } from './json';

/** An event as Oration posts it. Whatever stands beside these two fields is kept as it came. */
export type OrationEvent = JsonObject & { eventType: string; payload: JsonObject };

/** Why a value is no event: the field at fault, and a sentence to show. */
export interface InvalidEvent {
	field: 'body' | 'eventType' | 'payload';
	message: string;
}

/** Tells an Oration event from anything else. Never throws. */
export function readEvent(value: unknown): { event: OrationEvent } | { invalid: InvalidEvent } {
	if (!isJsonObject(value)) {
		return invalid('body', 'The body is not a JSON object');
	}
	const { eventType, payload } = value;
	if (typeof eventType !== 'string' || eventType.trim() === '') {
		return invalid('eventType', "The field 'eventType' is missing or is not text");
	}
	if (!isJsonObject(payload)) {
		return invalid('payload', "The field 'payload' is missing or is not an object");
	}
	if (isDeeperThan(value, MOST_LEVELS)) {
		return invalid('body', `The body is nested deeper than ${MOST_LEVELS} levels`);
	}
	return { event: { ...value, eventType, payload } };
}

function invalid(field: InvalidEvent['field'], message: string): { invalid: InvalidEvent } {
	return { invalid: { field, message } };
}
