import { isJsonObject, isTooDeep, MAX_DEPTH, type JsonObject } from './json';
import { decode, isBlank } from './values';

/** An event as Oration sends it. It can have more fields. */
export type OrationEvent = JsonObject & { eventType: string; payload: JsonObject };

/** Why a value isn't an Oration event. `field` is the invalid field. */
export class InvalidEventError extends Error {
	constructor(
		readonly field: 'body' | 'eventType' | 'payload',
		message: string,
	) {
		super(message);
		this.name = 'InvalidEventError';
	}
}

/** Reads an Oration event, or the JSON text of one. Its payload can be JSON text, too. Never throws. */
export function readEvent(sent: unknown): OrationEvent | InvalidEventError {
	const value = decode(decode(sent));
	if (!isJsonObject(value)) return new InvalidEventError('body', "The body isn't a JSON object");
	const { eventType } = value;
	if (typeof eventType !== 'string' || isBlank(eventType)) {
		return new InvalidEventError('eventType', "The field 'eventType' is missing or isn't text");
	}
	const payload = decode(decode(value.payload));
	if (!isJsonObject(payload)) {
		return new InvalidEventError('payload', "The field 'payload' is missing or isn't an object");
	}
	if (isTooDeep(value) || isTooDeep(payload, MAX_DEPTH - 1)) {
		return new InvalidEventError('body', `The body is nested deeper than ${MAX_DEPTH} levels`);
	}
	return { ...value, eventType, payload };
}

const CONVERSATION = 'conversation';

/** Wraps a conversation from Oration's API in an event, so that it is read like one. */
export function toEvent(conversation: JsonObject): OrationEvent {
	return { eventType: CONVERSATION, payload: conversation };
}

export function isConversation({ eventType }: OrationEvent): boolean {
	return eventType === CONVERSATION;
}
