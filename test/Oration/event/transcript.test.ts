import type { TranscriptTurn } from '../../../nodes/Oration/event/fields';
import type { JsonValue } from '../../../nodes/Oration/event/json';
import { readTurns, splitTurns, turnsToText } from '../../../nodes/Oration/event/transcript';

/** A turn as text: its speaker, the role unless it's other, and its text. */
const show = ({ speaker, role, text }: TranscriptTurn) =>
	`${speaker ?? ''}${role === 'other' ? '' : ` (${role})`}: ${text}`;

const SENTENCE = 'this is a very long line of words that goes on for quite a while:';

// cspell:ignore وكيل مرحبا عميل nعميل
describe('splitTurns', () => {
	it.each<[what: string, transcript: string, turns: string[]]>([
		[
			'labels of known roles',
			'Agent: Hello.\nCustomer: Hi.',
			['Agent (agent): Hello.', 'Customer (customer): Hi.'],
		],
		...[
			['Agent', 'agent'],
			['assistant', 'agent'],
			['BOT', 'agent'],
			['AI', 'agent'],
			['AI Agent', 'agent'],
			['Agent 2', 'agent'],
			['Agent 12', 'agent'],
			['Customer', 'customer'],
			['user', 'customer'],
			['Caller', 'customer'],
			['HUMAN', 'customer'],
			['Client', 'customer'],
			['user1', 'customer'],
			['Caller #3', 'customer'],
			['Voice Agent', 'agent'],
			['Live Sales Representative', 'agent'],
			['Supervisor', 'agent'],
			['operator', 'agent'],
			['agent_1', 'agent'],
			['voice_agent', 'agent'],
			['Agent 2 (Ava)', 'agent'],
		].map(([label = '', role = '']): [string, string, string[]] => [
			`the role of ${label}`,
			`${label}: Hello.`,
			[`${label} (${role}): Hello.`],
		]),
		['no role of another word', '2user: Hello.', ['2user: Hello.']],
		[
			'lines without a label in the turn before',
			'Agent: One\ntwo\n\nthree\nCustomer: Four',
			['Agent (agent): One\ntwo\n\nthree', 'Customer (customer): Four'],
		],
		[
			'labels that occur once in the turn before',
			'Customer: Two things:\nfirst, Friday\nsecond: one more.',
			['Customer (customer): Two things:\nfirst, Friday\nsecond: one more.'],
		],
		[
			'a label that starts several lines as a speaker',
			'Agent: Hi\nmary: Hello\nAgent: Who?\nmary: Me',
			['Agent (agent): Hi', 'mary: Hello', 'Agent (agent): Who?', 'mary: Me'],
		],
		[
			'no other label as a speaker if both sides are known',
			'Agent: Hi\nNote: a\nNote: b\nCustomer: Hello',
			['Agent (agent): Hi\nNote: a\nNote: b', 'Customer (customer): Hello'],
		],
		[
			'a name that answers a speaker',
			'Ava: Hi, is this John?\nJohn Doe: Yes.\nAva: Good.',
			['Ava: Hi, is this John?', 'John Doe: Yes.', 'Ava: Good.'],
		],
		...['John', 'John Doe', 'Jean-Luc O’Neil Ray'].map((name): [string, string, string[]] => [
			`the name ${name}`,
			`Ava: Hi\n${name}: Yes.`,
			['Ava: Hi', `${name}: Yes.`],
		]),
		...['then', 'Four Words Are Many', 'A1'].map((label): [string, string, string[]] => [
			`no name in ${label}`,
			`Ava: Hi\n${label}: Yes.`,
			[`Ava: Hi\n${label}: Yes.`],
		]),
		[
			'no name before a turn of another speaker',
			'(music)\nJohn: Hi\nAgent: Hello',
			[': (music)\nJohn: Hi', 'Agent (agent): Hello'],
		],
		[
			'no name in a list after a speaker',
			'Ava: Hi\nJohn: Yes.\nMary: No.',
			['Ava: Hi\nJohn: Yes.\nMary: No.'],
		],
		[
			'only the first of two names after a speaker',
			'Ava: Hi\nJohn: Yes.\nWell.\nMary: No.',
			['Ava: Hi', 'John: Yes.\nWell.\nMary: No.'],
		],
		[
			'Human as an agent beside a customer',
			'Agent: Hi\nCustomer: Hello\nHuman: It is Sam.',
			['Agent (agent): Hi', 'Customer (customer): Hello', 'Human (agent): It is Sam.'],
		],
		[
			'numbered speakers',
			'Speaker 1: Hi\nSPEAKER_02: Hello',
			['Speaker 1: Hi', 'SPEAKER_02: Hello'],
		],
		[
			'speakers in lower case',
			'ava: hi\njohn: yes\nava: bye',
			['ava: hi', 'john: yes', 'ava: bye'],
		],
		[
			'speakers in a script without capitals',
			'وكيل: مرحبا\nعميل: نعم',
			['وكيل: مرحبا', 'عميل: نعم'],
		],
		[
			'a label that comes in twice after a transfer',
			'Agent: Hi\nCustomer: Hello\nSam: I am Sam\nCustomer: Ok\nSam: Bye',
			[
				'Agent (agent): Hi',
				'Customer (customer): Hello',
				'Sam: I am Sam',
				'Customer (customer): Ok',
				'Sam: Bye',
			],
		],
		[
			'a list inside a turn',
			'Agent: We are open:\nMonday: 9 to 5\nTuesday: 9 to 6',
			['Agent (agent): We are open:\nMonday: 9 to 5\nTuesday: 9 to 6'],
		],
		[
			'steps inside a turn',
			'Agent: Do this\nFirst: a\nSecond: b\nFirst: c\nCustomer: Ok',
			['Agent (agent): Do this\nFirst: a\nSecond: b\nFirst: c', 'Customer (customer): Ok'],
		],
		[
			'a heading',
			'Call ID: 77\nAgent: Hi\nCustomer: Hello',
			[': Call ID: 77', 'Agent (agent): Hi', 'Customer (customer): Hello'],
		],
		[
			'a sentence that ends in a role',
			'Agent: Hi\nI told your last agent: no\nCustomer: Ok',
			['Agent (agent): Hi\nI told your last agent: no', 'Customer (customer): Ok'],
		],
		...['<br>', '<BR />', '\u2028'].map((lineBreak): [string, string, string[]] => [
			`${lineBreak} as a line break if there is no other`,
			`Agent: Hi${lineBreak}Customer: Hello`,
			['Agent (agent): Hi', 'Customer (customer): Hello'],
		]),
		[
			'no other line breaks beside real ones',
			'Agent: a<br>b\nCustomer: Hello',
			['Agent (agent): a<br>b', 'Customer (customer): Hello'],
		],
		...[
			'[Agent]: Hi',
			'(Agent): Hi',
			'<Agent>: Hi',
			'**[Agent]**: Hi',
			'[10:15:30 AM] Agent: Hi',
			'1:15 pm Agent: Hi',
			'2025-06-11 07:38:43 Agent: Hi',
			'[00:12 - 00:15] Agent: Hi',
			'00:12 – 00:15 Agent: Hi',
			'Agent (00:12 - 00:15): Hi',
			'Agent 10:15 AM: Hi',
			'[00:12] Agent: Hi',
			'(00:12) Agent: Hi',
			'00:12 Agent: Hi',
			'01:00:12.5 - Agent: Hi',
			'Agent (00:12): Hi',
			'Agent [1:00:12]: Hi',
			'Agent 00:12: Hi',
			'**Agent:** Hi',
			'**Agent**: Hi',
			'**Agent** (00:12): Hi',
			'- Agent: Hi',
			'- **[00:12] Agent:** Hi',
			'Agent： Hi',
			'Agent:Hi',
		].map((line): [string, string, string[]] => [
			`the label of ${line}`,
			`${line}\nCustomer: Hello`,
			['Agent (agent): Hi', 'Customer (customer): Hello'],
		]),
		[
			'a label that ends in a number, without a space before its text',
			'Agent: Hi\nCustomer 1:I want 2',
			['Agent (agent): Hi', 'Customer 1 (customer): I want 2'],
		],
		['a label of 40 characters', `${'a'.repeat(40)}: Hi`, [`${'a'.repeat(40)}: Hi`]],
		['no label of 41 characters', `${'a'.repeat(41)}: Hi`, [`: ${'a'.repeat(41)}: Hi`]],
		[
			'no label before a time',
			'Agent: When?\nCustomer: I told the other\nagent 10:30 works for me',
			['Agent (agent): When?', 'Customer (customer): I told the other\nagent 10:30 works for me'],
		],
		[
			'the fullwidth colon in other languages',
			'客服：你好\n客户：你好\n客服：再见\n客户：再见',
			['客服: 你好', '客户: 你好', '客服: 再见', '客户: 再见'],
		],
		['the label that starts the transcript', 'Mary: Hello\nthere', ['Mary: Hello\nthere']],
		['no blank lines before the first label', ' \n\nMary: Hello', ['Mary: Hello']],
		[
			'text before the first label without a speaker',
			'(music)\nAgent: Hi',
			[': (music)', 'Agent (agent): Hi'],
		],
		...[
			'https://a.example\nhttps://b.example',
			'10:30 works\n10:45 too',
			'...: a\n...: b',
			`${SENTENCE} a\n${SENTENCE} b`,
		].map((text): [string, string, string[]] => [
			`no speaker in ${text}`,
			`Agent: Look\n${text}`,
			[`Agent (agent): Look\n${text}`],
		]),
		...['\r\n', '\r'].map((lineEnd): [string, string, string[]] => [
			`lines that end in ${JSON.stringify(lineEnd)}`,
			`Agent: Hi${lineEnd}Customer: Hello`,
			['Agent (agent): Hi', 'Customer (customer): Hello'],
		]),
		[
			'a turn without text',
			'Agent:\nCustomer: Hello?',
			['Agent (agent): ', 'Customer (customer): Hello?'],
		],
		[
			'a turn without text of a speaker that has no known role',
			'Mary:\nJohn: Hello?',
			['Mary: ', 'John: Hello?'],
		],
	])('reads %s', (_, transcript, turns) => {
		expect(splitTurns(transcript).turns.map(show)).toEqual(turns);
	});

	const ONE_TURN =
		"The transcript has several lines or speakers, but 'transcriptTurns' has only one turn.";

	it.each<[transcript: string, warnings: string[]]>([
		['Agent: Hi\nCustomer: Hello', []],
		['Agent: Hi', []],
		['Ava: Hi\nCustomer: a\nAva: b', []],
		['one\ntwo', [ONE_TURN]],
		['Agent: one\ntwo', [ONE_TURN]],
		['Agent: Hi Customer: Hello', [ONE_TURN]],
		['Agent: Hi agent: Hello', []],
		['Ava: Hi\nJohn: Yes', ['The transcript has a speaker that was guessed: John.']],
		[
			'Agent: a\nSam: b\nCustomer: c\nSam: d',
			['The transcript has speakers without a known role: Sam.'],
		],
		[
			'Agent: 1\nA: 2\nB: 3\nC: 4\nD: 5\nE: 6\nF: 7\nAgent: 8\nA: 9\nB: 10\nC: 11\nD: 12\nE: 13\nF: 14',
			['The transcript has speakers without a known role: A, B, C, D, E.'],
		],
	])('for %j has the warnings %j', (transcript, warnings) => {
		expect(splitTurns(transcript).warnings).toEqual(warnings);
	});

	it('knows no times', () => {
		const { turns } = splitTurns('(music)\nAgent: Hi');
		expect(turns.map(({ timestamp }) => timestamp)).toEqual([null, null]);
	});

	it('keeps the rest in the last turn after 100,000 turns', () => {
		const { turns } = splitTurns('Agent: a\n'.repeat(100_002));
		expect(turns).toHaveLength(100_000);
		expect(turns[99_999]?.text).toBe('a\nAgent: a\nAgent: a');
	});
});

const AGENT_40 = `agent${'1'.padStart(35)}`;

describe('readTurns', () => {
	it.each<[entry: JsonValue, turn: string]>([
		[{ text: 'Hi' }, ': Hi'],
		[{ speaker: 'Ava', text: 'Hi' }, 'Ava: Hi'],
		[{ role: 'assistant', content: 'Hi' }, 'assistant (agent): Hi'],
		[{ messageType: 'user', message: 'Hi' }, 'user (customer): Hi'],
		[{ speaker: 'Ava', role: 'assistant', text: 'Hi' }, 'Ava (agent): Hi'],
		[{ role: 'user', text: 5 }, 'user (customer): 5'],
		[{ role: 'user', content: ['Hi', 'there'] }, 'user (customer): Hi\nthere'],
		[{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }, 'user (customer): Hi'],
		[{ text: 'Hi', timestamp: null }, ': Hi'],
		[{ speaker: AGENT_40, text: 'Hi' }, `${AGENT_40} (agent): Hi`],
		[{ speaker: `agent ${AGENT_40.slice(5)}`, text: 'Hi' }, `agent ${AGENT_40.slice(5)}: Hi`],
	])('reads %j', (entry, turn) => {
		const { turns, isComplete } = readTurns([entry]);
		expect(turns.map(show)).toEqual([turn]);
		expect(turns[0]?.timestamp).toBeNull();
		expect(isComplete).toBe(true);
	});

	it('reads a timestamp', () => {
		const { turns, isComplete } = readTurns([{ text: 'Hi', timestamp: 1775038530 }]);
		expect(turns[0]?.timestamp).toBe('2026-04-01T10:15:30.000Z');
		expect(isComplete).toBe(true);
	});

	it.each<[entries: JsonValue[], turns: string[]]>([
		[[{ text: 'Hi', confidence: 0.5 }], [': Hi']],
		[[{ text: 'Hi', message: 'Hello' }], [': Hi']],
		[[{ text: 'Hi', speaker: {} }], [': Hi']],
		[[{ text: 'Hi', timestamp: 'soon' }], [': Hi']],
		[[{ text: 'Hi', speaker: 'Ava', role: 'narrator' }], ['Ava: Hi']],
		[[{ content: ['Hi', { type: 'image', url: 'x' }] }], [': Hi']],
		[[{ role: 'tool' }], []],
		[[{ role: 'tool' }, 7, null, { text: 'Hi' }], [': Hi']],
	])('is incomplete for %j', (entries, expected) => {
		const { turns, isComplete } = readTurns(entries);
		expect(turns.map(show)).toEqual(expected);
		expect(isComplete).toBe(false);
	});

	it.each([
		[100_000, true],
		[100_001, false],
	])('reads at most 100,000 turns: %i is complete: %j', (count, expected) => {
		const { turns, isComplete } = readTurns(Array(count).fill({ text: 'Hi' }));
		expect(turns).toHaveLength(100_000);
		expect(isComplete).toBe(expected);
	});
});

describe('turnsToText', () => {
	it('returns a line for each turn, with the speaker if there is one', () => {
		const { turns } = readTurns([{ text: '(music)' }, { speaker: 'Ava', text: 'Hi' }]);
		expect(turnsToText(turns)).toBe('(music)\nAva: Hi');
	});
});
