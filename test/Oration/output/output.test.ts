import { mock } from 'jest-mock-extended';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { OrationEvent } from '../../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import {
	OUTPUTS,
	readChoice,
	showHints,
	toItem,
	type OutputChoice,
} from '../../../nodes/Oration/output/output';
import { ANSWERED, eventWith } from '../../events';

const event = ANSWERED;
const receivedAt = new Date('2026-04-01T10:21:05Z');
const NO_SUMMARY =
	"Oration sent no summary. Its newer event format has none. To get one, add a result named 'summary' to your post-call analysis in Oration.";

const itemOf = (sent: OrationEvent, choice: Partial<OutputChoice>) =>
	toItem(sent, { output: 'simplified', fields: [], ...choice }, toRecord(sent, receivedAt));

describe('toItem', () => {
	it('outputs the ten simplified fields in order', () => {
		expect(Object.keys(itemOf(event, {}).json).join(' ')).toBe(
			'conversationId summary transcript categories postCallMetadata customerName customerPhoneNumber customerEmail durationSeconds recordingUrl',
		);
	});

	it.each<[choice: Partial<OutputChoice>, json: JsonObject]>([
		[{ output: 'full' }, toRecord(event, receivedAt)],
		[{ output: 'raw' }, event],
		[{ output: 'selectedFields', fields: ['isAnswered'] }, { isAnswered: true }],
	])('outputs only what the parameters choose: %j', (choice, json) => {
		expect(itemOf(event, choice)).toEqual({ json });
	});

	it.each<[payload: JsonObject, choice: Partial<OutputChoice>]>([
		[{}, {}],
		[{}, { output: 'full' }],
		[{}, { output: 'selectedFields', fields: ['summary'] }],
		[{ userJoinTime: '2026-04-01T10:15:30Z' }, {}],
	])('has a hint about the missing summary in %j with %j', (payload, choice) => {
		expect(itemOf(eventWith(payload), choice).orationHint).toBe(NO_SUMMARY);
	});

	it.each<[what: string, sent: OrationEvent, choice: Partial<OutputChoice>]>([
		['a summary from the analysis', eventWith({ postCallMetadata: { summary: 'Short.' } }), {}],
		['a summary that is null in the older format', eventWith({ summary: null }), {}],
		['an unanswered call', eventWith({ endReason: 'user_did_not_answer' }), {}],
		['a call that is not analyzed yet', eventWith({}, { eventType: 'conversation.completed' }), {}],
		['raw output', eventWith({}), { output: 'raw' }],
		['other fields', eventWith({}), { output: 'selectedFields', fields: ['transcript'] }],
	])('has no hint for %s', (_, sent, choice) => {
		expect(Object.keys(itemOf(sent, choice))).toEqual(['json']);
	});

	it('leaves out fields that do not exist, with a hint', () => {
		const fields = ['summary', 'nope', 'toString'];
		expect(itemOf(eventWith({}), { output: 'selectedFields', fields })).toEqual({
			json: { summary: null },
			orationHint: `${NO_SUMMARY} These 'Fields' don't exist: nope, toString.`,
		});
		expect(itemOf(eventWith({}), { output: 'full', fields }).orationHint).toBe(NO_SUMMARY);
	});
});

describe('readChoice', () => {
	it.each([
		...OUTPUTS.map((output) => [output, output]),
		...['Full', null, 7].map((parameter) => [parameter, 'simplified']),
	])('reads the output %j as %s', (parameter, output) => {
		expect(readChoice(parameter, 'a, b')).toEqual({ output, fields: ['a', 'b'] });
	});
});

describe('showHints', () => {
	it('shows each hint of the items once, and outputs the items without them', () => {
		const context = mock<IExecuteFunctions>();
		const items = ['a\nb', undefined, 'a\nb', 'c'].map((orationHint, id) => ({
			json: { id },
			...(orationHint ? { orationHint } : {}),
		}));
		expect(showHints(context, items)).toEqual([0, 1, 2, 3].map((id) => ({ json: { id } })));
		expect(context.addExecutionHints.mock.calls).toEqual([[{ message: 'a\nb' }, { message: 'c' }]]);
	});
});
