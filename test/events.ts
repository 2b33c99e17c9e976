import { InvalidEventError, readEvent, type OrationEvent } from '../nodes/Oration/event/envelope';
import type { TranscriptTurn } from '../nodes/Oration/event/fields';
import type { JsonObject } from '../nodes/Oration/event/json';
import { SAMPLES } from '../nodes/Oration/trigger/pages/samples';
import current from './events/analysis-completed.current.json';
import documented from './events/analysis-completed.documented.json';
import unanswered from './events/analysis-completed.unanswered.json';
import completed from './events/conversation-completed.current.json';

export const ANALYSIS_COMPLETED = 'conversation.analysisCompleted';

/** The sample of an answered call. */
export const ANSWERED: OrationEvent = SAMPLES.answered.event;

/** Events made from the samples in Oration's documentation, in the folder `events`, by file name. */
export const FILES = {
	'analysis-completed.current': current,
	'analysis-completed.documented': documented,
	'analysis-completed.unanswered': unanswered,
	'conversation-completed.current': completed,
};

export type FileName = keyof typeof FILES;

/** Returns the event of a file. */
export function sampleFile(name: FileName): OrationEvent {
	return toEvent(FILES[name]);
}

/** Returns an event with a payload. */
export function eventWith(payload: JsonObject, envelope: JsonObject = {}): OrationEvent {
	return toEvent({ eventId: 'evt_1', eventType: ANALYSIS_COMPLETED, payload, ...envelope });
}

/** Parses an event. Throws if it's invalid. */
export function toEvent(value: unknown): OrationEvent {
	const result = readEvent(value);
	if (result instanceof InvalidEventError) throw result;
	return result;
}

/** A turn as text: its speaker, the role unless it's other, and its text. */
export const showTurn = ({ speaker, role, text }: TranscriptTurn) =>
	`${speaker ?? ''}${role === 'other' ? '' : ` (${role})`}: ${text}`;
