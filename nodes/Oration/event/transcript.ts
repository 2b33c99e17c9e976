import { toDate } from './date';
import { toText } from './fieldReader';
import { isJsonObject, type JsonValue } from './json';
import type { TranscriptTurn } from './fields';

type Role = TranscriptTurn['role'];

const AGENT = new Set(['agent', 'assistant', 'bot', 'ai']);
const CUSTOMER = new Set(['customer', 'user', 'caller', 'human', 'client']);
const MAX_LABEL_LENGTH = 40;
/** Far more than any call has. Limits the memory that a malicious transcript can use. */
const MAX_TURNS = 100_000;

/**
 * Splits a transcript into turns. A turn starts at a line `Label: text` if the label is a known speaker word, starts
 * more than one line, or starts the transcript. Other lines continue the turn. The 100,000th turn has all remaining text.
 */
export function splitTurns(transcript: string): TranscriptTurn[] {
	const lines = transcript.trim().split(/\r\n|\n|\r/);
	const labels = lines.map(labelOf);
	const roles = rolesOfSpeakers(labels);

	const turns: TranscriptTurn[] = [];
	lines.forEach((line, index) => {
		const label = labels[index];
		const turn = turns[turns.length - 1];
		const role = label === undefined ? undefined : roles.get(label);
		if (label !== undefined && role !== undefined && turns.length < MAX_TURNS) {
			const text = line.slice(line.indexOf(':') + 1);
			turns.push({ speaker: label, role, text, timestamp: null });
		} else if (turn) {
			turn.text += `\n${line}`;
		} else {
			turns.push({ speaker: null, role: 'other', text: line, timestamp: null });
		}
	});
	for (const turn of turns) turn.text = turn.text.trim();
	return turns;
}

/** Returns the text before the first colon of a line if it can be a speaker: short, with a letter. */
function labelOf(line: string): string | undefined {
	const colon = line.indexOf(':');
	if (colon < 0 || colon > MAX_LABEL_LENGTH) return undefined;
	const label = line.slice(0, colon).trim();
	if (!/\p{L}/u.test(label)) return undefined;
	// Excludes URLs and times of day.
	const endsAtColon = colon === line.length - 1 || /\s/.test(line.charAt(colon + 1));
	return endsAtColon || roleOf(label) !== 'other' ? label : undefined;
}

/** Returns the labels that are speakers, with their roles. */
function rolesOfSpeakers(labels: Array<string | undefined>): Map<string, Role> {
	const seen = new Set<string>();
	const roles = new Map<string, Role>();
	labels.forEach((label, index) => {
		if (label === undefined || roles.has(label)) return;
		const role = roleOf(label);
		if (index === 0 || seen.has(label) || role !== 'other') roles.set(label, role);
		seen.add(label);
	});
	return roles;
}

function roleOf(speaker: string): Role {
	if (speaker.length > MAX_LABEL_LENGTH) return 'other';
	const word = speaker.replace(/[\s#]*\d{1,3}$/, '').toLowerCase();
	if (AGENT.has(word)) return 'agent';
	return CUSTOMER.has(word) ? 'customer' : 'other';
}

/**
 * Reads a transcript that is a list of objects with speaker, role or messageType, with text, message or content, and with
 * timestamp, as Oration's flows return it.
 *
 * @returns the turns, and whether they contain everything in the list
 */
export function readTurns(entries: JsonValue[]): { turns: TranscriptTurn[]; isComplete: boolean } {
	const turns = entries.slice(0, MAX_TURNS).flatMap((entry) => readTurn(entry) ?? []);
	return { turns, isComplete: entries.every(isFullyRead) && entries.length === turns.length };
}

function readTurn(entry: JsonValue): TranscriptTurn | undefined {
	if (!isJsonObject(entry)) return undefined;
	const [text] = texts(entry.text, entry.message, entry.content);
	if (text === undefined) return undefined;
	const names = texts(entry.speaker, entry.role, entry.messageType);
	const role = names.map(roleOf).find((known) => known !== 'other') ?? 'other';
	const timestamp = toDate(entry.timestamp ?? null) ?? null;
	return { speaker: names[0] ?? null, role, text, timestamp };
}

/** Whether every field of an entry is read. */
function isFullyRead(entry: JsonValue): boolean {
	if (!isJsonObject(entry)) return false;
	const { speaker, role, messageType, text, message, content, timestamp, ...otherFields } = entry;
	const isText = (value: JsonValue | undefined) => toText(value ?? '') !== undefined;
	return (
		Object.keys(otherFields).length === 0 &&
		texts(text, message, content).length <= 1 &&
		[speaker, role, messageType, text, message, content].every(isText) &&
		(timestamp === undefined || timestamp === null || toDate(timestamp) !== undefined)
	);
}

/** Returns the texts among the values. */
function texts(...values: Array<JsonValue | undefined>): string[] {
	return values
		.map((value) => toText(value ?? ''))
		.filter((text): text is string => text !== undefined && /\S/.test(text));
}

export function turnsToText(turns: TranscriptTurn[]): string {
	return turns.map(({ speaker, text }) => (speaker ? `${speaker}: ${text}` : text)).join('\n');
}
