import { splitTurns } from '../../../nodes/Oration/event/transcript';
import { showTurn } from '../../events';

const SENTENCE = 'this is a very long line of words that goes on for quite a while:';

// cspell:ignore وكيل مرحبا عميل nعميل
describe('splitTurns', () => {
	/** Adds a test for each row: the transcript is split into the turns. */
	const testTurns = (behavior: string, rows: Array<[transcript: string, turns: string[]]>) => {
		it.each(rows)(`${behavior}: %j`, (transcript, turns) => {
			expect(splitTurns(transcript).turns.map(showTurn)).toEqual(turns);
		});
	};

	it.each([
		...['Agent', 'assistant', 'BOT', 'AI', 'AI Agent', 'Agent 2', 'Agent 12', 'Supervisor'],
		...['operator', 'agent_1', 'voice_agent', 'Agent 2 (Ava)', 'Live Sales Representative'],
	])('knows that %s is an agent', (label) => {
		expect(splitTurns(`${label}: Hello.`).turns.map(showTurn)).toEqual([
			`${label} (agent): Hello.`,
		]);
	});

	it.each(['Customer', 'user', 'Caller', 'HUMAN', 'Client', 'user1', 'Caller #3'])(
		'knows that %s is a customer',
		(label) => {
			const { turns } = splitTurns(`${label}: Hello.`);
			expect(turns.map(showTurn)).toEqual([`${label} (customer): Hello.`]);
		},
	);

	it.each([
		...['[Agent]: Hi', '(Agent): Hi', '<Agent>: Hi', '**[Agent]**: Hi', '**Agent:** Hi'],
		...['**Agent**: Hi', '- Agent: Hi', 'Agent： Hi', 'Agent:Hi', '- **[00:12] Agent:** Hi'],
		...['[10:15:30 AM] Agent: Hi', '1:15 pm Agent: Hi', '2025-06-11 07:38:43 Agent: Hi'],
		...['[00:12 - 00:15] Agent: Hi', '00:12 – 00:15 Agent: Hi', '01:00:12.5 - Agent: Hi'],
		...['(00:12) Agent: Hi', '00:12 Agent: Hi', 'Agent (00:12 - 00:15): Hi', 'Agent (00:12): Hi'],
		...['Agent 10:15 AM: Hi', 'Agent [1:00:12]: Hi', 'Agent 00:12: Hi', '**Agent** (00:12): Hi'],
	])('reads the label without its time and decoration: %s', (line) => {
		const { turns } = splitTurns(`${line}\nCustomer: Hello`);
		expect(turns.map(showTurn)).toEqual(['Agent (agent): Hi', 'Customer (customer): Hello']);
	});

	testTurns('starts a turn at a label of a known role, and other lines continue it', [
		['Agent: Hello.\nCustomer: Hi.', ['Agent (agent): Hello.', 'Customer (customer): Hi.']],
		[
			'Agent: One\ntwo\n\nthree\nCustomer: Four',
			['Agent (agent): One\ntwo\n\nthree', 'Customer (customer): Four'],
		],
		['Agent:\nCustomer: Hello?', ['Agent (agent): ', 'Customer (customer): Hello?']],
		['Agent: Hi\nCustomer 1:I want 2', ['Agent (agent): Hi', 'Customer 1 (customer): I want 2']],
		['(music)\nAgent: Hi', [': (music)', 'Agent (agent): Hi']],
		[
			'Call ID: 77\nAgent: Hi\nCustomer: Hello',
			[': Call ID: 77', 'Agent (agent): Hi', 'Customer (customer): Hello'],
		],
		[
			'Agent: Hi\nCustomer: Hello\nHuman: It is Sam.',
			['Agent (agent): Hi', 'Customer (customer): Hello', 'Human (agent): It is Sam.'],
		],
	]);

	testTurns('knows no role of other words, and of sentences', [
		['2user: Hello.', ['2user: Hello.']],
		['Speaker 1: Hi\nSPEAKER_02: Hello', ['Speaker 1: Hi', 'SPEAKER_02: Hello']],
		[
			'Agent: Hi\nI told your last agent: no\nCustomer: Ok',
			['Agent (agent): Hi\nI told your last agent: no', 'Customer (customer): Ok'],
		],
		[
			'Agent: When?\nCustomer: I told the other\nagent 10:30 works for me',
			['Agent (agent): When?', 'Customer (customer): I told the other\nagent 10:30 works for me'],
		],
	]);

	testTurns('starts a turn at a label that takes turns', [
		['ava: hi\njohn: yes\nava: bye', ['ava: hi', 'john: yes', 'ava: bye']],
		[
			'Agent: Hi\nmary: Hello\nAgent: Who?\nmary: Me',
			['Agent (agent): Hi', 'mary: Hello', 'Agent (agent): Who?', 'mary: Me'],
		],
		[
			'客服：你好\n客户：你好\n客服：再见\n客户：再见',
			['客服: 你好', '客户: 你好', '客服: 再见', '客户: 再见'],
		],
		[
			'Agent: Hi\nCustomer: Hello\nSam: I am Sam\nCustomer: Ok\nSam: Bye',
			[
				'Agent (agent): Hi',
				'Customer (customer): Hello',
				'Sam: I am Sam',
				'Customer (customer): Ok',
				'Sam: Bye',
			],
		],
	]);

	testTurns('starts no turn at a label that takes none', [
		['Ava: Hi\nnote: a\nnote: b', ['Ava: Hi\nnote: a\nnote: b']],
		[
			'Customer: Two things:\nfirst, Friday\nsecond: one more.',
			['Customer (customer): Two things:\nfirst, Friday\nsecond: one more.'],
		],
		[
			'Agent: Hi\nNote: a\nNote: b\nCustomer: Hello',
			['Agent (agent): Hi\nNote: a\nNote: b', 'Customer (customer): Hello'],
		],
		[
			'Agent: We are open:\nMonday: 9 to 5\nTuesday: 9 to 6',
			['Agent (agent): We are open:\nMonday: 9 to 5\nTuesday: 9 to 6'],
		],
		[
			'Agent: Do this\nFirst: a\nSecond: b\nFirst: c\nCustomer: Ok',
			['Agent (agent): Do this\nFirst: a\nSecond: b\nFirst: c', 'Customer (customer): Ok'],
		],
		...[
			'https://a.example\nhttps://b.example',
			'10:30 works\n10:45 too',
			'...: a\n...: b',
			`${SENTENCE} a\n${SENTENCE} b`,
		].map((text): [string, string[]] => [`Agent: Look\n${text}`, [`Agent (agent): Look\n${text}`]]),
	]);

	testTurns('starts a turn at the label that starts the transcript', [
		[' \n\nMary: Hello\nthere', ['Mary: Hello\nthere']],
		['Mary:\nJohn: Hello?', ['Mary: ', 'John: Hello?']],
		[`${'a'.repeat(40)}: Hi`, [`${'a'.repeat(40)}: Hi`]],
		[`${'a'.repeat(41)}: Hi`, [`: ${'a'.repeat(41)}: Hi`]],
	]);

	testTurns('takes a name after the turn of the only speaker for the answer', [
		['Ava: Hi\nJohn Doe: Yes.\nAva: Good.', ['Ava: Hi', 'John Doe: Yes.', 'Ava: Good.']],
		['Ava: Hi\nJean-Luc O’Neil Ray: Yes.', ['Ava: Hi', 'Jean-Luc O’Neil Ray: Yes.']],
		['وكيل: مرحبا\nعميل: نعم', ['وكيل: مرحبا', 'عميل: نعم']],
		['Ava: Hi\nthen: Yes.', ['Ava: Hi\nthen: Yes.']],
		['Ava: Hi\nFour Words Are Many: Yes.', ['Ava: Hi\nFour Words Are Many: Yes.']],
		['Ava: Hi\nA1: Yes.', ['Ava: Hi\nA1: Yes.']],
		['(music)\nJohn: Hi\nAgent: Hello', [': (music)\nJohn: Hi', 'Agent (agent): Hello']],
		['Ava: Hi\nJohn: Yes.\nMary: No.', ['Ava: Hi\nJohn: Yes.\nMary: No.']],
		['Ava: Hi\nJohn: Yes.\nOk.\nMary: No.', ['Ava: Hi', 'John: Yes.\nOk.\nMary: No.']],
	]);

	it.each(['\r\n', '\r', '<br>', '<BR />', '\u2028'])('reads %j as a line break', (lineBreak) => {
		const { turns } = splitTurns(`Agent: Hi${lineBreak}Customer: Hello`);
		expect(turns.map(showTurn)).toEqual(['Agent (agent): Hi', 'Customer (customer): Hello']);
	});

	testTurns('reads no other line break beside real ones', [
		['Agent: a<br>b\nCustomer: Hello', ['Agent (agent): a<br>b', 'Customer (customer): Hello']],
	]);

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

	it('keeps the rest in the last turn after 100,000 turns', () => {
		const { turns } = splitTurns('Agent: a\n'.repeat(100_002));
		expect(turns).toHaveLength(100_000);
		expect(turns[99_999]?.text).toBe('a\nAgent: a\nAgent: a');
	});
});
