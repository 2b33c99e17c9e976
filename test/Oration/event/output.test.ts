import { toOutput, type Output } from '../../../nodes/Oration/event/output';
import { Conversation, toRecord } from '../../../nodes/Oration/event/record';
import { sampleFile } from '../../events';

const event = sampleFile('analysis-completed.realistic');
const receivedAt = new Date('2026-04-01T10:21:05Z');
const output = (chosen: Output, fields: string[] = []) =>
	toOutput(new Conversation(event, receivedAt), { output: chosen, fields });

describe('toOutput', () => {
	it('gives the ten simplified fields in their order', () => {
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

	it('gives the full record', () => {
		expect(output('full')).toEqual(toRecord(event, receivedAt));
	});

	it('gives the selected fields', () => {
		expect(output('selectedFields', ['agentId', 'ringSeconds'])).toEqual({
			agentId: 'agent_1234567890abcdef',
			ringSeconds: 12.5,
		});
	});

	it('passes over selected fields that the record does not have', () => {
		expect(output('selectedFields', ['agentId', 'nope', 'toString'])).toEqual({
			agentId: 'agent_1234567890abcdef',
		});
	});

	it('gives the raw event as it came', () => {
		expect(output('raw')).toEqual(event);
	});
});
