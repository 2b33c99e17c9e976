import { mock } from 'jest-mock-extended';
import type { IExecuteFunctions } from 'n8n-workflow';
import { SIMPLIFIED_FIELDS } from '../../../nodes/Oration/event/fields';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import {
	readChoice,
	showHints,
	toItem,
	type Output,
	type OutputChoice,
} from '../../../nodes/Oration/output/output';
import { ANALYSIS_COMPLETED, eventWith, sampleFile } from '../../events';

const event = sampleFile('analysis-completed.realistic');
const receivedAt = new Date('2026-04-01T10:21:05Z');
const output = (selected: Output, fields: string[] = []) =>
	toItem(event, toRecord(event, receivedAt), { output: selected, fields }).json;

describe('the output', () => {
	it('outputs the ten simplified fields in order', () => {
		expect(Object.keys(output('simplified'))).toEqual(SIMPLIFIED_FIELDS);
		expect(SIMPLIFIED_FIELDS.join(' ')).toBe(
			'conversationId summary transcript categories postCallMetadata customerName customerPhoneNumber customerEmail durationSeconds recordingUrl',
		);
	});

	it('outputs the full record', () => {
		expect(output('full')).toEqual(toRecord(event, receivedAt));
	});

	it.each([[['agentId', 'ringSeconds']], [['agentId', 'nope', 'toString', 'ringSeconds']]])(
		'outputs the selected fields that the record has: %j',
		(fields) => {
			expect(output('selectedFields', fields)).toEqual({
				agentId: 'agent_1234567890abcdef',
				ringSeconds: 12.5,
			});
		},
	);

	it('outputs the raw event', () => {
		expect(output('raw')).toEqual(event);
	});
});

describe('readChoice', () => {
	it.each([
		['simplified', 'simplified'],
		['full', 'full'],
		['selectedFields', 'selectedFields'],
		['raw', 'raw'],
		['Full', 'simplified'],
		[null, 'simplified'],
		[7, 'simplified'],
	])('reads the output %j as %s', (parameter, expected) => {
		expect(readChoice(parameter, 'a, b')).toEqual({ output: expected, fields: ['a', 'b'] });
	});

	it.each([[['summary']], ['["summary"]'], ['summary']])('reads the fields %j', (fields) => {
		expect(readChoice('selectedFields', fields).fields).toEqual(['summary']);
	});
});

describe('toItem', () => {
	const NO_SUMMARY =
		"Oration sent no summary. Its newer event format has none. To get one, add a result named 'summary' to your post-call analysis in Oration.";
	const hintsOf = (
		payload: JsonObject,
		choice: Partial<OutputChoice> = {},
		eventType = ANALYSIS_COMPLETED,
	) => {
		const sent = eventWith(payload, { eventType });
		return toItem(sent, toRecord(sent), { output: 'simplified', fields: [], ...choice })
			.orationHints;
	};

	it('has the output, and nothing beside it without a hint', () => {
		const choice = { output: 'full', fields: [] } as const;
		expect(toItem(event, toRecord(event, receivedAt), choice)).toEqual({ json: output('full') });
	});

	it.each<[what: string, payload: JsonObject, choice: Partial<OutputChoice>]>([
		['the simplified output', {}, {}],
		['the full output', {}, { output: 'full' }],
		['a selected summary', {}, { output: 'selectedFields', fields: ['summary'] }],
		['an answered call', { userJoinTime: '2026-04-01T10:15:30Z' }, {}],
	])('says why the summary is missing in %s', (_, payload, choice) => {
		expect(hintsOf(payload, choice)).toBe(NO_SUMMARY);
	});

	it.each<[what: string, payload: JsonObject, choice?: Partial<OutputChoice>, eventType?: string]>([
		['a summary from the analysis', { postCallMetadata: { summary: 'Short.' } }],
		['a summary that is null in the older format', { summary: null }],
		['an unanswered call', { endReason: 'user_did_not_answer' }],
		['raw output', {}, { output: 'raw' }],
		['other fields', {}, { output: 'selectedFields', fields: ['transcript'] }],
		['a call that is not analyzed yet', {}, {}, 'conversation.completed'],
	])('has no hint for %s', (_, ...sent) => {
		expect(hintsOf(...sent)).toBeUndefined();
	});

	it.each<[output: Output, hint: string | undefined]>([
		['selectedFields', `${NO_SUMMARY}\nThese 'Fields' don't exist: nope, toString.`],
		['full', NO_SUMMARY],
	])('names the fields that do not exist, for the output %s', (selected, hint) => {
		const fields = ['summary', 'nope', 'toString'];
		expect(hintsOf({}, { output: selected, fields })).toBe(hint);
	});
});

describe('showHints', () => {
	it('shows each hint of the items once, and outputs the items without them', () => {
		const context = mock<IExecuteFunctions>();
		const items = ['a\nb', undefined, 'b\nc'].map((orationHints, id) => ({
			json: { id },
			...(orationHints ? { orationHints } : {}),
		}));
		expect(showHints(context, items)).toEqual([0, 1, 2].map((id) => ({ json: { id } })));
		expect(context.addExecutionHints.mock.calls).toEqual([
			[{ message: 'a' }, { message: 'b' }, { message: 'c' }],
		]);
	});
});
