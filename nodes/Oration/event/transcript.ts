import { toDate } from './date';
import type { TranscriptTurn } from './fields';
import { isJsonObject, type JsonValue } from './json';
import { isBlank, toText } from './values';

type Role = TranscriptTurn['role'];

/** The last words of labels. `Speaker 1` names no role. */
const ROLES = new Map<string, Role>([
	...['agent', 'assistant', 'bot', 'ai', 'representative', 'supervisor', 'operator'].map(
		(word) => [word, 'agent'] as const,
	),
	...['customer', 'user', 'caller', 'client', 'human'].map((word) => [word, 'customer'] as const),
	['speaker', 'other'],
]);
const MAX_LABEL_LENGTH = 40;
/** A label, with a time and other decoration before and after it. */
const MAX_DECORATED_LENGTH = 120;
/** Far more than any call has. Limits the memory that a malicious transcript can use. */
const MAX_TURNS = 100_000;
const MAX_NAMED_SPEAKERS = 5;
const ONE_TURN =
	"The transcript has several lines or speakers, but 'transcriptTurns' has only one turn.";

const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?(?:\s?[AaPp][Mm])?`;
const TIME = String.raw`(?:\d{4}-\d{2}-\d{2}[T ])?${CLOCK}(?:Z|[+-]\d{2}:?\d{2})?`;
const TIMES = String.raw`[[(]?${TIME}(?:\s?[-–]\s?${TIME})?[\])]?`;
/** What can stand before a label: list marks, bold marks and times, as in `- **[00:12] Agent:**`. */
const PREFIX = new RegExp(String.raw`^[\s>*•-]*(?:${TIMES}[\s*-]*)?`);
/** A time after a label, as in `Agent (00:12):`. */
const SUFFIX = new RegExp(String.raw`(?:(?<![\s*])[\s*]+|(?=[[(]))${TIMES}[\s*]*$`);
const MARKS = /^[\s*]+|(?<![\s*])[\s*]+$/g;
const BRACKETS = /^\[([^[\]]+)\]$|^\(([^()]+)\)$|^<([^<>]+)>$/;
const COLON = /[:：](?!\d)|(?<!\d)[:：]/;
/** The line breaks that software writes if it loses the real ones. */
const LOST_LINE_BREAK = /\\n|<br\s{0,9}\/?>|\u2028/gi;
const ANY_LABEL = /(?<!\p{L})\p{L}{1,20}(?=\s?[:：])/gu;
/** A word that starts with a capital, or in a script without capitals. */
const NAME = /^(?!\p{Ll})\p{L}[\p{L}\p{M}'’.-]*$/u;

/** A line that starts with a label, with offsets in the transcript. */
interface LabeledLine {
	label: string;
	start: number;
	textStart: number;
	end: number;
}

/**
 * Splits a transcript into turns. A turn starts at a line `Label: text` if the label is a speaker: it has a known role,
 * takes turns with others, or is the only answer to the only speaker. Other lines continue the turn. The first 100,000
 * labels count. The warnings name what is uncertain.
 */
export function splitTurns(transcript: string): { turns: TranscriptTurn[]; warnings: string[] } {
	const trimmed = transcript.trim().replace(/\r\n?/g, '\n');
	const text = trimmed.includes('\n') ? trimmed : trimmed.replace(LOST_LINE_BREAK, '\n');
	const lines = readLabels(text);
	const { speakers, warnings } = findSpeakers(lines);
	const starts = lines.flatMap((line) => {
		const role = speakers.get(line.label);
		return role ? [{ ...line, role }] : [];
	});
	const textBetween = (start: number, next: LabeledLine | undefined) =>
		text.slice(start, next?.start).trim();

	const turns = starts.map(({ label: speaker, role, textStart }, index): TranscriptTurn => {
		return { speaker, role, text: textBetween(textStart, starts[index + 1]), timestamp: null };
	});
	if (starts[0]?.start !== 0) {
		const opening = textBetween(0, starts[0]);
		turns.unshift({ speaker: null, role: 'other', text: opening, timestamp: null });
	}
	const isUnsplit =
		turns.length === 1 &&
		(text.includes('\n') || hasBothSides(rolesOf(text.match(ANY_LABEL) ?? [])));
	return { turns, warnings: isUnsplit ? [...warnings, ONE_TURN] : warnings };
}

function readLabels(text: string): LabeledLine[] {
	const lines: LabeledLine[] = [];
	for (let start = 0; start < text.length && lines.length < MAX_TURNS; ) {
		const newline = text.indexOf('\n', start);
		const end = newline === -1 ? text.length : newline;
		const line = readLabel(text.slice(start, end));
		if (line) lines.push({ label: line.label, start, textStart: end - line.text.length, end });
		start = end + 1;
	}
	return lines;
}

/** Returns the label of a line and the text after it, if the label can be a speaker: short, with a letter. */
function readLabel(line: string): { label: string; text: string } | undefined {
	const rest = line.replace(PREFIX, '');
	const colon = rest.search(COLON);
	if (colon === -1 || colon > MAX_DECORATED_LENGTH) return undefined;
	const undated = rest.slice(0, colon).replace(SUFFIX, '').replace(MARKS, '');
	const label = undated.replace(BRACKETS, '$1$2$3').trim();
	if (label.length > MAX_LABEL_LENGTH || !/\p{L}/u.test(label)) return undefined;
	const text = rest.slice(colon + 1).replace(/^\*+/, '');
	// Excludes URLs. In languages with the fullwidth colon, no space follows it.
	const isSeparated = rest[colon] === '：' || /^(?:\s|$)/.test(text);
	return isSeparated || roleWord(label) !== undefined ? { label, text } : undefined;
}

/** Returns the labels that are speakers with their roles, and a warning about those that aren't certain. */
function findSpeakers(lines: LabeledLine[]): { speakers: Map<string, Role>; warnings: string[] } {
	const known = rolesOf(lines.map(({ label }) => label));
	const opening = lines.filter(({ start }) => start === 0 && !hasBothSides(known));
	const certain = new Set([...known.keys(), ...opening.map(({ label }) => label)]);
	const added = takingTurns(lines, known).filter((label) => !certain.has(label));
	const guessed = answerTo([...certain, ...added], lines);
	const others = [...certain, ...added, ...guessed].map((label) => [label, 'other'] as const);
	return {
		speakers: new Map<string, Role>([...others, ...known]),
		warnings: [
			...(known.size > 0 ? warningAbout('has speakers without a known role', added) : []),
			...warningAbout('has a speaker that was guessed', guessed),
		],
	};
}

function warningAbout(finding: string, labels: string[]): string[] {
	const names = labels.slice(0, MAX_NAMED_SPEAKERS).join(', ');
	return labels.length > 0 ? [`The transcript ${finding}: ${names}.`] : [];
}

/** Returns the labels that start a line again after a line of another label, or of one with a known role if there are any. */
function takingTurns(lines: LabeledLine[], known: Map<string, Role>): string[] {
	const turns = new Map<string, number>();
	const speakers = new Set<string>();
	let turn = 0;
	let last: string | undefined;
	for (const { label } of lines) {
		if (known.size > 0 ? known.has(label) : label !== last) turn += 1;
		last = label;
		const firstTurn = turns.get(label) ?? turn;
		turns.set(label, firstTurn);
		if (turn > firstTurn && !known.has(label)) speakers.add(label);
	}
	return [...speakers];
}

/**
 * Returns the label that answers the only speaker: the first one after their turn. It must be a name, or stand between two
 * of their turns. If the next line has another label, they are a list.
 */
function answerTo(speakers: string[], lines: LabeledLine[]): string[] {
	const [speaker, ...more] = speakers;
	const isTurn = ({ label }: LabeledLine) => label === speaker;
	const first = lines.findIndex(isTurn);
	const index = lines.findIndex((line, position) => position > first && !isTurn(line));
	const answer = lines[index];
	if (first === -1 || more.length > 0 || answer === undefined) return [];
	const next = lines[index + 1];
	const isInList = next?.start === answer.end + 1 && !isTurn(next) && next.label !== answer.label;
	const isBetween = lines.slice(index).some(isTurn);
	const words = answer.label.split(/\s+/);
	const isName = words.length <= 3 && words.every((word) => NAME.test(word));
	return !isInList && (isName || isBetween) ? [answer.label] : [];
}

/** Returns the roles of the labels that name one. Beside another customer, `Human` is an agent who took over. */
function rolesOf(labels: string[]): Map<string, Role> {
	const words = new Map(labels.map((label) => [label, roleWord(label)]));
	const hasCustomer = [...words.values()].some(
		(word) => word !== 'human' && ROLES.get(word ?? '') === 'customer',
	);
	return new Map(
		[...words].flatMap(([label, word]): Array<[string, Role]> => {
			const role = hasCustomer && word === 'human' ? 'agent' : ROLES.get(word ?? '');
			return role ? [[label, role]] : [];
		}),
	);
}

/** Returns the last word of a label if it names a role, and the label is one word or two or three capitalized ones. */
function roleWord(label: string): string | undefined {
	if (label.length > MAX_LABEL_LENGTH) return undefined;
	const name = label
		.replace(/(?<!\s)\s*\([^()]*\)$/, '')
		.replace(/(?<![\s_#-])[\s_#-]*\d{1,3}$/, '');
	const words = name.split(/\s+/);
	const isLabel =
		words.length === 1 || (words.length <= 3 && words.every((word) => /^\p{Lu}/u.test(word)));
	const word =
		name
			.toLowerCase()
			.split(/[\s_-]+/)
			.at(-1) ?? '';
	return isLabel && ROLES.has(word) ? word : undefined;
}

function hasBothSides(roles: Map<string, Role>): boolean {
	const all = new Set(roles.values());
	return all.has('agent') && all.has('customer');
}

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

export function turnsToText(turns: TranscriptTurn[]): string {
	return turns.map(({ speaker, text }) => (speaker ? `${speaker}: ${text}` : text)).join('\n');
}
