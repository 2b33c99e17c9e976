import { toDate } from './date';
import type { TranscriptTurn } from './fields';
import { isJsonObject, type JsonValue } from './json';
import { rolesOf } from './roles';
import { MAX_TURNS } from './transcript';
import { isBlank, toText } from './values';

/**
 * Reads a transcript that is a list of objects with speaker, role or messageType, with text, message or content, and with
 * timestamp, as Oration's flows return it.
 *
 * @returns the turns, and whether they contain everything in the list
 */
export function readTurns(entries: JsonValue[]): { turns: TranscriptTurn[]; isComplete: boolean } {
	const read = entries.slice(0, MAX_TURNS).flatMap((entry) => readEntry(entry) ?? []);
	const roles = rolesOf(read.flatMap(({ names }) => names));
	let isComplete = read.length === entries.length;
	const turns = read.map(({ names, text, timestamp, isRead }): TranscriptTurn => {
		const [speaker = null, ...words] = names;
		const known = names.map((name) => roles.get(name) ?? 'other');
		const role = known.find((name) => name !== 'other') ?? 'other';
		// A word that names neither the speaker nor their role isn't in the turn.
		if (!isRead || words.some((word) => roles.get(word) !== role)) isComplete = false;
		return { speaker, role, text, timestamp };
	});
	return { turns, isComplete };
}

/**
 * Reads an entry of a list. `names` are the speaker, and words for their role. `isRead` is whether the entry has nothing
 * else.
 */
function readEntry(entry: JsonValue) {
	if (!isJsonObject(entry)) return undefined;
	const { speaker, role, messageType, text, message, content, timestamp, ...otherFields } = entry;
	const isSent = (value: JsonValue | undefined): value is JsonValue =>
		value !== undefined && !isBlank(value);
	const sentNames = [speaker, role, messageType].filter(isSent);
	const names = sentNames.flatMap((name) => toText(name) ?? []);
	const [spoken, ...more] = [text, message, content].filter(isSent).map(readContent);
	if (spoken === undefined || spoken.text === '') return undefined;
	const time = isSent(timestamp) ? toDate(timestamp) : null;
	return {
		names,
		text: spoken.text,
		timestamp: time ?? null,
		isRead:
			spoken.isRead &&
			more.length === 0 &&
			names.length === sentNames.length &&
			time !== undefined &&
			Object.keys(otherFields).length === 0,
	};
}

/** Reads what was said: text, or a list of texts or of parts with a text. */
function readContent(content: JsonValue): { text: string; isRead: boolean } {
	const parts = [content].flat().map((part) => {
		if (!isJsonObject(part)) return { text: toText(part), isRead: true };
		const isRead = Object.keys(part).every((name) => name === 'text' || name === 'type');
		return { text: toText(part.text ?? null), isRead };
	});
	return {
		text: parts.flatMap(({ text }) => text ?? []).join('\n'),
		isRead: parts.every(({ text, isRead }) => text !== undefined && isRead),
	};
}
