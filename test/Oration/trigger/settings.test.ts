import { mock } from 'jest-mock-extended';
import type { IWebhookFunctions } from 'n8n-workflow';
import { needsSecret, readSettings } from '../../../nodes/Oration/trigger/settings';

const contextWith = (parameters: Record<string, unknown>) => {
	const context = mock<IWebhookFunctions>();
	context.getNodeParameter.mockImplementation((name, fallback) =>
		name in parameters ? parameters[name] : fallback,
	);
	return context;
};

const settingsOf = (parameters: Record<string, unknown>) => readSettings(contextWith(parameters));

describe('readSettings', () => {
	it('has defaults for all', () => {
		expect(settingsOf({})).toEqual({
			events: [],
			choice: { output: 'simplified', fields: [] },
			filters: { lists: [], minimumDuration: 0 },
			deduplicate: true,
			followUp: { isToConfirm: false, recording: undefined },
		});
	});

	it.each([[['a', 'b']], ['a, b']])('reads the events %j', (events) => {
		expect(settingsOf({ events }).events).toEqual(['a', 'b']);
	});

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

describe('needsSecret', () => {
	it.each([[{}], [{ authentication: 'none' }]])('is false with %j', (parameters) => {
		expect(needsSecret(contextWith(parameters))).toBe(false);
	});

	it.each([['sharedSecret'], ['unknown'], [''], [null], [false]])(
		'is true where the authentication is %j',
		(authentication) => {
			expect(needsSecret(contextWith({ authentication }))).toBe(true);
		},
	);
});
