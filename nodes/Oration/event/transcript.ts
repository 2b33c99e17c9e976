import { toDate } from './date';
import { toText } from './fieldReader';
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
/** A label, a time after it, and its colon, as in `Agent (00:12):`. The limits make long runs of spaces cheap. */
const LABEL = new RegExp(
	String.raw`^([^:：]{0,${MAX_LABEL_LENGTH - 1}}?[^:：\s*])(?:[\s*]{0,9}[[(]${TIME}[\])])?[\s*]{0,9}([:：])\**`,
);
/** One to three capitalized words. */
const NAME = /^\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,2}$/u;

interface LabeledLine {
	label: string;
	text: string;
}

/**
 * Splits a transcript into turns. A turn starts at a line `Label: text` if the label is a speaker. Known words are
 * speakers. If they aren't there for both sides, a label that starts the transcript or several lines is a speaker too, and
 * so is a name that answers one. Other lines continue the turn. The 100,000th turn has all remaining text.
 */
export function splitTurns(transcript: string): TranscriptTurn[] {
	const lines = transcript.trim().split(/\r\n|\n|\r/);
	const labeled = lines.map(readLabel);
	const roles = rolesOfSpeakers(labeled.map((line) => line?.label));

	const turns: TranscriptTurn[] = [];
	lines.forEach((line, index) => {
		const start = labeled[index];
		const turn = turns[turns.length - 1];
		const role = start && roles.get(start.label);
		if (start && role && turns.length < MAX_TURNS) {
			turns.push({ speaker: start.label, role, text: start.text, timestamp: null });
		} else if (turn) {
			turn.text += `\n${line}`;
		} else {
			turns.push({ speaker: null, role: 'other', text: line, timestamp: null });
		}
	});
	for (const turn of turns) turn.text = turn.text.trim();
	return turns;
}

/** Returns the label of a line and the text after it, if the label can be a speaker: short, with a letter. */
function readLabel(line: string): LabeledLine | undefined {
	const rest = line.replace(PREFIX, '');
	const [match = '', label = '', colon] = LABEL.exec(rest) ?? [];
	if (!/\p{L}/u.test(label)) return undefined;
	const text = rest.slice(match.length);
	// Excludes URLs. In languages with the fullwidth colon, no space follows it.
	const isSeparated = colon === '：' || /^(?:\s|$)/.test(text);
	return isSeparated || roleOf(label) !== 'other' ? { label, text } : undefined;
}

/** Returns the labels that are speakers, with their roles. */
function rolesOfSpeakers(labels: Array<string | undefined>): Map<string, Role> {
	const known = new Map<string, Role>();
	const others = new Map<string, Role>();
	const seen = new Set<string>();
	labels.forEach((label, index) => {
		if (label === undefined) return;
		const role = roleOf(label);
		if (role !== 'other') known.set(label, role);
		else if (index === 0 || seen.has(label)) others.set(label, role);
		seen.add(label);
	});
	if (new Set(known.values()).size === 2) return known;
	const speakers = new Map([...known, ...others]);
	return new Map([...speakers, ...answersTo(speakers, labels)]);
}

/** Returns the names that start a line after a turn of another speaker. */
function answersTo(
	speakers: Map<string, Role>,
	labels: Array<string | undefined>,
): Map<string, Role> {
	const answers = new Map<string, Role>();
	let followsSpeaker = false;
	for (const label of labels) {
		if (label === undefined) continue;
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
