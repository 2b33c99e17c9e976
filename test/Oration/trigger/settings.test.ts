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
	it('has defaults for all settings', () => {
		expect(settingsOf({})).toEqual({
			events: [],
			choice: { output: 'simplified', fields: [] },
			filters: { lists: [], minimumDuration: undefined },
			deduplicate: true,
		});
	});

	it.each([[['a', 'b']], ['a, b']])('reads the events %j', (events) => {
		expect(settingsOf({ events }).events).toEqual(['a', 'b']);
	});

	it.each(['simplified', 'full', 'selectedFields', 'raw'])('reads the output %s', (output) => {
		expect(settingsOf({ output }).choice.output).toBe(output);
	});

	it.each([['Full'], [null], [7]])('reads the unknown output %j as simplified', (output) => {
		expect(settingsOf({ output }).choice.output).toBe('simplified');
	});

	it.each([
		[{ deduplicate: false }, false],
		[{ deduplicate: 'false' }, false],
		[{ deduplicate: 'true' }, true],
		[{ deduplicate: true }, true],
		[{}, true],
		['text', true],
	])('reads the options %j', (options, deduplicate) => {
		expect(settingsOf({ options }).deduplicate).toBe(deduplicate);
	});
});

describe('needsSecret', () => {
	it.each([[{}], [{ authentication: 'none' }]])('returns false for %j', (parameters) => {
		expect(needsSecret(contextWith(parameters))).toBe(false);
	});

	it.each([['sharedSecret'], ['unknown'], [''], [null], [false]])(
		'returns true if the authentication is %j',
		(authentication) => {
			expect(needsSecret(contextWith({ authentication }))).toBe(true);
		},
	);
});
