import { toOutput, type Output } from '../../../nodes/Oration/output/output';
import { toRecord } from '../../../nodes/Oration/event/record';
import { sampleFile } from '../../events';

const event = sampleFile('analysis-completed.realistic');
const receivedAt = new Date('2026-04-01T10:21:05Z');
const output = (selected: Output, fields: string[] = []) =>
	toOutput(event, toRecord(event, receivedAt), { output: selected, fields });

describe('toOutput', () => {
	it('outputs the ten simplified fields in order', () => {
		expect(Object.keys(output('simplified'))).toEqual([
			'conversationId',
			'summary',
			'transcript',
			'categories',
			'postCallMetadata',
			'customerName',
			'customerPhoneNumber',
			'customerEmail',
			'durationSeconds',
			'recordingUrl',
		]);
	});

	it('outputs the full record', () => {
		expect(output('full')).toEqual(toRecord(event, receivedAt));
	});

	it('outputs the selected fields', () => {
		expect(output('selectedFields', ['agentId', 'ringSeconds'])).toEqual({
			agentId: 'agent_1234567890abcdef',
			ringSeconds: 12.5,
		});
	});

	it('ignores selected fields that the record does not have', () => {
		expect(output('selectedFields', ['agentId', 'nope', 'toString'])).toEqual({
			agentId: 'agent_1234567890abcdef',
		});
	});

	it('outputs the raw event', () => {
		expect(output('raw')).toEqual(event);
	});
});
