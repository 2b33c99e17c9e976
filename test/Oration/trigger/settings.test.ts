import { mock } from 'jest-mock-extended';
import type { IWebhookFunctions } from 'n8n-workflow';
import { readSettings } from '../../../nodes/Oration/trigger/settings';

const settingsOf = (parameters: Record<string, unknown>) => {
	const context = mock<IWebhookFunctions>();
	context.getNodeParameter.mockImplementation((name, fallback) =>
		name in parameters ? parameters[name] : fallback,
	);
	return readSettings(context);
};

describe('readSettings', () => {
	it('has defaults for all', () => {
		expect(settingsOf({})).toEqual({
			events: [],
			needsSecret: false,
			choice: { output: 'simplified', fields: [] },
			filters: { lists: [], minimumDuration: 0 },
			deduplicate: true,
			followUp: { isToConfirm: false, recording: undefined },
		});
	});

	it.each([[['a', 'b']], ['a, b']])('reads the events %j', (events) => {
		expect(settingsOf({ events }).events).toEqual(['a', 'b']);
	});

	it.each([['sharedSecret'], ['unknown'], [''], [null], [false]])(
		'asks for the secret where the authentication is %j',
		(authentication) => {
			expect(settingsOf({ authentication }).needsSecret).toBe(true);
		},
	);

	it.each(['simplified', 'full', 'selectedFields', 'raw'])('reads the output %s', (output) => {
		expect(settingsOf({ output }).choice.output).toBe(output);
	});

	it.each([['Full'], [null], [7]])('simplifies for the unknown output %j', (output) => {
		expect(settingsOf({ output }).choice.output).toBe('simplified');
	});

	it.each([
		[{ deduplicate: false }, false],
		[{ deduplicate: true }, true],
		[{}, true],
		['text', true],
	])('reads the options %j', (options, deduplicate) => {
		expect(settingsOf({ options }).deduplicate).toBe(deduplicate);
	});

	it.each([[true], ['true'], [1], ['no'], [{}]])(
		'confirms events where confirmWithOration is %j',
		(confirmWithOration) => {
			expect(settingsOf({ options: { confirmWithOration } }).followUp).toEqual({
				isToConfirm: true,
				recording: undefined,
			});
		},
	);

	it.each([[false], ['false'], [''], [null], [undefined]])(
		'confirms nothing where confirmWithOration is %j',
		(confirmWithOration) => {
			expect(settingsOf({ options: { confirmWithOration } }).followUp.isToConfirm).toBe(false);
		},
	);

	it('downloads recordings from Oration, 500 MB at most, where nothing else is said', () => {
		expect(settingsOf({ options: { downloadRecording: true } }).followUp).toEqual({
			isToConfirm: false,
			recording: { field: 'recording', hosts: ['oration.ai'], maximumSize: 500 },
		});
	});

	it('reads what is said of recordings', () => {
		const options = {
			downloadRecording: true,
			recordingField: ' file ',
			recordingHosts: 'a.example, b.example',
			maximumRecordingSize: 20,
		};
		expect(settingsOf({ options }).followUp.recording).toEqual({
			field: 'file',
			hosts: ['a.example', 'b.example'],
			maximumSize: 20,
		});
	});
});
