import { toDate } from './date';
import { toText } from './values';
import { isJsonObject, type JsonValue } from './json';
import type { TranscriptTurn } from './fields';

type Role = TranscriptTurn['role'];

const AGENT = new Set(['agent', 'assistant', 'bot', 'ai', 'ai agent']);
const CUSTOMER = new Set(['customer', 'user', 'caller', 'human', 'client']);
const MAX_LABEL_LENGTH = 40;
/** Far more than any call has. Limits the memory that a malicious transcript can use. */
const MAX_TURNS = 100_000;

const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?`;
/** What can stand before a label: list marks, bold marks and a time, as in `- **[00:12] Agent:**`. */
const PREFIX = new RegExp(String.raw`^[\s>*•-]*(?:[[(]?${TIME}[\])]?[\s*-]*)?`);
/** A label, a time after it, and its colon, as in `Agent (00:12):` or `Agent 00:12:`. The limits make long runs of spaces cheap. */
const LABEL = new RegExp(
	String.raw`^([^:：]{0,${MAX_LABEL_LENGTH - 1}}?[^:：\s*])(?:[\s*]{0,9}[[(]${TIME}[\])]|\s{1,9}${TIME})?[\s*]{0,9}([:：])\**`,
);
/** One to three capitalized words. */
const NAME = /^\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,2}$/u;

/** A line that starts with a label, with offsets in the transcript. */
interface LabeledLine {
	label: string;
	start: number;
	textStart: number;
}

/**
 * Splits a transcript into turns. A turn starts at a line `Label: text` if the label is a speaker. Known words are
 * speakers. If they aren't there for both sides, a label that starts the transcript or several lines is a speaker too, and
 * so is a name that answers one. Other lines continue the turn. The first 100,000 labels count.
 */
export function splitTurns(transcript: string): TranscriptTurn[] {
	const text = transcript.trim().replace(/\r\n?/g, '\n');
	const lines = readLabels(text);
	const roles = rolesOfSpeakers(lines);
	const starts = lines.flatMap((line) => {
		const role = roles.get(line.label);
		return role ? [{ ...line, role }] : [];
	});
	const textBetween = (start: number, next: LabeledLine | undefined) =>
		text.slice(start, next?.start).trim();

	const turns = starts.map(({ label, role, textStart }, index) => ({
		speaker: label,
		role,
		text: textBetween(textStart, starts[index + 1]),
		timestamp: null,
	}));
	if (starts[0]?.start === 0) return turns;
	return [
		{ speaker: null, role: 'other', text: textBetween(0, starts[0]), timestamp: null },
		...turns,
	];
}

function readLabels(text: string): LabeledLine[] {
	const lines: LabeledLine[] = [];
	for (let start = 0; start < text.length && lines.length < MAX_TURNS; ) {
		const newline = text.indexOf('\n', start);
		const end = newline === -1 ? text.length : newline;
		const line = readLabel(text.slice(start, end));
		if (line) lines.push({ label: line.label, start, textStart: end - line.text.length });
		start = end + 1;
	}
	return lines;
}

/** Returns the label of a line and the text after it, if the label can be a speaker: short, with a letter. */
function readLabel(line: string): { label: string; text: string } | undefined {
	const rest = line.replace(PREFIX, '');
	const [match = '', label = '', colon] = LABEL.exec(rest) ?? [];
	if (!/\p{L}/u.test(label)) return undefined;
	const text = rest.slice(match.length);
	// Excludes URLs. In languages with the fullwidth colon, no space follows it.
	const isSeparated = colon === '：' || /^(?:\s|$)/.test(text);
	// A time, as in "agent 10:30 works for me", isn't a label.
	const isTime = /\d$/.test(label) && /^\d/.test(text);
	return isSeparated || (roleOf(label) !== 'other' && !isTime) ? { label, text } : undefined;
}

/** Returns the labels that are speakers, with their roles. */
function rolesOfSpeakers(lines: LabeledLine[]): Map<string, Role> {
	const known = new Map<string, Role>();
	const others = new Map<string, Role>();
	const seen = new Set<string>();
	for (const { label, start } of lines) {
		const role = roleOf(label);
		if (role !== 'other') known.set(label, role);
		else if (start === 0 || seen.has(label)) others.set(label, role);
		seen.add(label);
	}
	if (new Set(known.values()).size === 2) return known;
	const speakers = new Map([...known, ...others]);
	return new Map([...speakers, ...answersTo(speakers, lines)]);
}

/** Returns the names that start a line after a turn of another speaker. */
function answersTo(speakers: Map<string, Role>, lines: LabeledLine[]): Map<string, Role> {
	const answers = new Map<string, Role>();
	let followsSpeaker = false;
	for (const { label } of lines) {
		if (speakers.has(label)) {
			followsSpeaker = true;
		} else if (followsSpeaker && NAME.test(label)) {
			answers.set(label, 'other');
			followsSpeaker = false;
		}
	}
	return answers;
}

function roleOf(speaker: string): Role {
	if (speaker.length > MAX_LABEL_LENGTH) return 'other';
	const word = speaker.replace(/(?<![\s#])[\s#]*\d{1,3}$/, '').toLowerCase();
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
