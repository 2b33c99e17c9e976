import { toEvent } from '../../../nodes/Oration/event/envelope';
import {
	CALL_FIELDS,
	CUSTOMER_FIELDS,
	PAYLOAD_FIELDS,
	RECORD_FIELD_NAMES,
	RECORD_FIELDS,
	isRecordField,
	type ConversationRecord,
} from '../../../nodes/Oration/event/fields';
import type { JsonObject, JsonValue } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import { eventWith, FILES, sampleFile, showTurn } from '../../events';
import { useClock } from '../clock';

useClock();

type Row = [payload: JsonObject, expected: Partial<ConversationRecord>];

const recordOf = (payload: JsonObject, envelope?: JsonObject) =>
	toRecord(eventWith(payload, envelope));

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
	Object.keys({ ...PAYLOAD_FIELDS, ...CALL_FIELDS })
		.filter(isRecordField)
		.filter((name) => RECORD_FIELDS[name][0] === type && name !== 'transcript');

const EMPTY_RECORD = {
	...Object.fromEntries(RECORD_FIELD_NAMES.map((name) => [name, null])),
	...{ eventId: 'evt_1', eventType: 'conversation.analysisCompleted' },
	receivedAt: '2026-11-26T12:00:00.000Z',
	...{ categories: [], postCallMetadata: {}, dynamicVariables: {}, transcriptTurns: [] },
	...{ otherFields: {}, warnings: [] },
};

describe('toRecord', () => {
	it('returns every field in order for an empty payload, received now', () => {
		const record = recordOf({});
		expect(record).toEqual(EMPTY_RECORD);
		expect(Object.keys(record)).toEqual(RECORD_FIELD_NAMES);
	});

	it.each<[name: keyof typeof FILES, expected: object]>([
		['analysis-completed.documented', { conversationId: 'conv_1234567890abcdef' }],
		['analysis-completed.current', { agentJoinTime: '2023-01-01T12:00:00.000Z', talkSeconds: 0 }],
		['analysis-completed.unanswered', { isAnswered: false, durationSeconds: 53.624 }],
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

	const NO_TEXT = "The summary in 'postCallMetadata' isn't text.";

	testRows('has the summary of the payload, or the first text in the analysis', [
		[{ summary: 'Top' }, { summary: 'Top' }],
		[{ summary: 'Top', postCallMetadata: { summary: 'Below' } }, { summary: 'Top' }],
		[{ summary: '', postCallMetadata: { SUMMARY: 'Short' } }, { summary: 'Short' }],
		[{ postCallMetadata: { summary: ' ', Summary: null } }, { summary: null }],
		[{ postCallMetadata: { summary: 'Short', Summary: ['a'] } }, { summary: 'Short' }],
		[{ postCallMetadata: { summary: '', Summary: 'a', SUMMARY: 'b' } }, { summary: 'a' }],
		[{ postCallMetadata: { summary: ['a'] } }, { summary: null, warnings: [NO_TEXT] }],
	]);

	describe('the categories', () => {
		it.each<[own: string[], analysis: JsonObject, expected: string[]]>([
			[['a', 'b', 'c'], {}, ['a', 'b', 'c']],
			[['Sales ', ' ', 'sales'], {}, ['Sales']],
			[['', 'a'], { category: 'b' }, ['a']],
		])('are %j of the payload beside the analysis %j: %j', (own, postCallMetadata, expected) => {
			const [postCallCategory1 = '', postCallCategory2 = '', postCallCategory3 = ''] = own;
			const categories = { postCallCategory1, postCallCategory2, postCallCategory3 };
			const record = recordOf({ ...categories, postCallMetadata });
			expect(record).toMatchObject({ categories: expected, warnings: [] });
		});

		it.each<[analysis: JsonObject, categories: string[], hasOthers?: boolean]>([
			[{ category: '- Billing, refunds' }, ['Billing', 'refunds']],
			[{ Category: 'Sales - EU' }, ['Sales - EU']],
			[{ Category: ['a', 'b'] }, ['a', 'b']],
			[{ Categories: ['a', '', 'a', 7, null] }, ['a', '7']],
			[{ categories: 'a, b;c、d،e；f\n\ng\r\nh' }, [...'abcdefgh']],
			[{ categories: '- A\n* 24/7\n• a-b\n1. N\n20) O\n-x' }, ['A', '24/7', 'a-b', 'N', 'O', '-x']],
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
		const PARTLY: JsonValue = [{ text: '(music)' }, { speaker: 'Ava', text: 'Hi', x: 1 }];
		const ONE_TURN =
			"The transcript has several lines or speakers, but 'transcriptTurns' has only one turn.";
		const NO_TEXT = moved('transcript', 'text');
		const INCOMPLETE = moved('transcript', 'a list of turns with speaker, text and time only');

		it.each<[sent: JsonValue, text: string | null, turns: string[], warnings?: string[]]>([
			['Ava: Hi', 'Ava: Hi', ['Ava: Hi']],
			[' \n', null, []],
			[7, '7', [': 7']],
			['[00:12] Agent: Hi', '[00:12] Agent: Hi', ['Agent (agent): Hi']],
			['\u200eAgent: one\n \n', 'Agent: one', ['Agent (agent): one']],
			[{ a: 1 }, null, [], [NO_TEXT]],
			[[], null, []],
			[[{ speaker: 'Ava', text: 'Hi' }], 'Ava: Hi', ['Ava: Hi']],
			[' \n[{"speaker": "Ava", "text": "Hi"}]', 'Ava: Hi', ['Ava: Hi']],
			[['Ava: Hi', 'there'], 'Ava: Hi\nthere', ['Ava: Hi\nthere'], [ONE_TURN]],
			['["Ava: Hi", "there"]', 'Ava: Hi\nthere', ['Ava: Hi\nthere'], [ONE_TURN]],
			[[7], null, [], [INCOMPLETE]],
			[['Hi', { text: 'Yes' }], 'Yes', [': Yes'], [INCOMPLETE]],
			[PARTLY, '(music)\nAva: Hi', [': (music)', 'Ava: Hi'], [INCOMPLETE]],
		])('is text with its turns, from text or a list: %j', (sent, text, turns, warnings = []) => {
			const { transcript, transcriptTurns, ...record } = recordOf({ transcript: sent });
			expect([transcript, transcriptTurns.map(showTurn)]).toEqual([text, turns]);
			const isMoved = warnings.some((warning) => warning !== ONE_TURN);
			expect(record.otherFields).toEqual(isMoved ? { transcript: sent } : {});
			expect(record.warnings).toEqual(warnings);
		});
	});

	describe('the customer', () => {
		const customer = {
			...{ id: 'cust_1', name: 'Ann', email: 'ann@example.com', phoneNumber: '+1555' },
			...{ identifier: 'ann', workspaceId: 'ws_1', priority: 3, isDoNotDisturbEnabled: true },
			...{ sourceFile: 'a.csv', source: { method: 'api' }, metadata: ['anything'] },
			...{ createdAt: '2026-04-01T10:15:30.000Z', updatedAt: '2026-04-02T10:15:30.000Z' },
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
			['tel:+1 555 010 0123', 'tel:+1 555 010 0123'],
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

		it.each([
			['outbound', {}, '+1'],
			['Inbound ', { phoneNumber: 'Anonymous' }, '+2'],
			['sideways', null, null],
			[null, null, null],
		])('of a call that is %j, with the customer %j, is %j', (telephonyType, customer, number) => {
			const numbers = { toPhoneNumber: '+1', fromPhoneNumber: '+2' };
			const record = recordOf({ ...numbers, telephonyType, customer });
			expect(record.customerPhoneNumber).toBe(number);
		});
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

		it.each<[state: JsonObject, isAnswered: boolean | null]>([
			[{ conversationStatus: 'dialing', callEndTime: null }, null],
			[{ conversationStatus: 'dialing', endReason: 'user_did_not_answer' }, false],
			[{ conversationStatus: ' Completed' }, false],
			[{ callEndTime: time }, false],
		])('of a conversation from the API that nobody joined, for %j is %j', (state, expected) => {
			const conversation = toEvent({ ...phone, userJoinTime: null, ...state });
			expect(toRecord(conversation).isAnswered).toBe(expected);
		});
	});

	describe('the seconds', () => {
		const times = {
			callStartTime: '2026-04-01T10:00:00Z',
			userJoinTime: '2026-04-01T10:00:05.5Z',
			userLeaveTime: '2026-04-01T10:01:00Z',
			callEndTime: '2026-04-01T10:01:01Z',
		};

		it.each<[changes: JsonObject, ...seconds: Array<number | null>]>([
			[{}, 61, 54.5, 5.5],
			[{ callStartTime: null }, null, 54.5, null],
			[{ callEndTime: null }, null, 54.5, 5.5],
			[{ userJoinTime: null }, 61, null, null],
			[{ userLeaveTime: null }, 61, null, 5.5],
			[{ callEndTime: '2026-04-01T09:59:59Z' }, null, 54.5, 5.5],
		])('with the changes %j are %j (duration), %j (talk) and %j (ring)', (changes, ...seconds) => {
			const { durationSeconds, talkSeconds, ringSeconds } = recordOf({ ...times, ...changes });
			expect([durationSeconds, talkSeconds, ringSeconds]).toEqual(seconds);
		});
	});

	describe('the other fields', () => {
		it.each<[payload: JsonObject, envelope: JsonObject, otherFields: JsonObject]>([
			[{ score: [{ a: null }], talkSeconds: 5 }, {}, { score: [{ a: null }], talkSeconds: 5 }],
			[{ x: null }, { x: 3, y: null }, { x: null, event: { x: 3, y: null } }],
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
			expect(Object.keys(Object.prototype)).toEqual([]);
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
