import { readChoice, toOutput, type Output } from '../../../nodes/Oration/output/output';
import { SIMPLIFIED_FIELDS } from '../../../nodes/Oration/event/fields';
import { toRecord } from '../../../nodes/Oration/event/record';
import { sampleFile } from '../../events';

const event = sampleFile('analysis-completed.realistic');
const receivedAt = new Date('2026-04-01T10:21:05Z');
const output = (selected: Output, fields: string[] = []) =>
	toOutput(event, toRecord(event, receivedAt), { output: selected, fields });

describe('toOutput', () => {
	it('outputs the ten simplified fields in order', () => {
		expect(Object.keys(output('simplified'))).toEqual(SIMPLIFIED_FIELDS);
		expect(SIMPLIFIED_FIELDS.join(' ')).toBe(
			'conversationId summary transcript categories postCallMetadata customerName customerPhoneNumber customerEmail durationSeconds recordingUrl',
		);
	});

	it('outputs the full record', () => {
		expect(output('full')).toEqual(toRecord(event, receivedAt));
	});

	it.each([[['agentId', 'ringSeconds']], [['agentId', 'nope', 'toString', 'ringSeconds']]])(
		'outputs the selected fields that the record has: %j',
		(fields) => {
			expect(output('selectedFields', fields)).toEqual({
				agentId: 'agent_1234567890abcdef',
				ringSeconds: 12.5,
			});
		},
	);

	it('outputs the raw event', () => {
		expect(output('raw')).toEqual(event);
	});
});

describe('readChoice', () => {
	it.each([
		['simplified', 'simplified'],
		['full', 'full'],
		['selectedFields', 'selectedFields'],
		['raw', 'raw'],
		['Full', 'simplified'],
		[null, 'simplified'],
		[7, 'simplified'],
	])('reads the output %j as %s', (parameter, expected) => {
		expect(readChoice(parameter, 'a, b')).toEqual({ output: expected, fields: ['a', 'b'] });
	});
});
