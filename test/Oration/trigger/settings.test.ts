import { needsSecret, readSettings } from '../../../nodes/Oration/trigger/settings';
import { webhookContext } from '../webhookContext';

const contextWith = (parameters: Record<string, unknown>) => webhookContext({ parameters }).context;
const settingsOf = (parameters: Record<string, unknown>) => readSettings(contextWith(parameters));

describe('readSettings', () => {
	it('has defaults for all settings', () => {
		expect(settingsOf({})).toEqual({
			events: [],
			choice: { output: 'simplified', fields: [] },
			filters: [],
			deduplicate: true,
			showActivity: true,
		});
	});

	it.each([[['a', 'b']], ['a, b']])('reads the events %j', (events) => {
		expect(settingsOf({ events }).events).toEqual(['a', 'b']);
	});

	it('reads the output, the fields and the filters', () => {
		const parameters = { output: 'full', fields: ['a'], filters: { minimumDuration: 7 } };
		expect(settingsOf(parameters)).toMatchObject({
			choice: { output: 'full', fields: ['a'] },
			filters: [{ name: 'minimumDuration' }],
		});
	});

	it.each(['events', 'output', 'fields', 'filters', 'options'])(
		'throws the error of an expression in %s',
		(name) => {
			const error = new Error('referenced node is unexecuted');
			expect(() => settingsOf({ [name]: error })).toThrow(error);
		},
	);
});

describe.each(['deduplicate', 'showActivity'] as const)('the option %s', (name) => {
	it.each([
		[{ [name]: false }, false],
		[{ [name]: 'false' }, false],
		[{ [name]: 'true' }, true],
		[{ [name]: true }, true],
		[{}, true],
		['text', true],
	])('is read from %j', (options, expected) => {
		expect(settingsOf({ options })[name]).toBe(expected);
	});
});

describe('needsSecret', () => {
	it.each<[parameters: Record<string, unknown>, isNeeded: boolean]>([
		[{}, false],
		[{ authentication: 'none' }, false],
		[{ authentication: 'sharedSecret' }, true],
		[{ authentication: 'unknown' }, true],
		[{ authentication: '' }, true],
		[{ authentication: null }, true],
		[{ authentication: false }, true],
		[{ authentication: new Error('referenced node is unexecuted') }, true],
	])('for %j is %j', (parameters, isNeeded) => {
		expect(needsSecret(contextWith(parameters))).toBe(isNeeded);
	});
});
