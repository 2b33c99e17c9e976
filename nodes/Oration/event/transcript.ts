import type { TranscriptTurn } from './fields';
import {
	hasBothSides,
	MAX_LABEL_LENGTH,
	rolesOf,
	roleWord,
	withoutParentheses,
	type Role,
} from './roles';
import { isBlank, trim } from './values';

/** A label, with a time and other decoration before and after it. */
const MAX_DECORATED_LENGTH = 120;
/** Far more than any call has. Limits the memory that a malicious transcript can use. */
export const MAX_TURNS = 100_000;
const MAX_NAMED_SPEAKERS = 5;
const ONE_TURN =
	"The transcript has several lines or speakers, but 'transcriptTurns' has only one turn.";

const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?(?:\s?[AaPp][Mm]\b)?`;
const TIME = String.raw`(?:\d{4}-\d{2}-\d{2}[T ])?${CLOCK}(?:Z|[+-]\d{2}:?\d{2})?`;
const TIMES = String.raw`${TIME}(?:\s?[-–]\s?${TIME})?`;
/** What can stand before a label: marks of lists and bold text, times, and anything in brackets that starts with a digit. */
const PREFIX = new RegExp(
	String.raw`^(?:[\s\p{Cf}>*_#•+–—-]|\d{1,3}[.)](?=\s)|[[(]\d[^\])]{0,60}[\])]|${TIME})*`,
	'u',
);
/** A time after a label, as in `Agent (00:12):`. */
const SUFFIX = new RegExp(String.raw`(?:(?<![\s*])[\s*]+${TIMES}|[[(]${TIMES}[\])])[\s*]*$`);
const MARKS = /^[\s\p{Cf}*_]+|(?<![\s\p{Cf}*_])[\s\p{Cf}*_]+$/gu;
const BRACKETS = /^\[([^[\]]+)\]$|^\(([^()]+)\)$|^<([^<>]+)>$/;
const COLON = /[:：](?!\d)|(?<!\d)[:：]/;
/** The line breaks that software writes if it loses the real ones. */
const LOST_LINE_BREAK = /(?:\\r)?\\n|<br\s{0,9}\/?>|\u2028/gi;
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
	const trimmed = trim(transcript).replace(/\r\n?/g, '\n');
	const text = trimmed.includes('\n') ? trimmed : trimmed.replace(LOST_LINE_BREAK, '\n');
	const lines = readLabels(text);
	const { speakers, warnings } = findSpeakers(text, lines);
	const starts = lines.flatMap((line) => {
		const role = speakers.get(line.label);
		return role ? [{ ...line, role }] : [];
	});
	const textBetween = (start: number, next: LabeledLine | undefined) =>
		trim(text.slice(start, next?.start));

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
	// There can be decoration in brackets, too.
	const label = undecorated(undecorated(rest.slice(0, colon)));
	if (label.length > MAX_LABEL_LENGTH || !/\p{L}/u.test(label)) return undefined;
	const text = rest.slice(colon + 1).replace(/^[*_]+/, '');
	// Excludes URLs. In languages with the fullwidth colon, no space follows it.
	const isSeparated = rest[colon] === '：' || /^(?:[\s\p{Cf}]|$)/u.test(text);
	return isSeparated || roleWord(label) !== undefined ? { label, text } : undefined;
}

const undecorated = (label: string) =>
	label.replace(SUFFIX, '').replace(MARKS, '').replace(BRACKETS, '$1$2$3');

/** Returns the labels that are speakers with their roles, and a warning about those that aren't certain. */
function findSpeakers(text: string, lines: LabeledLine[]) {
	const known = rolesOf(lines.map(({ label }) => label));
	const [first, second] = lines;
	const isSilent = known.size > 0 && isBlank(text.slice(first?.textStart, second?.start));
	const isHeading = isSilent || hasBothSides(known);
	const opening = first?.start === 0 && !isHeading ? [first] : [];
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
	const words = withoutParentheses(answer.label).split(/\s+/);
	const isName = words.length <= 3 && words.every((word) => NAME.test(word));
	return !isInList && (isName || isBetween) ? [answer.label] : [];
}

export function turnsToText(turns: TranscriptTurn[]): string {
	return turns.map(({ speaker, text }) => (speaker ? `${speaker}: ${text}` : text)).join('\n');
}
