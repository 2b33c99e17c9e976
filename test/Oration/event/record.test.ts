import { toEvent } from '../../../nodes/Oration/event/envelope';
import { RECORD_FIELD_NAMES } from '../../../nodes/Oration/event/fields';
import type { JsonObject } from '../../../nodes/Oration/event/json';
import { toRecord } from '../../../nodes/Oration/event/record';
import { eventWith, sampleFile } from '../../events';

const recordOf = (payload: JsonObject, envelope?: JsonObject) =>
	toRecord(eventWith(payload, envelope));

const TEXTS = [
	'summary',
	'transcript',
	'postCallNotes',
	'conversationStatus',
	'conversationType',
	'telephonyType',
	'telephonyStatus',
	'endReason',
	'recordingStatus',
	'transferStatus',
	'transferDestination',
	'toPhoneNumber',
	'fromPhoneNumber',
	'recordingUrl',
	'wsUrl',
	'llmUrl',
	'agentId',
	'phoneId',
	'flowId',
	'workspaceId',
	'customerId',
	'campaignId',
	'campaignRunId',
] as const;

const DATES = [
	'callStartTime',
	'callEndTime',
	'userJoinTime',
	'userLeaveTime',
	'agentJoinTime',
	'agentLeaveTime',
	'transferStartTime',
	'transferEndTime',
	'transferUserJoinTime',
	'transferUserLeaveTime',
	'createdAt',
	'updatedAt',
] as const;

const EMPTY_RECORD = {
	eventId: 'evt_1',
	eventType: 'conversation.analysisCompleted',
	receivedAt: '2026-11-22T12:00:00.000Z',
	conversationId: null,
	...Object.fromEntries([...TEXTS, ...DATES].map((name) => [name, null])),
	categories: [],
	postCallMetadata: {},
	dynamicVariables: {},
	transcriptTurns: [],
	customerName: null,
	customerEmail: null,
	customerPhoneNumber: null,
	customerIdentifier: null,
	customer: null,
	durationSeconds: null,
	talkSeconds: null,
	ringSeconds: null,
	otherFields: {},
	warnings: [],
};

describe('toRecord', () => {
	it('returns every field in order for an empty payload', () => {
		const record = toRecord(eventWith({}), new Date('2026-11-22T12:00:00Z'));
		expect(record).toEqual(EMPTY_RECORD);
		expect(Object.keys(record)).toEqual(RECORD_FIELD_NAMES);
	});

	it.each([
		'analysis-completed.documented',
		'analysis-completed.current',
		'analysis-completed.realistic',
		'analysis-completed.unanswered',
		'conversation-completed.current',
	] as const)('returns the same fields for %s, without other fields or warnings', (name) => {
		const record = toRecord(sampleFile(name));
		expect(Object.keys(record)).toEqual(RECORD_FIELD_NAMES);
		expect(record.otherFields).toEqual({});
		expect(record.warnings).toEqual([]);
	});

	it('parses the realistic event with the older payload', () => {
		expect(toRecord(sampleFile('analysis-completed.realistic'))).toMatchObject({
			eventId: '7d0c2c1e-6f0b-4f43-9d0e-6a3a5e1f7b21',
			eventType: 'conversation.analysisCompleted',
			conversationId: 'conv_1234567890abcdef',
			summary:
				'Customer asked to move the delivery to Friday and to add a second unit. Agent confirmed both and promised an e-mail.',
			categories: ['Delivery change', 'Upsell'],
			postCallMetadata: { sentiment: 'positive', duration: 3600, resolution: 'completed' },
			dynamicVariables: { customer_name: 'John Doe', priority: 'high' },
			customerName: 'John Doe',
			customerEmail: 'john.doe@example.com',
			customerPhoneNumber: '+1234567890',
			customerIdentifier: 'john.doe',
			durationSeconds: 268.25,
			talkSeconds: 255.4,
			ringSeconds: 12.5,
		});
	});

	it('parses the newer payload', () => {
		expect(toRecord(sampleFile('analysis-completed.current'))).toMatchObject({
			summary: null,
			categories: [],
			agentJoinTime: '2023-01-01T12:00:00.000Z',
			customer: { source: { method: 'api' } },
			durationSeconds: 0,
		});
	});

	it('parses an unanswered call', () => {
		expect(toRecord(sampleFile('analysis-completed.unanswered'))).toMatchObject({
			summary: null,
			transcript: null,
			transcriptTurns: [],
			postCallMetadata: {},
			endReason: 'user_did_not_answer',
			durationSeconds: 53.624,
			talkSeconds: null,
			ringSeconds: null,
		});
	});

	it('parses conversation.completed', () => {
		expect(toRecord(sampleFile('conversation-completed.current'))).toMatchObject({
			eventType: 'conversation.completed',
			flowId: null,
			postCallMetadata: {},
		});
	});

	it('reads the conversationId from the id of the payload', () => {
		expect(recordOf({ id: 'conv_1' }).conversationId).toBe('conv_1');
	});

	it('returns the time when the event was received', () => {
		const record = toRecord(eventWith({}), new Date(1775038530250));
		expect(record.receivedAt).toBe('2026-04-01T10:15:30.250Z');
	});

	it('returns null for an event without an ID', () => {
		expect(recordOf({}, { eventId: null }).eventId).toBeNull();
	});

	describe.each(TEXTS)('the text %s', (name) => {
		it('is parsed from the field with the same name', () => {
			expect(recordOf({ [name]: `a ${name}` })).toMatchObject({ [name]: `a ${name}` });
		});

		it.each([[''], [' \n'], [null]])('is null for %j', (value) => {
			expect(recordOf({ [name]: value })[name]).toBeNull();
		});

		it('is converted from a number or a boolean', () => {
			expect(recordOf({ [name]: 7 })[name]).toBe('7');
			expect(recordOf({ [name]: false })[name]).toBe('false');
		});

		it('is moved to otherFields with a warning if it is an object', () => {
			const record = recordOf({ [name]: { unexpected: 1 } });
			expect(record[name]).toBeNull();
			expect(record.otherFields).toEqual({ [name]: { unexpected: 1 } });
			expect(record.warnings).toEqual([
				`The field '${name}' isn't text. Its value is in 'otherFields'.`,
			]);
		});
	});

	describe.each(DATES)('the date %s', (name) => {
		it('is parsed from the field with the same name', () => {
			expect(recordOf({ [name]: '2026-04-01T12:15:30+02:00' })).toMatchObject({
				[name]: '2026-04-01T10:15:30.000Z',
			});
		});

		it.each([[''], [null]])('is null for %j', (value) => {
			expect(recordOf({ [name]: value })[name]).toBeNull();
		});

		it('is moved to otherFields with a warning if it is invalid', () => {
			const record = recordOf({ [name]: 'soon' });
			expect(record[name]).toBeNull();
			expect(record.otherFields).toEqual({ [name]: 'soon' });
			expect(record.warnings).toEqual([
				`The field '${name}' isn't a date. Its value is in 'otherFields'.`,
			]);
		});
	});

	describe('summary', () => {
		it.each(['summary', 'Summary', 'SUMMARY'])('is read from %s of the analysis', (key) => {
			const record = recordOf({ summary: '', postCallMetadata: { [key]: 'Short' } });
			expect(record.summary).toBe('Short');
		});

		it('is read from the payload if both exist', () => {
			const record = recordOf({ summary: 'Top', postCallMetadata: { summary: 'Below' } });
			expect(record.summary).toBe('Top');
		});

		it("is null, with a warning, if the analysis doesn't have it as text", () => {
			const record = recordOf({ postCallMetadata: { summary: ['a'] } });
			expect(record.summary).toBeNull();
			expect(record.warnings).toEqual(["The summary in 'postCallMetadata' isn't text."]);
		});

		it('is null without a warning if that of the analysis is blank or null', () => {
			const record = recordOf({ postCallMetadata: { summary: ' ', Summary: null } });
			expect(record.summary).toBeNull();
			expect(record.warnings).toEqual([]);
		});

		it('has no warning if one of several in the analysis is text', () => {
			const record = recordOf({ postCallMetadata: { summary: 'Short', Summary: ['a'] } });
			expect(record.summary).toBe('Short');
			expect(record.warnings).toEqual([]);
		});

		it('is the first result that is not blank', () => {
			const record = recordOf({ postCallMetadata: { summary: '', Summary: 'real' } });
			expect(record.summary).toBe('real');
			expect(record.warnings).toEqual([]);
		});
	});

	describe('categories', () => {
		it('are those of the payload in order, without blanks and duplicates', () => {
			const record = recordOf({
				postCallCategory1: 'sales ',
				postCallCategory2: ' ',
				postCallCategory3: 'sales',
			});
			expect(record.categories).toEqual(['sales']);
			expect(
				recordOf({ postCallCategory1: 'a', postCallCategory2: 'b', postCallCategory3: 'c' })
					.categories,
			).toEqual(['a', 'b', 'c']);
		});

		it.each([
			[{ category: 'Billing, refunds' }, ['Billing, refunds']],
			[{ Category: ['a', 'b'] }, ['a', 'b']],
			[{ Categories: ['a', '', 'a', 7, null, {}] }, ['a', '7']],
			[{ categories: 'a, b' }, ['a', 'b']],
			[{ categories: '["a, b", "c"]' }, ['a, b', 'c']],
			[{ CATEGORY: 'a', categories: ['b'] }, ['a', 'b']],
		])('are read from the analysis %j', (postCallMetadata, expected) => {
			expect(recordOf({ postCallMetadata }).categories).toEqual(expected);
		});

		it('have a warning if some of the analysis are not text', () => {
			const record = recordOf({ postCallMetadata: { categories: [{ name: 'A' }, 'B'] } });
			expect(record.categories).toEqual(['B']);
			expect(record.warnings).toEqual(["Some categories in 'postCallMetadata' aren't text."]);
		});

		it('have no warning if all of the analysis are text, blank or null', () => {
			const record = recordOf({
				postCallMetadata: { category: 'A', categories: ['B', ' ', null] },
			});
			expect(record.categories).toEqual(['A', 'B']);
			expect(record.warnings).toEqual([]);
		});

		it.each([
			[10_000, 2],
			[10_001, 1],
		])('are read from a list of %i characters as %i', (length, count) => {
			const categories = `a,${'b'.repeat(length - 2)}`;
			expect(recordOf({ postCallMetadata: { categories } }).categories).toHaveLength(count);
		});

		it('are not read from the analysis if the payload has one', () => {
			const record = recordOf({ postCallCategory2: 'a', postCallMetadata: { category: 'b' } });
			expect(record.categories).toEqual(['a']);
		});

		it('are moved to otherFields if they are not text', () => {
			const record = recordOf({ postCallCategory1: ['a'] });
			expect(record.otherFields).toEqual({ postCallCategory1: ['a'] });
		});
	});

	describe.each(['postCallMetadata', 'dynamicVariables'] as const)('the object %s', (name) => {
		const object = { a: { b: [1] } };

		it.each([
			['an object', object],
			['JSON text', JSON.stringify(object)],
			['JSON text of JSON text', JSON.stringify(JSON.stringify(object))],
		])('is parsed from %s', (_, value) => {
			expect(recordOf({ [name]: value })[name]).toEqual(object);
		});

		it.each([[null], [''], ['null'], ['""'], ['"null"']])('is empty for %j', (value) => {
			const record = recordOf({ [name]: value });
			expect(record[name]).toEqual({});
			expect(record.warnings).toEqual([]);
		});

		it('is kept as text in otherFields if its JSON is nested too deep', () => {
			const dynamicVariables = `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`;
			const record = toRecord(eventWith({ dynamicVariables }));
			expect(record.dynamicVariables).toEqual({});
			expect(record.otherFields).toEqual({ dynamicVariables });
		});

		it.each([['not JSON'], ['[1]'], [[1]], [7], ['7'], [true]])(
			'is moved to otherFields with a warning for %j',
			(value) => {
				const record = recordOf({ [name]: value });
				expect(record[name]).toEqual({});
				expect(record.otherFields).toEqual({ [name]: value });
				expect(record.warnings).toEqual([
					`The field '${name}' isn't an object. Its value is in 'otherFields'.`,
				]);
			},
		);
	});

	describe('transcript', () => {
		it('is split into turns', () => {
			const record = recordOf({ transcript: 'Agent: Hi\nUser: Hello' });
			expect(record.transcript).toBe('Agent: Hi\nUser: Hello');
			expect(record.transcriptTurns.map(({ role }) => role)).toEqual(['agent', 'customer']);
		});

		it('is created from a list of turns', () => {
			const record = recordOf({
				transcript: [
					{ speaker: 'Agent', text: 'Hi', timestamp: '2026-04-01T10:15:30Z' },
					{ role: 'user', content: 'Hello' },
				],
			});
			expect(record.transcript).toBe('Agent: Hi\nuser: Hello');
			expect(record.transcriptTurns).toEqual([
				{ speaker: 'Agent', role: 'agent', text: 'Hi', timestamp: '2026-04-01T10:15:30.000Z' },
				{ speaker: 'user', role: 'customer', text: 'Hello', timestamp: null },
			]);
			expect(record.otherFields).toEqual({});
		});

		it.each(['', ' \n'])('is created from the JSON text of a list after %j', (space) => {
			const record = recordOf({ transcript: `${space}[{"speaker": "Ava", "text": "Hi"}]` });
			expect(record.transcript).toBe('Ava: Hi');
		});

		it('is null for an empty list', () => {
			const record = recordOf({ transcript: [] });
			expect(record.transcript).toBeNull();
			expect(record.warnings).toEqual([]);
		});

		it('is also kept in otherFields if the list has invalid turns', () => {
			const transcript = [{ text: 'Hi' }, 7];
			const record = recordOf({ transcript });
			expect(record.transcript).toBe('Hi');
			expect(record.otherFields).toEqual({ transcript });
			expect(record.warnings).toEqual([
				"The field 'transcript' isn't a list of turns with speaker, text and time only. Its value is in 'otherFields'.",
			]);
		});
	});

	describe('customer', () => {
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
		const empty = Object.fromEntries(Object.keys(customer).map((name) => [name, null]));

		it('is parsed with all its fields', () => {
			expect(recordOf({ customer }).customer).toEqual(customer);
		});

		it('sets the name, email, phone number and identifier of the record', () => {
			expect(recordOf({ customer })).toMatchObject({
				customerName: 'Ann',
				customerEmail: 'ann@example.com',
				customerPhoneNumber: '+1555',
				customerIdentifier: 'ann',
			});
		});

		it('has every field for an empty object', () => {
			expect(recordOf({ customer: {} }).customer).toEqual(empty);
		});

		it('parses a number, a boolean and a date from text', () => {
			expect(
				recordOf({
					customer: { priority: ' 2 ', isDoNotDisturbEnabled: 'False', createdAt: '2026-04-01' },
				}).customer,
			).toEqual({
				...empty,
				priority: 2,
				isDoNotDisturbEnabled: false,
				createdAt: '2026-04-01T00:00:00.000Z',
			});
		});

		it('keeps unknown and invalid fields in otherFields', () => {
			const record = recordOf({
				customer: { name: {}, priority: 'high', isDoNotDisturbEnabled: 1, vip: true },
			});
			expect(record.customer).toEqual(empty);
			expect(record.otherFields).toEqual({
				customer: { name: {}, priority: 'high', isDoNotDisturbEnabled: 1, vip: true },
			});
			expect(record.warnings).toEqual([
				"The field 'customer.name' isn't text. Its value is in 'otherFields'.",
				"The field 'customer.priority' isn't a number. Its value is in 'otherFields'.",
				"The field 'customer.isDoNotDisturbEnabled' isn't true or false. Its value is in 'otherFields'.",
			]);
		});

		it('is null with a warning if it is not an object', () => {
			const record = recordOf({ customer: 'Ann' });
			expect(record.customer).toBeNull();
			expect(record.otherFields).toEqual({ customer: 'Ann' });
			expect(record.warnings).toHaveLength(1);
		});
	});

	describe('customerPhoneNumber', () => {
		const numbers = { toPhoneNumber: '+1', fromPhoneNumber: '+2' };

		it.each([
			['outbound', '+1'],
			['Inbound ', '+2'],
			['sideways', null],
			[null, null],
		])(
			'is the number of the other party of an %s call if the customer has none',
			(telephonyType, expected) => {
				expect(recordOf({ ...numbers, telephonyType }).customerPhoneNumber).toBe(expected);
			},
		);
	});

	describe('seconds', () => {
		const times = {
			callStartTime: '2026-04-01T10:00:00Z',
			userJoinTime: '2026-04-01T10:00:05.5Z',
			userLeaveTime: '2026-04-01T10:01:00Z',
			callEndTime: '2026-04-01T10:01:01Z',
		};

		it('are calculated from the times of the call', () => {
			expect(recordOf(times)).toMatchObject({
				durationSeconds: 61,
				talkSeconds: 54.5,
				ringSeconds: 5.5,
			});
		});

		it.each([
			['callStartTime', ['durationSeconds', 'ringSeconds']],
			['callEndTime', ['durationSeconds']],
			['userJoinTime', ['talkSeconds', 'ringSeconds']],
			['userLeaveTime', ['talkSeconds']],
		] as const)('are null without %s', (time, fields) => {
			const record = recordOf({ ...times, [time]: null });
			for (const field of fields) expect(record[field]).toBeNull();
		});

		it('are null if they would be negative', () => {
			const record = recordOf({
				callStartTime: times.callEndTime,
				callEndTime: times.callStartTime,
				userJoinTime: times.callStartTime,
				userLeaveTime: '2026-04-01T09:00:00Z',
			});
			expect(record).toMatchObject({ durationSeconds: null, talkSeconds: null, ringSeconds: null });
		});
	});

	describe('otherFields', () => {
		it('keep undocumented fields unchanged, including null', () => {
			const other = { callScore: [1, { a: null }], note: null, durationSeconds: 5 };
			expect(recordOf(other).otherFields).toEqual(other);
		});

		it('keep fields of the envelope under event, separate from fields of the payload', () => {
			const record = recordOf({ version: 1, attempt: null }, { version: 3, attempt: 2 });
			expect(record.otherFields).toEqual({
				version: 1,
				attempt: null,
				event: { version: 3, attempt: 2 },
			});
		});

		it('keep an eventId that is not text under event', () => {
			const record = recordOf({}, { eventId: ['e'] });
			expect(record.eventId).toBeNull();
			expect(record.otherFields).toEqual({ event: { eventId: ['e'] } });
			expect(record.warnings).toContain(
				"The field 'eventId' isn't text. Its value is in 'otherFields'.",
			);
		});

		it('treat names such as __proto__ as data', () => {
			const payload: JsonObject = JSON.parse(
				'{"__proto__": {"polluted": 1}, "constructor": 2, "customer": {"__proto__": {"x": 3}}}',
			);
			const { otherFields } = recordOf(payload);
			expect(Object.getPrototypeOf(otherFields)).toBe(Object.prototype);
			expect(Object.keys(otherFields)).toEqual(['__proto__', 'constructor', 'customer']);
			expect(JSON.stringify(otherFields)).toBe(
				'{"__proto__":{"polluted":1},"constructor":2,"customer":{"__proto__":{"x":3}}}',
			);
		});
	});

	describe('warnings', () => {
		const NO_ID = "The event has no 'eventId', so its duplicates can't be recognized.";

		it('mention an event without an eventId', () => {
			expect(recordOf({}, { eventId: null }).warnings).toEqual([NO_ID]);
		});

		it("don't mention it for a conversation from the API", () => {
			expect(toRecord(toEvent({ id: 'c' })).warnings).toEqual([]);
		});

		const ONE_TURN = "The transcript has several lines, but 'transcriptTurns' has only one turn.";

		it.each([
			['one\ntwo', [ONE_TURN]],
			['Agent: one\ntwo', [ONE_TURN]],
			['Agent: one\nCustomer: two', []],
			['Agent: one\n \n', []],
			['', []],
		])('for the transcript %j are %j', (transcript, warnings) => {
			expect(recordOf({ transcript }).warnings).toEqual(warnings);
		});
	});

	it('reads a transcript that is one long line', () => {
		const transcript = 'a'.repeat(2_000_000);
		expect(recordOf({ transcript }).warnings).toEqual([]);
	});

	it('reads a transcript that is JSON text of a list as the list', () => {
		const record = recordOf({ transcript: ' [{"speaker":"Ava","text":"Hi"}]' });
		expect(record.transcript).toBe('Ava: Hi');
		expect(record.transcriptTurns).toEqual([
			{ speaker: 'Ava', role: 'other', text: 'Hi', timestamp: null },
		]);
	});

	it('reads a transcript that only starts like a list as text', () => {
		expect(recordOf({ transcript: '[00:12] Agent: Hi' }).transcript).toBe('[00:12] Agent: Hi');
	});
});
