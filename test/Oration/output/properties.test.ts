import { fields } from '../../../nodes/Oration/output/properties';
import { RECORD_FIELD_NAMES } from '../../../nodes/Oration/event/fields';

const options = (fields.options ?? []).map((option) => ({ value: '', description: '', ...option }));

describe('the parameter Fields', () => {
	it('has an option for each field of the record', () => {
		expect(options.map(({ value }) => value).sort()).toEqual([...RECORD_FIELD_NAMES].sort());
	});

	it.each([
		['summary', 'Summary'],
		['callStartTime', 'Call Start Time'],
		['agentId', 'Agent ID'],
		['recordingUrl', 'Recording URL'],
		['llmUrl', 'LLM URL'],
		['wsUrl', 'WebSocket URL'],
		['flowId', 'Flow ID'],
	])('shows the field %s as %s', (value, name) => {
		expect(options.find((option) => option.value === value)?.name).toBe(name);
	});

	it('describes a field', () => {
		expect(options.find(({ value }) => value === 'agentId')?.description).toBe('ID of the agent');
	});

	it('is sorted by name', () => {
		const names = options.map(({ name }) => name);
		expect(names.slice(0, 3)).toEqual(['Agent ID', 'Agent Join Time', 'Agent Leave Time']);
		expect(names.at(-1)).toBe('Workspace ID');
	});
});
