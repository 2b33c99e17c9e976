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
			output: 'simplified',
			fields: [],
			filters: { lists: [], minimumDuration: 0 },
			deduplicate: true,
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
		expect(settingsOf({ output }).output).toBe(output);
	});

	it.each([['Full'], [null], [7]])('simplifies for the unknown output %j', (output) => {
		expect(settingsOf({ output }).output).toBe('simplified');
	});

	it.each([
		[{ deduplicate: false }, false],
		[{ deduplicate: true }, true],
		[{}, true],
		['text', true],
	])('reads the options %j', (options, deduplicate) => {
		expect(settingsOf({ options }).deduplicate).toBe(deduplicate);
	});
});
