import { outcomesOf } from '../../../nodes/Oration/api/outcomes';
import type { JsonObject, JsonValue } from '../../../nodes/Oration/event/json';

const UNKNOWN = undefined;

const entry = (last: string | number): JsonObject => ({
	agentId: 'agent_1',
	conversationType: 'telephony',
	toPhoneNumber: `+1555010000${last}`,
});
const older = (last: string | number) => ({ id: `conv_${last}`, ...entry(last) });
const newer = (last: string | number) => ({ conversation: older(last), tokenResponse: {} });
const busy = { error: 'busy' };

/** What became of the entries, in short: the ID of the conversation, or the reason. */
const shortOutcomes = (entries: JsonObject[], results: JsonValue, errors: JsonValue = []) =>
	outcomesOf(entries, { results, errors }).map((outcome) =>
		'result' in outcome ? outcome.result.id : outcome.reason,
	);

describe('outcomesOf', () => {
	it('gives each entry its result of the newer shape', () => {
		expect(outcomesOf([entry(1), entry(2)], { results: [newer(1), newer(2)], errors: [] })).toEqual(
			[{ result: newer(1) }, { result: newer(2) }],
		);
	});

	it('tells entries apart by results of the newer shape', () => {
		const answer = { results: [newer(2)], errors: [busy] };
		expect(outcomesOf([entry(1), entry(2)], answer)).toEqual([
			{ reason: 'busy' },
			{ result: newer(2) },
		]);
	});

	it('gives each entry its result of the older shape', () => {
		const results = [older(1), older(2)];
		expect(shortOutcomes([entry(1), entry(2)], results)).toEqual(['conv_1', 'conv_2']);
	});

	it.each([
		['first', [older(2), older(3)], ['busy', 'conv_2', 'conv_3']],
		['middle', [older(1), older(3)], ['conv_1', 'busy', 'conv_3']],
		['last', [older(1), older(2)], ['conv_1', 'conv_2', 'busy']],
	])('puts an error to the %s entry', (_, results, outcomes) => {
		expect(shortOutcomes([entry(1), entry(2), entry(3)], results, [busy])).toEqual(outcomes);
	});

	it.each([
		['the first two', [older(3)], ['one', 'two', 'conv_3']],
		['the outer two', [older(2)], ['one', 'conv_2', 'two']],
		['the last two', [older(1)], ['conv_1', 'one', 'two']],
	])('puts two errors to %s, in their order', (_, results, outcomes) => {
		const errors = [{ error: 'one' }, { error: 'two' }];
		expect(shortOutcomes([entry(1), entry(2), entry(3)], results, errors)).toEqual(outcomes);
	});

	it('knows a phone number that is written in another way', () => {
		const entries = [entry(1), { ...entry(2), toPhoneNumber: '+1 (555) 010-0002' }];
		expect(shortOutcomes(entries, [older(2)], [busy])).toEqual(['busy', 'conv_2']);
	});

	it('tells entries to one number apart by their identifiers, where the answer has them', () => {
		const entries = [
			{ ...entry(1), identifier: 'a' },
			{ ...entry(1), identifier: 'b' },
		];
		const results = [{ ...older(1), identifier: 'b' }];
		expect(shortOutcomes(entries, results, [busy])).toEqual(['busy', 'conv_1']);
	});

	it('takes the results in their order where each entry has one, whatever they look like', () => {
		const results = [older(1), older(2)].map((result) => ({ ...result, toPhoneNumber: 'hidden' }));
		expect(shortOutcomes([entry(1), entry(2)], results)).toEqual(['conv_1', 'conv_2']);
	});

	it('gives no reason to any entry where a result fits none', () => {
		const results = [older(1), { ...older(2), toPhoneNumber: '+49 30 1234567' }];
		const entries = [entry(1), entry(2), entry(3)];
		expect(shortOutcomes(entries, results, [busy])).toEqual(['conv_1', UNKNOWN, UNKNOWN]);
	});

	it('gives no entry the result of another where there are fewer results', () => {
		expect(shortOutcomes([entry(1), entry(2)], [older(2)])).toEqual([UNKNOWN, 'conv_2']);
	});

	it('knows a number without its country code', () => {
		const entries = [entry(1), { ...entry(2), toPhoneNumber: '05550100002' }];
		expect(shortOutcomes(entries, [older(2)], [busy])).toEqual(['busy', 'conv_2']);
	});

	it('gives the error to the last of identical entries', () => {
		const results = [
			{ ...older(1), id: 'a' },
			{ ...older(1), id: 'b' },
		];
		expect(shortOutcomes([entry(1), entry(1), entry(1)], results, [busy])).toEqual([
			'a',
			'b',
			'busy',
		]);
	});

	it('gives errors to all entries where there are no results', () => {
		expect(shortOutcomes([entry(1), entry(2)], [], [busy, { error: 'two' }])).toEqual([
			'busy',
			'two',
		]);
	});

	it.each(['agentId', 'conversationType', 'toPhoneNumber', 'customerId'])(
		'tells entries apart by %s',
		(name) => {
			const first = { ...entry(1), [name]: 'one' };
			const second = { ...entry(1), [name]: 'two' };
			const results = [{ ...second, id: 'conv' }];
			expect(shortOutcomes([first, second], results, [busy])).toEqual(['busy', 'conv']);
		},
	);

	it('takes a result that leaves telling fields out', () => {
		expect(shortOutcomes([entry(1), entry(2)], [{ id: 'conv' }], [busy])).toEqual(['conv', 'busy']);
	});

	it('takes a result that looks different where there is one for each entry', () => {
		const results = [{ ...older(1), toPhoneNumber: '(555) 0100001' }];
		expect(shortOutcomes([entry(1)], results, [busy])).toEqual(['conv_1']);
	});

	it('takes a result that looks different where there are no errors', () => {
		const results = [{ ...older(1), toPhoneNumber: '(555) 0100001' }];
		expect(shortOutcomes([entry(1), entry(2)], results)).toEqual(['conv_1', UNKNOWN]);
	});

	it('says so where the answer holds too little', () => {
		expect(shortOutcomes([entry(1), entry(2)], [older(1)])).toEqual(['conv_1', UNKNOWN]);
	});

	it.each([[{}], [{ results: 'none', errors: null }], [{ results: [null, 7] }]])(
		'says so where the answer is %j',
		(answer) => {
			expect(outcomesOf([entry(1)], answer)).toEqual([{ reason: UNKNOWN }]);
		},
	);

	it('passes over results that nothing was sent for', () => {
		expect(shortOutcomes([entry(1)], [older(1), older(2)])).toEqual(['conv_1']);
	});

	it.each([
		['busy', 'busy'],
		[{ error: 'busy' }, 'busy'],
		[{ message: 'busy' }, 'busy'],
		[{ code: 7 }, 'It gave no reason.'],
		[null, 'It gave no reason.'],
	])('reads the error %j', (error, reason) => {
		expect(shortOutcomes([entry(1)], [], [error])).toEqual([reason]);
	});
});
