import {
	readTurns,
	splitTurns as split,
	turnsToText,
} from '../../../nodes/Oration/event/transcript';

/** Returns only the speakers and texts. */
const splitTurns = (transcript: string) => split(transcript).turns;
const turnsOf = (transcript: string) =>
	splitTurns(transcript).map(({ speaker, text }) => [speaker, text]);

describe('splitTurns', () => {
	it('returns a turn for each labeled line', () => {
		expect(splitTurns('Agent: Hello.\nCustomer: Hi.')).toEqual([
			{ speaker: 'Agent', role: 'agent', text: 'Hello.', timestamp: null },
			{ speaker: 'Customer', role: 'customer', text: 'Hi.', timestamp: null },
		]);
	});

	it.each([
		['Agent', 'agent'],
		['assistant', 'agent'],
		['BOT', 'agent'],
		['AI', 'agent'],
		['Customer', 'customer'],
		['user', 'customer'],
		['Caller', 'customer'],
		['HUMAN', 'customer'],
		['Client', 'customer'],
		['Agent 2', 'agent'],
		['user1', 'customer'],
		['Caller #3', 'customer'],
		['Agent 12', 'agent'],
		['AI Agent', 'agent'],
		['2user', 'other'],
		['Ava', 'other'],
	])('returns the role of the speaker %s', (label, role) => {
		expect(splitTurns(`${label}: Hello.`)[0]?.role).toBe(role);
	});

	it('continues a turn over lines without a label', () => {
		expect(turnsOf('Agent: One\ntwo\n\nthree\nCustomer: Four')).toEqual([
			['Agent', 'One\ntwo\n\nthree'],
			['Customer', 'Four'],
		]);
	});

	it('does not treat a label that occurs once as a speaker', () => {
		expect(turnsOf('Customer: Two things:\nfirst, Friday\nsecond: one more.')).toEqual([
			['Customer', 'Two things:\nfirst, Friday\nsecond: one more.'],
		]);
	});

	it('treats a label that starts several lines as a speaker', () => {
		expect(turnsOf('Agent: Hi\nMary: Hello\nAgent: Who?\nMary: Me')).toEqual([
			['Agent', 'Hi'],
			['Mary', 'Hello'],
			['Agent', 'Who?'],
			['Mary', 'Me'],
		]);
	});

	it('treats no other label as a speaker if both sides are known', () => {
		expect(turnsOf('Agent: Hi\nNote: a\nNote: b\nCustomer: Hello')).toEqual([
			['Agent', 'Hi\nNote: a\nNote: b'],
			['Customer', 'Hello'],
		]);
	});

	it('treats a name that answers a speaker as one', () => {
		expect(turnsOf('Ava: Hi, is this John?\nJohn Doe: Yes.\nAva: Good.')).toEqual([
			['Ava', 'Hi, is this John?'],
			['John Doe', 'Yes.'],
			['Ava', 'Good.'],
		]);
	});

	it.each(['John', 'John Doe', 'Jean-Luc O’Neil Ray'])('treats %s as a name', (name) => {
		expect(splitTurns(`Ava: Hi\n${name}: Yes.`)[1]).toEqual({
			speaker: name,
			role: 'other',
			text: 'Yes.',
			timestamp: null,
		});
	});

	it('does not treat a name as a speaker before a turn of another speaker', () => {
		expect(turnsOf('(music)\nJohn: Hi\nAgent: Hello')).toEqual([
			[null, '(music)\nJohn: Hi'],
			['Agent', 'Hello'],
		]);
	});

	it('treats only the first of two names after a speaker as one', () => {
		expect(turnsOf('Ava: Hi\nJohn: Yes.\nMary: No.')).toEqual([
			['Ava', 'Hi'],
			['John', 'Yes.\nMary: No.'],
		]);
	});

	it.each(['then', 'Four Words Are Many', 'A1'])('does not treat %s as a name', (label) => {
		expect(turnsOf(`Ava: Hi\n${label}: Yes.`)).toEqual([['Ava', `Hi\n${label}: Yes.`]]);
	});

	it.each([
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
		'AI Agent: Hi',
		'Agent:Hi',
	])('reads the label of %j', (line) => {
		expect(turnsOf(`${line}\nCustomer: Hello`)).toEqual([
			[line.includes('AI') ? 'AI Agent' : 'Agent', 'Hi'],
			['Customer', 'Hello'],
		]);
	});

	it('reads a label that ends in a number, without a space before its text', () => {
		expect(turnsOf('Agent: Hi\nCustomer 1:I want 2')).toEqual([
			['Agent', 'Hi'],
			['Customer 1', 'I want 2'],
		]);
	});

	it.each([
		[40, 'a'.repeat(40)],
		[41, null],
	])('reads labels of at most 40 characters (%d)', (length, speaker) => {
		expect(splitTurns(`${'a'.repeat(length)}: Hi`)[0]?.speaker).toBe(speaker);
	});

	it('does not treat a time after a speaker word as a label', () => {
		expect(turnsOf('Agent: When?\nCustomer: I told the other\nagent 10:30 works for me')).toEqual([
			['Agent', 'When?'],
			['Customer', 'I told the other\nagent 10:30 works for me'],
		]);
	});

	it('reads labels with the fullwidth colon in other languages', () => {
		expect(turnsOf('客服：你好\n客户：你好\n客服：再见\n客户：再见')).toEqual([
			['客服', '你好'],
			['客户', '你好'],
			['客服', '再见'],
			['客户', '再见'],
		]);
	});

	it('treats the label that starts the transcript as a speaker', () => {
		expect(turnsOf('Mary: Hello\nthere')).toEqual([['Mary', 'Hello\nthere']]);
	});

	it('ignores blank lines before the first label', () => {
		expect(turnsOf(' \n\nMary: Hello')).toEqual([['Mary', 'Hello']]);
	});

	it('returns text before the first label without a speaker', () => {
		expect(splitTurns('(music)\nAgent: Hi')).toEqual([
			{ speaker: null, role: 'other', text: '(music)', timestamp: null },
			{ speaker: 'Agent', role: 'agent', text: 'Hi', timestamp: null },
		]);
	});

	it.each(['https://a.example\nhttps://b.example', '10:30 works\n10:45 too', '...: a\n...: b'])(
		'finds no speaker in %j',
		(text) => {
			expect(turnsOf(`Agent: Look\n${text}`)).toEqual([['Agent', `Look\n${text}`]]);
		},
	);

	it('finds no speaker in a sentence that ends in a colon', () => {
		const sentence = 'this is a very long line of words that goes on for quite a while:';
		expect(turnsOf(`Agent: Hi\n${sentence} a\n${sentence} b`)).toHaveLength(1);
	});

	it.each(['\r\n', '\r'])('splits lines at %j', (lineEnd) => {
		expect(turnsOf(['Agent: Hi', 'Customer: Hello'].join(lineEnd))).toEqual([
			['Agent', 'Hi'],
			['Customer', 'Hello'],
		]);
	});

	it('keeps a turn without text', () => {
		expect(turnsOf('Agent:\nCustomer: Hello?')).toEqual([
			['Agent', ''],
			['Customer', 'Hello?'],
		]);
	});

	it('keeps a turn without text of a speaker that is not a known word', () => {
		expect(turnsOf('Mary:\nJohn: Hello?')).toEqual([
			['Mary', ''],
			['John', 'Hello?'],
		]);
	});

	it('keeps the rest in the last turn after 100,000 turns', () => {
		const turns = splitTurns('Agent: a\n'.repeat(100_002));
		expect(turns).toHaveLength(100_000);
		expect(turns[99_999]?.text).toBe('a\nAgent: a\nAgent: a');
	});
});

describe('readTurns', () => {
	it.each([
		[{ speaker: 'Ava', text: 'Hi' }, 'Ava', 'other', 'Hi'],
		[{ role: 'assistant', content: 'Hi' }, 'assistant', 'agent', 'Hi'],
		[{ messageType: 'user', message: 'Hi' }, 'user', 'customer', 'Hi'],
		[{ speaker: 'Ava', role: 'assistant', text: 'Hi' }, 'Ava', 'agent', 'Hi'],
	])('parses %j', (entry, speaker, role, text) => {
		expect(readTurns([entry])).toEqual({
			turns: [{ speaker, role, text, timestamp: null }],
			isComplete: true,
		});
	});

	it('parses the timestamp', () => {
		const { turns } = readTurns([{ text: 'Hi', timestamp: 1775038530 }]);
		expect(turns[0]?.timestamp).toBe('2026-04-01T10:15:30.000Z');
	});

	it.each([
		[{ text: 'Hi', confidence: 0.5 }],
		[{ text: 'Hi', message: 'Hello' }],
		[{ text: 'Hi', speaker: {} }],
		[{ text: 'Hi', timestamp: 'soon' }],
	])('is incomplete for %j, because it has more fields than a turn', (entry) => {
		const { turns, isComplete } = readTurns([entry]);
		expect(turns.map(({ text }) => text)).toEqual(['Hi']);
		expect(isComplete).toBe(false);
	});

	it('is complete with a timestamp that is null', () => {
		expect(readTurns([{ text: 'Hi', timestamp: null }]).isComplete).toBe(true);
	});

	it('is incomplete if it skips an entry without text', () => {
		expect(readTurns([{ role: 'tool' }])).toEqual({ turns: [], isComplete: false });
	});

	it.each([
		[40, 'agent'],
		[41, 'other'],
	])('has for a speaker of %i characters the role %s', (length, role) => {
		const speaker = `agent${'1'.padStart(length - 'agent'.length)}`;
		expect(readTurns([{ speaker, text: 'Hi' }]).turns[0]?.role).toBe(role);
	});

	it('returns the first 100,000 turns and is then incomplete', () => {
		const { turns, isComplete } = readTurns(Array(100_001).fill({ text: 'Hi' }));
		expect(turns).toHaveLength(100_000);
		expect(isComplete).toBe(false);
	});

	it('converts a number to text', () => {
		expect(readTurns([{ role: 'user', text: 5 }])).toEqual({
			turns: [{ speaker: 'user', role: 'customer', text: '5', timestamp: null }],
			isComplete: true,
		});
	});

	it('skips entries without text and is incomplete', () => {
		expect(readTurns([{ role: 'tool' }, 7, null, { text: 'Hi' }])).toEqual({
			turns: [{ speaker: null, role: 'other', text: 'Hi', timestamp: null }],
			isComplete: false,
		});
	});
});

describe('turnsToText', () => {
	it('returns a line for each turn, with the speaker if there is one', () => {
		const { turns } = readTurns([{ text: '(music)' }, { speaker: 'Ava', text: 'Hi' }]);
		expect(turnsToText(turns)).toBe('(music)\nAva: Hi');
	});
});
