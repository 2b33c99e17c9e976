import { toEvent } from '../../../nodes/Oration/event/envelope';
import {
	CUSTOMER_FIELDS,
	PAYLOAD_FIELDS,
	RECORD_FIELD_NAMES,
	RECORD_FIELDS,
	isRecordField,
	type ConversationRecord,
} from '../../../nodes/Oration/event/fields';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import { eventWith, FILES, sampleFile } from '../../events';

type Row = [payload: JsonObject, expected: Partial<ConversationRecord>];

const recordOf = (payload: JsonObject, envelope?: JsonObject) =>
	toRecord(eventWith(payload, envelope), new Date('2026-11-22T12:00:00Z'));

/** Adds a test for each row: the payload's record has the expected part, and no other leftovers. */
const testRows = (behavior: string, rows: Row[]) => {
	it.each(rows)(`${behavior}: %j`, (payload, expected) => {
		const record = recordOf(payload);
		expect(record).toEqual({ ...record, otherFields: {}, warnings: [], ...expected });
	});
};

const moved = (name: string, expected: string) =>
	`The field '${name}' isn't ${expected}. Its value is in 'otherFields'.`;

/** The fields of a type that the payload and the record have under the same name. */
const fieldsOf = (type: string) =>
	Object.keys(PAYLOAD_FIELDS)
		.filter(isRecordField)
		.filter((name) => RECORD_FIELDS[name][0] === type && name !== 'transcript');

const EMPTY_RECORD = {
	...Object.fromEntries(RECORD_FIELD_NAMES.map((name) => [name, null])),
	eventId: 'evt_1',
	eventType: 'conversation.analysisCompleted',
	receivedAt: '2026-11-22T12:00:00.000Z',
	categories: [],
	postCallMetadata: {},
	dynamicVariables: {},
	transcriptTurns: [],
	otherFields: {},
	warnings: [],
};

describe('toRecord', () => {
	it('returns every field in order for an empty payload', () => {
		const record = recordOf({});
		expect(record).toEqual(EMPTY_RECORD);
		expect(Object.keys(record)).toEqual(RECORD_FIELD_NAMES);
	});

	it('was received now, unless it gets another time', () => {
		const before = Date.now();
		const receivedAt = Date.parse(toRecord(eventWith({})).receivedAt);
		expect(receivedAt).toBeGreaterThanOrEqual(before);
		expect(receivedAt).toBeLessThanOrEqual(Date.now());
	});

	it.each<[name: keyof typeof FILES, expected: object]>([
		['analysis-completed.documented', { conversationId: 'conv_1234567890abcdef' }],
		[
			'analysis-completed.current',
			{ summary: null, agentJoinTime: '2023-01-01T12:00:00.000Z', durationSeconds: 0 },
		],
		[
			'analysis-completed.unanswered',
			{ transcript: null, isAnswered: false, durationSeconds: 53.624, talkSeconds: null },
		],
		['conversation-completed.current', { eventType: 'conversation.completed', flowId: null }],
	])('reads %s without leftovers', (name, expected) => {
		const record = toRecord(sampleFile(name));
		expect(record).toMatchObject(expected);
		expect(Object.keys(record)).toEqual(RECORD_FIELD_NAMES);
		expect([record.otherFields, record.warnings]).toEqual([{}, []]);
	});

	it('has 22 texts and 12 dates under the same name as the payload', () => {
		expect(fieldsOf('string or null')).toHaveLength(22);
		expect(fieldsOf('date or null')).toHaveLength(12);
	});

	describe.each([
		['string or null', 'some text', 'some text', 'text'],
		['date or null', '2026-04-01T12:15:30+02:00', '2026-04-01T10:15:30.000Z', 'a date'],
	])('the fields of the type %s', (type, sent, expected, name) => {
		it.each(fieldsOf(type))('have %s, or keep it in otherFields with a warning', (field) => {
			const record = recordOf({ [field]: sent });
			expect({ ...record, isAnswered: null }).toEqual({ ...EMPTY_RECORD, [field]: expected });
			expect(recordOf({ [field]: { unexpected: 1 } })).toEqual({
				...EMPTY_RECORD,
				otherFields: { [field]: { unexpected: 1 } },
				warnings: [moved(field, name)],
			});
		});
	});

	testRows('has the summary of the payload, or the first text in the analysis', [
		[{ summary: 'Top' }, { summary: 'Top' }],
		[{ summary: 'Top', postCallMetadata: { summary: 'Below' } }, { summary: 'Top' }],
		[{ summary: '', postCallMetadata: { SUMMARY: 'Short' } }, { summary: 'Short' }],
		[{ postCallMetadata: { summary: ' ', Summary: null } }, { summary: null }],
		[{ postCallMetadata: { summary: 'Short', Summary: ['a'] } }, { summary: 'Short' }],
		[{ postCallMetadata: { summary: '', Summary: 'a', SUMMARY: 'b' } }, { summary: 'a' }],
		[
			{ postCallMetadata: { summary: ['a'] } },
			{ summary: null, warnings: ["The summary in 'postCallMetadata' isn't text."] },
		],
	]);

	describe('the categories', () => {
		testRows('are those of the payload, without blanks and repeats', [
			[
				{ postCallCategory1: 'a', postCallCategory2: 'b', postCallCategory3: 'c' },
				{ categories: ['a', 'b', 'c'] },
			],
			[
				{ postCallCategory1: 'Sales ', postCallCategory2: ' ', postCallCategory3: 'sales' },
				{ categories: ['Sales'] },
			],
			[{ postCallCategory2: 'a', postCallMetadata: { category: 'b' } }, { categories: ['a'] }],
		]);

		it.each<[analysis: JsonObject, categories: string[], hasOthers?: boolean]>([
			[{ category: 'Billing, refunds' }, ['Billing, refunds']],
			[{ Category: ['a', 'b'] }, ['a', 'b']],
			[{ Categories: ['a', '', 'a', 7, null] }, ['a', '7']],
			[{ categories: 'a, b;c、d،e；f\n\ng\r\nh' }, [...'abcdefgh']],
			[
				{ categories: '- Sales\n* 24/7\n• a-b\n1. New\n20) Old\n-x' },
				['Sales', '24/7', 'a-b', 'New', 'Old', '-x'],
			],
			[{ categories: 'Sales, SALES, cafe\u0301, caf\u00e9' }, ['Sales', 'cafe\u0301']],
			[{ categories: '["a, b", "c"]' }, ['a, b', 'c']],
			[{ CATEGORY: 'a', categories: ['b', ' ', null] }, ['a', 'b']],
			[{ categories: [{ name: 'A' }, 'B'] }, ['B'], true],
		])('are read from the analysis %j', (postCallMetadata, categories, hasOthers = false) => {
			expect(recordOf({ postCallMetadata })).toMatchObject({
				categories,
				warnings: hasOthers ? ["Some categories in 'postCallMetadata' aren't text."] : [],
			});
		});

		it.each([
			[10_000, 2],
			[10_001, 1],
		])('are read from a list of %i characters as %i', (length, count) => {
			const categories = `a,${'b'.repeat(length - 2)}`;
			expect(recordOf({ postCallMetadata: { categories } }).categories).toHaveLength(count);
		});
	});

	it.each(['postCallMetadata', 'dynamicVariables'])('reads the object %s', (name) => {
		expect(recordOf({ [name]: '{"a":[1]}' })).toMatchObject({ [name]: { a: [1] }, warnings: [] });
		expect(recordOf({ [name]: [1] })).toMatchObject({
			[name]: {},
			otherFields: { [name]: [1] },
			warnings: [moved(name, 'an object')],
		});
	});

	describe('the transcript', () => {
		const turn = { speaker: 'Ava', role: 'other', text: 'Hi', timestamp: null } as const;
		const unsplit = { ...turn, text: 'Hi\nthere' };
		const ONE_TURN =
			"The transcript has several lines or speakers, but 'transcriptTurns' has only one turn.";
		const incomplete = moved('transcript', 'a list of turns with speaker, text and time only');

		testRows('is text with its turns', [
			[{ transcript: 'Ava: Hi' }, { transcript: 'Ava: Hi', transcriptTurns: [turn] }],
			[{ transcript: ' \n' }, { transcript: null, transcriptTurns: [] }],
			[{ transcript: 7 }, { transcript: '7' }],
			[{ transcript: '[00:12] Agent: Hi' }, { transcript: '[00:12] Agent: Hi' }],
			[{ transcript: '\u200eAgent: one\n \n' }, { transcript: 'Agent: one' }],
			[
				{ transcript: { a: 1 } },
				{
					transcript: null,
					transcriptTurns: [],
					otherFields: { transcript: { a: 1 } },
					warnings: [moved('transcript', 'text')],
				},
			],
		]);

		testRows('is made from a list, or the JSON text of one', [
			[{ transcript: [] }, { transcript: null }],
			...[[{ speaker: 'Ava', text: 'Hi' }], ' \n[{"speaker": "Ava", "text": "Hi"}]'].map(
				(transcript): Row => [{ transcript }, { transcript: 'Ava: Hi', transcriptTurns: [turn] }],
			),
			...[['Ava: Hi', 'there'], '["Ava: Hi", "there"]'].map(
				(transcript): Row => [
					{ transcript },
					{ transcript: 'Ava: Hi\nthere', transcriptTurns: [unsplit], warnings: [ONE_TURN] },
				],
			),
			[
				{ transcript: [7] },
				{ transcript: null, otherFields: { transcript: [7] }, warnings: [incomplete] },
			],
			[
				{ transcript: [{ text: '(music)' }, { speaker: 'Ava', text: 'Hi', x: 1 }] },
				{
					transcript: '(music)\nAva: Hi',
					otherFields: { transcript: [{ text: '(music)' }, { speaker: 'Ava', text: 'Hi', x: 1 }] },
					warnings: [incomplete],
				},
			],
		]);
	});

	describe('the customer', () => {
		const customer = {
			id: 'cust_1',
			name: 'Ann',
			email: 'ann@example.com',
			phoneNumber: '+1555',
			identifier: 'ann',
			workspaceId: 'ws_1',
			priority: 3,
			isDoNotDisturbEnabled: true,
			sourceFile: 'a.csv',
			source: { method: 'api' },
			metadata: ['anything'],
			createdAt: '2026-04-01T10:15:30.000Z',
			updatedAt: '2026-04-02T10:15:30.000Z',
		};
		const empty = {
			...customer,
			...Object.fromEntries(Object.keys(CUSTOMER_FIELDS).map((name) => [name, null])),
		};
		const unread = { name: {}, priority: 'high', isDoNotDisturbEnabled: 1, vip: true };

		testRows('has all its fields, and what is unknown or invalid is in otherFields', [
			[{ customer }, { customer, customerName: 'Ann', customerEmail: 'ann@example.com' }],
			[{ customer }, { customerPhoneNumber: '+1555', customerIdentifier: 'ann' }],
			[{ customer: {} }, { customer: empty }],
			[
				{ customer: unread },
				{
					customer: empty,
					otherFields: { customer: unread },
					warnings: [
						moved('customer.name', 'text'),
						moved('customer.priority', 'a number'),
						moved('customer.isDoNotDisturbEnabled', 'true or false'),
					],
				},
			],
			[
				{ customer: 'Ann' },
				{ otherFields: { customer: 'Ann' }, warnings: [moved('customer', 'an object')] },
			],
		]);
	});

	describe('the phone number of the customer', () => {
		it.each([
			['+1 (555) 010-0123', '+15550100123'],
			['+49.30\u2013901\u00a0820', '+4930901820'],
			['+1234567', '+1234567'],
			['+12-34-56', '+12-34-56'],
			['+123 456 789 012 345', '+123456789012345'],
			['+123 456 789 012 3456', '+123 456 789 012 3456'],
			['+44 (0) 20 7946 0958', '+44 (0) 20 7946 0958'],
			['+1 555 010 0123 ext. 5', '+1 555 010 0123 ext. 5'],
			['(555) 010-0123', '(555) 010-0123'],
			['Restricted', null],
		])('is read from %j as %j, which stays as sent in its field', (number, expected) => {
			expect(recordOf({ customer: { phoneNumber: number } })).toMatchObject({
				customerPhoneNumber: expected,
				customer: { phoneNumber: number },
			});
			expect(recordOf({ fromPhoneNumber: number, telephonyType: 'inbound' })).toMatchObject({
				customerPhoneNumber: expected,
				fromPhoneNumber: number,
			});
		});

		const numbers = { toPhoneNumber: '+1', fromPhoneNumber: '+2' };

		testRows('is at the far end of the call if the customer has none, or hides it', [
			[{ ...numbers, telephonyType: 'outbound', customer: {} }, { customerPhoneNumber: '+1' }],
			[
				{ ...numbers, telephonyType: 'Inbound ', customer: { phoneNumber: 'Anonymous' } },
				{ customerPhoneNumber: '+2' },
			],
			[{ ...numbers, telephonyType: 'sideways' }, { customerPhoneNumber: null }],
			[{ ...numbers, telephonyType: null }, { customerPhoneNumber: null }],
		]);
	});

	describe('whether the call was answered', () => {
		const time = '2026-04-01T10:15:30Z';
		const phone = { conversationType: ' Telephony' };

		it.each<[payload: JsonObject, isAnswered: boolean | null]>([
			[{ userJoinTime: time }, true],
			[{ userLeaveTime: time, userJoinTime: null }, true],
			[{ userJoinTime: time, endReason: 'user_did_not_answer' }, true],
			[{ userLeaveTime: time, endReason: 'user_did_not_answer' }, false],
			[{ endReason: 'User_Did_Not_Answer ' }, false],
			[{ ...phone, userJoinTime: null }, false],
			[{ ...phone, userJoinTime: '' }, null],
			[{ ...phone, userJoinTime: 'soon' }, null],
			[phone, null],
			[{ conversationType: 'web', userJoinTime: null }, null],
			[{ endReason: 'user_hangup' }, null],
		])('for %j is %j', (payload, isAnswered) => {
			expect(recordOf(payload).isAnswered).toBe(isAnswered);
		});
	});

	describe('the seconds', () => {
		const times = {
			callStartTime: '2026-04-01T10:00:00Z',
			userJoinTime: '2026-04-01T10:00:05.5Z',
			userLeaveTime: '2026-04-01T10:01:00Z',
			callEndTime: '2026-04-01T10:01:01Z',
		};
		const none = { durationSeconds: null, talkSeconds: null, ringSeconds: null };
		const seconds = { durationSeconds: 61, talkSeconds: 54.5, ringSeconds: 5.5 };

		testRows('are null if a time is missing, or if they would be negative', [
			[times, seconds],
			[
				{ ...times, callStartTime: null },
				{ ...none, talkSeconds: 54.5 },
			],
			[
				{ ...times, callEndTime: null },
				{ ...seconds, durationSeconds: null },
			],
			[
				{ ...times, userJoinTime: null },
				{ ...none, durationSeconds: 61 },
			],
			[
				{ ...times, userLeaveTime: null },
				{ ...seconds, talkSeconds: null },
			],
			[
				{ callStartTime: times.userLeaveTime, callEndTime: times.userJoinTime },
				{ durationSeconds: null },
			],
		]);
	});

	describe('the other fields', () => {
		it.each<[payload: JsonObject, envelope: JsonObject, otherFields: JsonObject]>([
			[
				{ score: [1, { a: null }], talkSeconds: 5 },
				{},
				{ score: [1, { a: null }], talkSeconds: 5 },
			],
			[
				{ version: 1, attempt: null },
				{ version: 3, attempt: 2 },
				{ version: 1, attempt: null, event: { version: 3, attempt: 2 } },
			],
			[{}, { eventId: ['e'] }, { event: { eventId: ['e'] } }],
			[{ event: 1 }, {}, { event: { payload: { event: 1 } } }],
			[
				{ event: { version: 1 }, payload: 2 },
				{ version: 3, event: 4 },
				{ payload: 2, event: { version: 3, event: 4, payload: { event: { version: 1 } } } },
			],
		])('keep what is in the payload %j and beside it %j', (payload, envelope, otherFields) => {
			expect(recordOf(payload, envelope).otherFields).toEqual(otherFields);
		});

		it('treat names such as __proto__ as data', () => {
			const payload: JsonObject = JSON.parse(
				'{"__proto__": {"polluted": 1}, "constructor": 2, "customer": {"__proto__": {"x": 3}}}',
			);
			const { otherFields } = recordOf(payload);
			expect(Object.getPrototypeOf(otherFields)).toBe(Object.prototype);
			expect(JSON.stringify(otherFields)).toBe(
				'{"__proto__":{"polluted":1},"constructor":2,"customer":{"__proto__":{"x":3}}}',
			);
		});
	});

	describe('without an eventId', () => {
		const noId = "The event has no 'eventId', so its duplicates can't be recognized.";

		it.each([
			[null, [noId]],
			[['e'], [noId, moved('eventId', 'text')]],
		])('has a warning: %j', (eventId, warnings) => {
			expect(recordOf({}, { eventId })).toMatchObject({ eventId: null, warnings });
		});

		it('has no warning for a conversation from the API', () => {
			expect(toRecord(toEvent({ id: 'c' })).warnings).toEqual([]);
		});
	});
});
