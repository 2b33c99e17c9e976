import { toRecord } from '../../../nodes/Oration/event/record';
import { needsSecret, readSettings } from '../../../nodes/Oration/trigger/settings';
import { eventWith } from '../../events';
import { webhookContext } from '../webhookContext';

const THROWS = new Error('referenced node is unexecuted');

const contextWith = (parameters: Record<string, unknown>) => webhookContext({ parameters }).context;
/** Returns the settings, and the name of the filter that an event without fields doesn't match. */
const settingsOf = (parameters: Record<string, unknown>) => {
	const { failedFilter, ...settings } = readSettings(contextWith(parameters));
	return { ...settings, failed: failedFilter(toRecord(eventWith({}))) };
};

describe('readSettings', () => {
	const ON = { deduplicate: true, showActivity: true };

	it.each<[parameters: Record<string, unknown>, settings: object]>([
		[{}, { events: [], choice: { output: 'simplified', fields: [] }, failed: undefined, ...ON }],
		[{ events: 'a, b' }, { events: ['a', 'b'] }],
		[{ output: 'full', fields: ['a'] }, { choice: { output: 'full', fields: ['a'] } }],
		[{ filters: { minimumDuration: 7 } }, { failed: 'minimumDuration' }],
		[{ options: { deduplicate: false } }, { deduplicate: false, showActivity: true }],
		[{ options: { showActivity: 'false' } }, { deduplicate: true, showActivity: false }],
		[{ options: 'text' }, ON],
	])('reads %j as %j', (parameters, settings) => {
		expect(settingsOf(parameters)).toMatchObject(settings);
	});

	const NAMES = ['events', 'output', 'fields', 'filters', 'options'];
	it.each(NAMES)('throws the error of an expression in %s', (name) => {
		expect(() => settingsOf({ [name]: THROWS })).toThrow(THROWS);
	});
});

describe('needsSecret', () => {
	it.each<[parameters: Record<string, unknown>, isNeeded: boolean]>([
		[{}, false],
		[{ authentication: 'none' }, false],
		[{ authentication: 'sharedSecret' }, true],
		[{ authentication: null }, true],
		[{ authentication: false }, true],
		[{ authentication: THROWS }, true],
	])('for %j is %j', (parameters, isNeeded) => {
		expect(needsSecret(contextWith(parameters))).toBe(isNeeded);
	});
});
