import { Conversation } from '../../../nodes/Oration/event/record';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { failedFilter, readFilters } from '../../../nodes/Oration/trigger/filters';
import { eventWith } from '../../events';

const failed = (parameter: unknown, payload: JsonObject) =>
	failedFilter(new Conversation(eventWith(payload), new Date()), readFilters(parameter));

const lasting = (seconds: number) => ({
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
		it(`looks at ${field}`, () => {
			expect(failed({ [filter]: 'wanted' }, { [field]: 'wanted' })).toBeUndefined();
			expect(failed({ [filter]: 'wanted' }, { [field]: 'other' })).toBe(filter);
		});

		it.each([['a, wanted'], [['a', 'wanted']], [' WANTED '], [[' Wanted']]])(
			'accepts any of %j, whatever the case and outer spaces',
			(accepted) => {
				expect(failed({ [filter]: accepted }, { [field]: ' waNted ' })).toBeUndefined();
			},
		);

		it('does not match a missing value', () => {
			expect(failed({ [filter]: 'wanted' }, {})).toBe(filter);
		});

		it.each([[''], [' , '], [[]], [['']], [null], [undefined]])(
			'is no filter where it is %j',
			(nothing) => {
				expect(failed({ [filter]: nothing }, {})).toBeUndefined();
			},
		);

		it('matches nothing where an expression gives an object', () => {
			expect(failed({ [filter]: {} }, { [field]: 'wanted' })).toBe(filter);
		});
	});

	it('accepts any of the categories of the call', () => {
		const payload = { postCallCategory1: 'a', postCallCategory2: 'b' };
		expect(failed({ categories: 'b' }, payload)).toBeUndefined();
		expect(failed({ categories: 'c' }, payload)).toBe('categories');
	});

	it('accepts a number where the ID is one', () => {
		expect(failed({ agentIds: 7 }, { agentId: 7 })).toBeUndefined();
	});

	it('asks an event to pass every filter', () => {
		const parameter = { agentIds: 'a', directions: ['inbound'] };
		expect(failed(parameter, { agentId: 'a', telephonyType: 'inbound' })).toBeUndefined();
		expect(failed(parameter, { agentId: 'a', telephonyType: 'outbound' })).toBe('directions');
	});

	describe('minimumDuration', () => {
		it('lets a call of that length pass, and no shorter one', () => {
			expect(failed({ minimumDuration: 10 }, lasting(10))).toBeUndefined();
			expect(failed({ minimumDuration: 10 }, lasting(9.9))).toBe('minimumDuration');
		});

		it('does not match a call of unknown length', () => {
			expect(failed({ minimumDuration: 10 }, {})).toBe('minimumDuration');
		});

		it.each([[0], [''], [null], [undefined]])('is no filter where it is %j', (nothing) => {
			expect(failed({ minimumDuration: nothing }, {})).toBeUndefined();
		});

		it('matches nothing where an expression gives no number', () => {
			expect(failed({ minimumDuration: 'long' }, lasting(10))).toBe('minimumDuration');
		});
	});

	it.each([[undefined], [null], ['text'], [[]]])('are none where the parameter is %j', (odd) => {
		expect(failed(odd, {})).toBeUndefined();
	});
});
