import { toDate } from './date';
import { isJsonObject, type JsonObject, type JsonValue } from './json';
import type { TranscriptTurn } from './fields';

const AGENT = new Set(['agent', 'assistant', 'bot', 'ai']);
const CUSTOMER = new Set(['customer', 'user', 'caller', 'human', 'client']);
const LONGEST_LABEL = 40;

/**
 * Splits a transcript into turns. A turn starts at a line `Label: text` whose label is a known speaker word, starts
 * more than one line, or starts the transcript; other lines continue the turn before.
 */
export function splitTurns(transcript: string): TranscriptTurn[] {
	const lines = transcript.trim().split(/\r\n|\n|\r/);
	const labels = lines.map(labelOf);
	const speakers = speakersAmong(labels);

	const turns: TranscriptTurn[] = [];
	lines.forEach((line, index) => {
		const label = labels[index];
		const turn = turns[turns.length - 1];
		if (label !== undefined && speakers.has(label)) {
			turns.push(turnOf(label, line.slice(line.indexOf(':') + 1)));
		} else if (turn) {
			turn.text += `\n${line}`;
		} else {
			turns.push(turnOf(null, line));
		}
	});
	for (const turn of turns) turn.text = turn.text.trim();
	return turns;
}

function turnOf(speaker: string | null, text: string): TranscriptTurn {
	return { speaker, role: roleOf(speaker), text, timestamp: null };
}

/** What stands before the first colon of a line, where that can name a speaker: short, with a letter in it. */
function labelOf(line: string): string | undefined {
	const colon = line.slice(0, LONGEST_LABEL + 1).indexOf(':');
	const label = line.slice(0, Math.max(colon, 0)).trim();
	if (!/\p{L}/u.test(label)) return undefined;
	// Not a URL or a time of day.
	const endsAtColon = colon === line.length - 1 || /\s/.test(line.charAt(colon + 1));
	return endsAtColon || roleOf(label) !== 'other' ? label : undefined;
}

function speakersAmong(labels: Array<string | undefined>): Set<string> {
	const seen = new Set<string>();
	const speakers = new Set<string>();
	labels.forEach((label, index) => {
		if (label === undefined) return;
		if (index === 0 || seen.has(label) || roleOf(label) !== 'other') speakers.add(label);
		seen.add(label);
	});
	return speakers;
}

function roleOf(speaker: string | null): TranscriptTurn['role'] {
	if (speaker === null || speaker.length > LONGEST_LABEL) return 'other';
	const word = speaker.replace(/[\s#]*\d{1,3}$/, '').toLowerCase();
	if (AGENT.has(word)) return 'agent';
	return CUSTOMER.has(word) ? 'customer' : 'other';
}

/**
 * Reads a transcript that came as a list: objects with speaker, role or messageType, with text, message or content,
 * and with timestamp, as Oration's flows give it.
 *
 * @returns the turns, and whether every entry of the list could be read
 */
export function readTurns(entries: JsonValue[]): { turns: TranscriptTurn[]; complete: boolean } {
	const turns = entries.flatMap((entry) => (isJsonObject(entry) ? readTurn(entry) : []));
	return { turns, complete: turns.length === entries.length };
}

function readTurn(entry: JsonObject): TranscriptTurn[] {
	const [text] = texts(entry.text, entry.message, entry.content);
	if (text === undefined) return [];
	const names = texts(entry.speaker, entry.role, entry.messageType);
	const role = names.map(roleOf).find((known) => known !== 'other') ?? 'other';
	return [
		{ speaker: names[0] ?? null, role, text, timestamp: toDate(entry.timestamp ?? null) ?? null },
	];
}

function texts(...values: Array<JsonValue | undefined>): string[] {
	return values.filter((value): value is string => typeof value === 'string' && /\S/.test(value));
}

export function turnsToText(turns: TranscriptTurn[]): string {
	return turns.map(({ speaker, text }) => (speaker ? `${speaker}: ${text}` : text)).join('\n');
}
