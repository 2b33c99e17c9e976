import { splitTurns } from '../../../nodes/Oration/event/transcript';
import { showTurn } from '../../events';

const SENTENCE = 'this is a very long line of words that goes on for quite a while:';

// cspell:ignore وكيل مرحبا عميل nعميل
describe('splitTurns', () => {
	/** Adds a test for each row: the transcript is split into the turns. */
	const testTurns = (behavior: string, rows: Array<[transcript: string, turns: string]>) => {
		it.each(rows)(`${behavior}: %j`, (transcript, turns) => {
			expect(splitTurns(transcript).turns.map(showTurn).join(' | ')).toBe(turns);
		});
	};

	it.each([
		...['Agent', 'assistant', 'BOT', 'AI', 'AI Agent', 'Agent 2', 'Agent 12', 'Supervisor'],
		...['operator', 'agent_1', 'voice_agent', 'Agent 2 (Ava)', 'Live Sales Representative'],
		...['Agent B', 'Agent  B', 'Agent(Ava)', 'Sales  Agent'],
	])('knows that %s is an agent', (label) => {
		const { turns } = splitTurns(`${label}: Hello.`);
		expect(turns.map(showTurn)).toEqual([`${label} (agent): Hello.`]);
	});

	it.each([
		...['Our Very Own Agent', 'Good old Agent', 'The sALES Agent', 'Ava (x) Agent'],
		...['Ava [Bot]', 'Ava <Bot>', '[Ava] Bot', '(Ava) Bot', '<Ava> Bot', '2user'],
	])('knows no role of %s', (label) => {
		expect(splitTurns(`${label}: Hi`).turns.map(showTurn)).toEqual([`${label}: Hi`]);
	});

	const CUSTOMERS = ['Customer', 'user', 'Caller', 'HUMAN', 'Client', 'user1', 'Caller #3'];
	it.each(CUSTOMERS)('knows that %s is a customer', (speaker) => {
		const turn = { speaker, role: 'customer', text: 'Hello.', timestamp: null };
		expect(splitTurns(`${speaker}: Hello.`).turns).toEqual([turn]);
	});

	it.each([
		...['[Agent]: Hi', '(Agent): Hi', '<Agent>: Hi', '**[Agent]**: Hi', '**Agent:** Hi'],
		...['**Agent**: Hi', '- Agent: Hi', 'Agent： Hi', 'Agent:Hi', '- **[00:12] Agent:** Hi'],
		...['[10:15:30 AM] Agent: Hi', '1:15 pm Agent: Hi', '2025-06-11 07:38:43 Agent: Hi'],
		...['[00:12 - 00:15] Agent: Hi', '00:12 – 00:15 Agent: Hi', '01:00:12.5 - Agent: Hi'],
		...['(00:12) Agent: Hi', '00:12 Agent: Hi', 'Agent (00:12 - 00:15): Hi', 'Agent (00:12): Hi'],
		...['Agent 10:15 AM: Hi', 'Agent [1:00:12]: Hi', 'Agent 00:12: Hi', '**Agent** (00:12): Hi'],
		...['1. Agent: Hi', '2) **Agent:** Hi', '### Agent: Hi', '— Agent : Hi', '__Agent:__ Hi'],
		...['[**Agent**]: Hi', '[Agent 00:12]: Hi', '[1.2s] Agent: Hi', '(12) Agent: Hi'],
		...['[10:15 a.m.] Agent: Hi', '[2026-04-01 10:15:30 UTC] Agent: Hi'],
		...['[00:00:01,000 --> 00:00:03,000] Agent: Hi', '\u200fAgent\u200b:\u200e Hi\u200b'],
	])('reads the label without its time and decoration: %s', (line) => {
		const { turns } = splitTurns(`${line}\nCustomer: Hello`);
		expect(turns.map(showTurn)).toEqual(['Agent (agent): Hi', 'Customer (customer): Hello']);
	});

	testTurns('starts a turn at a label of a known role, and other lines continue it', [
		['AI: Hello.\nUser: Hi.', 'AI (agent): Hello. | User (customer): Hi.'],
		['AI: One\ntwo\n\nthree\nUser: Four', 'AI (agent): One\ntwo\n\nthree | User (customer): Four'],
		['AI:\nUser: Hello?', 'AI (agent):  | User (customer): Hello?'],
		['AI: Hi\nUser 1:I want 2', 'AI (agent): Hi | User 1 (customer): I want 2'],
		['(music)\nAI: Hi', ': (music) | AI (agent): Hi'],
		['AI: a<br>b\nUser: Hello', 'AI (agent): a<br>b | User (customer): Hello'],
		['AI: Hi\nHuman:No *way*', 'AI (agent): Hi | Human (customer): No *way*'],
		['AI: We have\nagents\nUser: Ok', 'AI (agent): We have\nagents | User (customer): Ok'],
		['Transcript:\n\nAI: Hi\nJohn: Yes', ': Transcript: | AI (agent): Hi | John: Yes'],
		['Call ID: 77\nAI: Hi\nUser: Hello', ': Call ID: 77 | AI (agent): Hi | User (customer): Hello'],
		[
			'AI: Hi\nUser: Hello\nHuman: Sam.',
			'AI (agent): Hi | User (customer): Hello | Human (agent): Sam.',
		],
	]);

	testTurns('knows no role of other words, and of sentences', [
		['Speaker 1: Hi\nSPEAKER_02: Hello', 'Speaker 1: Hi | SPEAKER_02: Hello'],
		['Speaker A: Hi\nSpeaker B: Hello', 'Speaker A: Hi | Speaker B: Hello'],
		[
			'AI: Hi\nI told your agent: no\nUser: Ok',
			'AI (agent): Hi\nI told your agent: no | User (customer): Ok',
		],
		[
			'AI: When?\nUser: I told one\nagent 10:30 works',
			'AI (agent): When? | User (customer): I told one\nagent 10:30 works',
		],
	]);

	testTurns('starts a turn at a label that takes turns', [
		['ava: hi\njohn: yes\nava: bye', 'ava: hi | john: yes | ava: bye'],
		['ava: a\njohn: b\nmary: c\njohn: d', 'ava: a | john: b\nmary: c | john: d'],
		['AI: Hi\nmary: b\nAI: c\nmary: d', 'AI (agent): Hi | mary: b | AI (agent): c | mary: d'],
		[
			'客服：你好\n客户：好\n客服：再见\n客户：再见',
			'客服: 你好 | 客户: 好 | 客服: 再见 | 客户: 再见',
		],
		[
			'AI: Hi\nUser: Hello\nSam: I am Sam\nUser: Ok\nSam: Bye',
			'AI (agent): Hi | User (customer): Hello | Sam: I am Sam | User (customer): Ok | Sam: Bye',
		],
	]);

	testTurns('starts no turn at a label that takes none', [
		['Ava: Hi\nnote: a\nnote: b', 'Ava: Hi\nnote: a\nnote: b'],
		['Ava: a\nhttps://b is\nAva: c\nhttps://d', 'Ava: a\nhttps://b is | Ava: c\nhttps://d'],
		['AI: Hi\nPS: a\nPS: b\nUser: No', 'AI (agent): Hi\nPS: a\nPS: b | User (customer): No'],
		[
			'AI: Do\nA: a\nB: b\nA: c\nUser: Ok',
			'AI (agent): Do\nA: a\nB: b\nA: c | User (customer): Ok',
		],
		...[
			...['Two things:\nfirst, Friday\nsecond: one more', 'Open:\nMonday: 9 to 5\nTuesday: 9 to 6'],
			...['Look\nhttps://a.example\nhttps://b.example', 'Look\n10:30 works\n10:45 too'],
			...['Look\n...: a\n...: b', `Look\n${SENTENCE} a\n${SENTENCE} b`],
		].map((text): [string, string] => [`AI: ${text}`, `AI (agent): ${text}`]),
	]);

	testTurns('starts a turn at the label that starts the transcript', [
		[' \n\nMary: Hello\nthere', 'Mary: Hello\nthere'],
		['Mary:\nJohn: Hello?', 'Mary:  | John: Hello?'],
		[`${'a'.repeat(40)}: Hi`, `${'a'.repeat(40)}: Hi`],
		[`${'a'.repeat(41)}: Hi`, `: ${'a'.repeat(41)}: Hi`],
	]);

	testTurns('takes a name after the turn of the only speaker for the answer', [
		['Ava: Hi\nJohn Doe: Yes.\nAva: Good.', 'Ava: Hi | John Doe: Yes. | Ava: Good.'],
		['Ava: Hi\nJean-Luc O’Neil Ray: Yes.', 'Ava: Hi | Jean-Luc O’Neil Ray: Yes.'],
		['وكيل: مرحبا\nعميل: نعم', 'وكيل: مرحبا | عميل: نعم'],
		['Ava (AI): Hi\nJohn (caller): Yes', 'Ava (AI): Hi | John (caller): Yes'],
		['AI: Hi\n00:12 Amy: Yes', 'AI (agent): Hi | Amy: Yes'],
		['Ava: Hi\nthen: Yes.', 'Ava: Hi\nthen: Yes.'],
		['Ava: Hi\nFour Words Are Many: Yes.', 'Ava: Hi\nFour Words Are Many: Yes.'],
		['Ava: Hi\nA1: Yes.', 'Ava: Hi\nA1: Yes.'],
		['Ava: Hi\njOhn: Yes.', 'Ava: Hi\njOhn: Yes.'],
		['Ava: Hi\nJohn then: Yes.', 'Ava: Hi\nJohn then: Yes.'],
		['Ava: Hi\nJohn  Doe: Yes.', 'Ava: Hi | John  Doe: Yes.'],
		['Ava: Hi\nJohn: Yes.\nJohn: No.', 'Ava: Hi | John: Yes. | John: No.'],
		['(music)\nJohn: Hi', ': (music)\nJohn: Hi'],
		['(music)\nJohn: Hi\nAI: Hello', ': (music)\nJohn: Hi | AI (agent): Hello'],
		['Ava: Hi\nJohn: Yes.\nMary: No.', 'Ava: Hi\nJohn: Yes.\nMary: No.'],
		['Ava: Hi\nJohn: Yes.\nOk.\nMary: No.', 'Ava: Hi | John: Yes.\nOk.\nMary: No.'],
	]);

	it.each(['\r\n', '\r', '\\n', '\\r\\n', '<br>', '<BR />', '\u2028'])(
		'reads %j as a line break',
		(lineBreak) => {
			const { turns } = splitTurns(`AI: Hi${lineBreak}User: Hello`);
			expect(turns.map(showTurn)).toEqual(['AI (agent): Hi', 'User (customer): Hello']);
		},
	);

	const ONE_TURN =
		"The transcript has several lines or speakers, but 'transcriptTurns' has only one turn.";

	it.each<[transcript: string, warnings: string[]]>([
		['AI: Hi\nUser: Hello', []],
		['AI: Hi', []],
		['Ava: Hi\nUser: a\nAva: b', []],
		['one\ntwo', [ONE_TURN]],
		['AI: one\ntwo', [ONE_TURN]],
		['AI: Hi User: Hello', [ONE_TURN]],
		['AI: Hi agent: Hello', []],
		['AI : Hi User : Hello', [ONE_TURN]],
		['ava: a\njohn: b\nava: c\njohn: d', []],
		['Ava: Hi\nthen: Yes', [ONE_TURN]],
		['Ava: Hi\nJohn: Yes', ['The transcript has a speaker that was guessed: John.']],
		['AI: a\nSam: b\nUser: c\nSam: d', ['The transcript has speakers without a known role: Sam.']],
		[
			'AI: 1\nA: 2\nB: 3\nC: 4\nD: 5\nE: 6\nF: 7\nAI: 8\nA: 9\nB: 10\nC: 11\nD: 12\nE: 13\nF: 14',
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
