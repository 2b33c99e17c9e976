import { toRecord } from '../../../nodes/Oration/event/record';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { failedFilter, readFilters } from '../../../nodes/Oration/trigger/filters';
import { eventWith } from '../../events';

const failed = (parameter: unknown, payload: JsonObject) =>
	failedFilter(toRecord(eventWith(payload)), readFilters(parameter));

const callWithDuration = (seconds: number) => ({
	callStartTime: 1_775_000_000,
	callEndTime: 1_775_000_000 + seconds,
});

describe('filters', () => {
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
		it(`compares ${field}`, () => {
			expect(failed({ [filter]: 'wanted' }, { [field]: 'wanted' })).toBeUndefined();
			expect(failed({ [filter]: 'wanted' }, { [field]: 'other' })).toBe(filter);
		});

		it.each([['a, wanted'], [['a', 'wanted']], [' WANTED '], [[' Wanted']]])(
			'accepts any of %j, regardless of case and outer spaces',
			(accepted) => {
				expect(failed({ [filter]: accepted }, { [field]: ' waNted ' })).toBeUndefined();
			},
		);

		it('does not match a missing value', () => {
			expect(failed({ [filter]: 'wanted' }, {})).toBe(filter);
		});

		it.each([[''], [' , '], [[]], [['']]])('accepts all events if it is %j', (empty) => {
			expect(failed({ [filter]: empty }, {})).toBeUndefined();
		});

		it('matches nothing if an expression returns an object', () => {
			expect(failed({ [filter]: {} }, { [field]: 'wanted' })).toBe(filter);
		});
	});

	it('accepts any of the categories of the call', () => {
		const payload = { postCallCategory1: 'a', postCallCategory2: 'b' };
		expect(failed({ categories: 'b' }, payload)).toBeUndefined();
		expect(failed({ categories: 'c' }, payload)).toBe('categories');
	});

	it.each<[filter: unknown, category: string]>([
		['Sales, inbound', 'Sales, Inbound'],
		['support, Sales', 'sales'],
		[['Sales, inbound'], 'Sales, inbound'],
		['["Sales, inbound", "x"]', 'Sales, inbound'],
		['Caf\u00e9', 'cafe\u0301'],
		['cafe\u0301', 'CAF\u00c9'],
		['\u200eSales', ' sales\ufeff'],
	])('matches %j on the category %j', (categories, postCallCategory1) => {
		expect(failed({ categories }, { postCallCategory1 })).toBeUndefined();
	});

	it.each<[filter: unknown, category: string]>([
		['Sales, inbound', 'Sales, inbound, urgent'],
		[['Sales', 'inbound'], 'Sales, inbound'],
		['Cafe', 'caf\u00e9'],
	])('does not match %j on the category %j', (categories, postCallCategory1) => {
		expect(failed({ categories }, { postCallCategory1 })).toBe('categories');
	});

	it('accepts a number as an ID', () => {
		expect(failed({ agentIds: 7 }, { agentId: 7 })).toBeUndefined();
	});

	it.each([[null], [undefined], [[null]], [[undefined, null]], [[undefined, '']]])(
		'match nothing if an expression returns %j',
		(value) => {
			expect(failed({ agentIds: value }, { agentId: 'a' })).toBe('agentIds');
		},
	);

	it('requires an event to match every filter', () => {
		const parameter = { agentIds: 'a', directions: ['inbound'] };
		expect(failed(parameter, { agentId: 'a', telephonyType: 'inbound' })).toBeUndefined();
		expect(failed(parameter, { agentId: 'a', telephonyType: 'outbound' })).toBe('directions');
	});

	describe('answeredOnly', () => {
		const answered = { userJoinTime: '2026-04-01T10:15:30Z' };
		const unanswered = { endReason: 'user_did_not_answer' };

		it.each<[value: unknown, payload: JsonObject, expected: string | undefined]>([
			[true, answered, undefined],
			[true, unanswered, 'answeredOnly'],
			[true, {}, undefined],
			['true', unanswered, 'answeredOnly'],
			[false, unanswered, undefined],
			['False', unanswered, undefined],
			['', unanswered, 'answeredOnly'],
			[null, answered, 'answeredOnly'],
			[undefined, answered, 'answeredOnly'],
		])('if it is %j, for %j fails %j', (answeredOnly, payload, expected) => {
			expect(failed({ answeredOnly }, payload)).toBe(expected);
		});
	});

	describe('minimumDuration', () => {
		it('accepts calls of at least that duration', () => {
			expect(failed({ minimumDuration: 10 }, callWithDuration(10))).toBeUndefined();
			expect(failed({ minimumDuration: 10 }, callWithDuration(9.9))).toBe('minimumDuration');
		});

		it('does not match a call of unknown duration', () => {
			expect(failed({ minimumDuration: 10 }, {})).toBe('minimumDuration');
		});

		it.each([[0], ['']])('accepts all events if it is %j', (empty) => {
			expect(failed({ minimumDuration: empty }, {})).toBeUndefined();
		});

		it.each([['long'], [null], [undefined]])(
			'matches nothing if an expression returns %j',
			(value) => {
				expect(failed({ minimumDuration: value }, callWithDuration(10))).toBe('minimumDuration');
			},
		);
	});

	it.each([[undefined], [null], ['text'], [[]]])(
		'accept all events if the parameter is %j',
		(parameter) => {
			expect(failed(parameter, {})).toBeUndefined();
		},
	);
});
