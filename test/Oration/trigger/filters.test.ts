import { toRecord } from '../../../nodes/Oration/event/record';
import type { JsonObject, JsonValue } from '../../../nodes/Oration/event/json';
import { readFilters } from '../../../nodes/Oration/trigger/filters';
import { filters } from '../../../nodes/Oration/trigger/properties';
import { eventWith } from '../../events';

const failed = (parameter: unknown, payload: JsonObject) =>
	readFilters(parameter)(toRecord(eventWith(payload)));

/** In seconds. */
const START = 1_775_000_000;

describe('filters', () => {
	it('has a filter for each parameter', () => {
		const names = (filters.options ?? []).map(({ name }) => name).sort();
		// A filter that is null accepts nothing.
		expect(names.map((name) => failed({ [name]: null }, {}))).toEqual(names);
	});

	describe.each([
		['agentIds', 'agentId'],
		['campaignIds', 'campaignId'],
		['categories', 'postCallCategory1'],
		['conversationStatuses', 'conversationStatus'],
		['conversationTypes', 'conversationType'],
		['directions', 'telephonyType'],
		['endReasons', 'endReason'],
		['workspaceIds', 'workspaceId'],
	])('%s', (filter, field) => {
		it.each<[accepted: unknown, values: JsonValue[], rejected: JsonValue[]]>([
			['a, wanted', ['wanted', ' waNted '], ['other', null]],
			[
				['a', ' Wanted'],
				['wanted', ' waNted '],
				['other', null],
			],
			[' , ', ['any', null], []],
			[[''], ['any', null], []],
			[{}, [], ['any', null]],
			[null, [], ['any', null]],
			[undefined, [], ['any', null]],
			[[undefined, ''], [], ['any', null]],
		])('%j accepts %j, and not %j', (accepted, values, rejected) => {
			const failedFor = (value: JsonValue) => failed({ [filter]: accepted }, { [field]: value });
			expect(values.map(failedFor)).toEqual(values.map(() => undefined));
			expect(rejected.map(failedFor)).toEqual(rejected.map(() => filter));
		});
	});

	it('accepts any of the categories of the call', () => {
		const payload = { postCallCategory1: 'a', postCallCategory2: 'b' };
		expect(failed({ categories: 'b' }, payload)).toBeUndefined();
		expect(failed({ categories: 'c' }, payload)).toBe('categories');
	});

	it.each<[filter: unknown, category: string, isAccepted: boolean]>([
		['Sales, inbound', 'Sales, Inbound', true],
		['Sales, inbound', 'sales', true],
		['["Sales, inbound", "x"]', 'Sales, inbound', true],
		['Caf\u00e9', 'cafe\u0301', true],
		['\u200eSales', ' sales\ufeff', true],
		['Sales, inbound', 'Sales, inbound, urgent', false],
		[['Sales', 'inbound'], 'Sales, inbound', false],
		['Cafe', 'caf\u00e9', false],
	])('categories %j accepts the category %j: %j', (categories, postCallCategory1, isAccepted) => {
		const expected = isAccepted ? undefined : 'categories';
		expect(failed({ categories }, { postCallCategory1 })).toBe(expected);
	});

	it('requires an event to match every filter', () => {
		const parameter = { agentIds: 'a', directions: ['inbound'] };
		expect(failed(parameter, { agentId: 'a', telephonyType: 'inbound' })).toBeUndefined();
		expect(failed(parameter, { agentId: 'a', telephonyType: 'outbound' })).toBe('directions');
	});

	const answered = { userJoinTime: '2026-04-01T10:15:30Z' };
	const unanswered = { endReason: 'user_did_not_answer' };

	it.each<[value: unknown, payload: JsonObject, isAccepted: boolean]>([
		[true, answered, true],
		[true, unanswered, false],
		[true, {}, true],
		['', unanswered, false],
		['False', unanswered, true],
		[null, answered, false],
	])('answeredOnly %j accepts %j: %j', (answeredOnly, payload, isAccepted) => {
		expect(failed({ answeredOnly }, payload)).toBe(isAccepted ? undefined : 'answeredOnly');
	});

	it.each<[value: unknown, seconds: number | undefined, isAccepted: boolean]>([
		[10, 10, true],
		[10, 9.9, false],
		[10, undefined, false],
		[0, undefined, true],
		['', undefined, true],
		['long', 10, false],
		[null, 10, false],
	])('minimumDuration %j accepts a call of %j seconds: %j', (value, seconds, isAccepted) => {
		const times: JsonObject =
			seconds === undefined ? {} : { callStartTime: START, callEndTime: START + seconds };
		const expected = isAccepted ? undefined : 'minimumDuration';
		expect(failed({ minimumDuration: value }, times)).toBe(expected);
	});

	it.each([[undefined], [null], ['text'], [[]]])('accept all if the parameter is %j', (value) => {
		expect(failed(value, {})).toBeUndefined();
	});
});
