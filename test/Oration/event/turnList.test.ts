import type { JsonValue } from '../../../nodes/Oration/event/json';
import { readTurns } from '../../../nodes/Oration/event/turnList';
import { showTurn } from '../../events';

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
		expect(turns.map(showTurn)).toEqual([turn]);
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
		[[{ content: ['Hi', { type: 'image' }] }], [': Hi']],
		[[{ content: [{ type: 'text', text: 'Hi', url: 'x' }] }], [': Hi']],
		[[{ role: 'user', content: [] }], []],
		[[{ role: 'tool' }], []],
		[[{ role: 'tool' }, 7, null, { text: 'Hi' }], [': Hi']],
	])('is incomplete for %j', (entries, expected) => {
		const { turns, isComplete } = readTurns(entries);
		expect(turns.map(showTurn)).toEqual(expected);
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
