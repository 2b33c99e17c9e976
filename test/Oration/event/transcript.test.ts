import { readTurns, splitTurns, turnsToText } from '../../../nodes/Oration/event/transcript';

/** Speakers and texts only. */
const said = (transcript: string) =>
	splitTurns(transcript).map(({ speaker, text }) => [speaker, text]);

describe('splitTurns', () => {
	it('gives each labelled line as a turn', () => {
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
		['Ava', 'other'],
	])('tells the side of the speaker %s', (label, role) => {
		expect(splitTurns(`${label}: Hello.`)[0]?.role).toBe(role);
	});

	it('continues a turn over lines without a label', () => {
		expect(said('Agent: One\ntwo\n\nthree\nCustomer: Four')).toEqual([
			['Agent', 'One\ntwo\n\nthree'],
			['Customer', 'Four'],
		]);
	});

	it('does not take a word before a colon that occurs once for a speaker', () => {
		expect(said('Customer: Two things:\nfirst, Friday\nsecond: one more.')).toEqual([
			['Customer', 'Two things:\nfirst, Friday\nsecond: one more.'],
		]);
	});

	it('takes a label that starts more than one line for a speaker', () => {
		expect(said('Agent: Hi\nMary: Hello\nAgent: Who?\nMary: Me')).toEqual([
			['Agent', 'Hi'],
			['Mary', 'Hello'],
			['Agent', 'Who?'],
			['Mary', 'Me'],
		]);
	});

	it('takes the label that starts the transcript for a speaker', () => {
		expect(said('Mary: Hello\nthere')).toEqual([['Mary', 'Hello\nthere']]);
	});

	it('gives text before the first label to nobody', () => {
		expect(said('(music)\nAgent: Hi')).toEqual([
			[null, '(music)'],
			['Agent', 'Hi'],
		]);
	});

	it.each(['https://a.example\nhttps://b.example', '10:30 works\n10:45 too', '...: a\n...: b'])(
		'finds no speaker in %j',
		(text) => {
			expect(said(`Agent: Look\n${text}`)).toEqual([['Agent', `Look\n${text}`]]);
		},
	);

	it('finds no speaker in a sentence that ends in a colon', () => {
		const sentence = 'this is a very long line of words that goes on for quite a while:';
		expect(said(`Agent: Hi\n${sentence} a\n${sentence} b`)).toHaveLength(1);
	});

	it.each(['\r\n', '\r'])('splits lines at %j', (lineEnd) => {
		expect(said(['Agent: Hi', 'Customer: Hello'].join(lineEnd))).toEqual([
			['Agent', 'Hi'],
			['Customer', 'Hello'],
		]);
	});

	it('keeps a turn without text', () => {
		expect(said('Agent:\nCustomer: Hello?')).toEqual([
			['Agent', ''],
			['Customer', 'Hello?'],
		]);
	});

	it('keeps all that comes after 100,000 turns in the last of them', () => {
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
	])('reads %j', (entry, speaker, role, text) => {
		expect(readTurns([entry])).toEqual({
			turns: [{ speaker, role, text, timestamp: null }],
			complete: true,
		});
	});

	it('reads when it was said', () => {
		const { turns } = readTurns([{ text: 'Hi', timestamp: 1775038530 }]);
		expect(turns[0]?.timestamp).toBe('2026-04-01T10:15:30.000Z');
	});

	it.each([
		[{ text: 'Hi', confidence: 0.5 }],
		[{ text: 'Hi', message: 'Hello' }],
		[{ text: 'Hi', speaker: {} }],
		[{ text: 'Hi', timestamp: 'soon' }],
	])('says that there is more in %j than a turn holds', (entry) => {
		const { turns, complete } = readTurns([entry]);
		expect(turns.map(({ text }) => text)).toEqual(['Hi']);
		expect(complete).toBe(false);
	});

	it('reads a number for text', () => {
		expect(readTurns([{ role: 'user', text: 5 }])).toEqual({
			turns: [{ speaker: 'user', role: 'customer', text: '5', timestamp: null }],
			complete: true,
		});
	});

	it('passes over entries without text and says so', () => {
		expect(readTurns([{ role: 'tool' }, 7, null, { text: 'Hi' }])).toEqual({
			turns: [{ speaker: null, role: 'other', text: 'Hi', timestamp: null }],
			complete: false,
		});
	});
});

describe('turnsToText', () => {
	it('writes a line for each turn, with the speaker where there is one', () => {
		const { turns } = readTurns([{ text: '(music)' }, { speaker: 'Ava', text: 'Hi' }]);
		expect(turnsToText(turns)).toBe('(music)\nAva: Hi');
	});
});
