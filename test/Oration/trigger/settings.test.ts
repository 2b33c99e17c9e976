import { needsSecret, readSettings } from '../../../nodes/Oration/trigger/settings';
import { webhookContext } from '../webhookContext';

const contextWith = (parameters: Record<string, unknown>) => webhookContext({ parameters }).context;
const settingsOf = (parameters: Record<string, unknown>) => readSettings(contextWith(parameters));

describe('readSettings', () => {
	it.each<[parameters: Record<string, unknown>, settings: object]>([
		[
			{},
			{
				events: [],
				choice: { output: 'simplified', fields: [] },
				filters: [],
				deduplicate: true,
				showActivity: true,
			},
		],
		[{ events: 'a, b' }, { events: ['a', 'b'] }],
		[{ output: 'full', fields: ['a'] }, { choice: { output: 'full', fields: ['a'] } }],
		[{ filters: { minimumDuration: 7 } }, { filters: [{ name: 'minimumDuration' }] }],
		[{ options: { deduplicate: false } }, { deduplicate: false, showActivity: true }],
		[{ options: { showActivity: 'false' } }, { deduplicate: true, showActivity: false }],
		[{ options: 'text' }, { deduplicate: true, showActivity: true }],
	])('reads %j as %j', (parameters, settings) => {
		expect(settingsOf(parameters)).toMatchObject(settings);
	});

	it.each(['events', 'output', 'fields', 'filters', 'options'])(
		'throws the error of an expression in %s',
		(name) => {
			const error = new Error('referenced node is unexecuted');
			expect(() => settingsOf({ [name]: error })).toThrow(error);
		},
	);
});

describe('needsSecret', () => {
	it.each<[parameters: Record<string, unknown>, isNeeded: boolean]>([
		[{}, false],
		[{ authentication: 'none' }, false],
		[{ authentication: 'sharedSecret' }, true],
		[{ authentication: null }, true],
		[{ authentication: false }, true],
		[{ authentication: new Error('referenced node is unexecuted') }, true],
	])('for %j is %j', (parameters, isNeeded) => {
		expect(needsSecret(contextWith(parameters))).toBe(isNeeded);
	});
});
