import { outputProperties } from '../../../nodes/Oration/output/properties';
import { RECORD_FIELD_NAMES } from '../../../nodes/Oration/event/fields';

const fields = outputProperties.find(({ name }) => name === 'fields');
const options = (fields?.options ?? []).map((option) => ({
	value: '',
	description: '',
	...option,
}));

describe('the parameter Fields', () => {
	it('has an option for each field of the record', () => {
		expect(options.map(({ value }) => value).sort()).toEqual([...RECORD_FIELD_NAMES].sort());
	});

	it.each([
		['callStartTime', 'Call Start Time'],
		['recordingUrl', 'Recording URL'],
		['llmUrl', 'LLM URL'],
		['wsUrl', 'WebSocket URL'],
	])('shows the field %s as %s', (value, name) => {
		expect(options.find((option) => option.value === value)?.name).toBe(name);
	});

	it('is sorted by name, with descriptions', () => {
		expect(options[0]).toMatchObject({ name: 'Agent ID', description: 'ID of the agent' });
		expect(options.at(-1)?.name).toBe('Workspace ID');
	});
});
