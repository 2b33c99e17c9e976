import fc from 'fast-check';
import { toDate } from '../../nodes/Oration/event/date';
import { InvalidEventError, readEvent } from '../../nodes/Oration/event/envelope';
import {
	CUSTOMER_FIELDS,
	RECORD_FIELDS,
	TURN_FIELDS,
	type FieldType,
} from '../../nodes/Oration/event/fields';
import {
	isJsonObject,
	parseJson,
	type JsonObject,
	type JsonValue,
} from '../../nodes/Oration/event/json';
import { toRecord } from '../../nodes/Oration/event/record';
import { splitTurns } from '../../nodes/Oration/event/transcript';
import { isBlank, normalize, toBoolean, toNumber, trim } from '../../nodes/Oration/event/values';
import { OUTPUTS, toItem } from '../../nodes/Oration/output/output';
import { readFilters } from '../../nodes/Oration/trigger/filters';
import { toEvent, FILES } from '../events';

/** Generates the same cases in each run, so that failures are reproducible. */
const RUNS = { numRuns: 10_000, seed: 20_261_126 };

const FILTERED_FIELDS = {
	agentIds: 'agentId',
	campaignIds: 'campaignId',
	conversationStatuses: 'conversationStatus',
	conversationTypes: 'conversationType',
	directions: 'telephonyType',
	endReasons: 'endReason',
	workspaceIds: 'workspaceId',
} as const;

// Only ends a hang: 10,000 cases can take longer than the timeout of other unit tests.
jest.setTimeout(10 * 60_000);

/** Checks a property with many generated cases. If it fails, fast-check prints the seed and the smallest case. */
const check = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void | boolean) =>
	fc.assert(fc.property(arbitrary, property), RUNS);

/** JSON from any sender, including unusual names, lone surrogates and huge numbers. */
const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.constantFrom('__proto__', 'constructor', '\0', '\ud800', '', ' ', 'null', '{"a":1}', '1e999'),
);
const name = fc.oneof(
	text,
	fc.constantFrom(
		...Object.keys(FILES['analysis-completed.current'].payload),
		...['event', 'payload', 'summary', 'categories', 'speaker', 'role', 'text', 'content'],
	),
);
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
	json: fc.oneof(
		{ maxDepth: 4 },
		fc.constant(null),
		fc.boolean(),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		text,
		fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
		fc.array(tie('json'), { maxLength: 4 }),
		objectOf(tie('json')),
	),
}));

function objectOf(values: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
	return fc
		.array(fc.tuple(name, values), { maxLength: 8 })
		.map((entries) => Object.fromEntries(entries));
}

const documented = Object.keys({
	...FILES['analysis-completed.documented'].payload,
	...FILES['conversation-completed.current'].payload,
});
/** A payload with documented fields of any type. */
const payload = fc
	.tuple(
		objectOf(json),
		fc.array(fc.tuple(fc.constantFrom(...documented), json), { maxLength: 12 }),
	)
	.map(([other, known]): JsonObject => ({ ...other, ...Object.fromEntries(known) }));
const event = fc
	.tuple(payload, objectOf(json))
	.map(([fields, beside]) => toEvent({ ...beside, eventType: 'x', payload: fields }));

const ISO = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const isType: Record<FieldType, (value: unknown) => boolean> = {
	string: (value) => typeof value === 'string',
	'string or null': (value) => value === null || typeof value === 'string',
	'string[]': (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
	date: (value) => typeof value === 'string' && ISO.test(value),
	'date or null': (value) => value === null || (typeof value === 'string' && ISO.test(value)),
	'number or null': (value) => value === null || Number.isFinite(value),
	'boolean or null': (value) => value === null || typeof value === 'boolean',
	object: isJsonObject,
	'object or null': (value) => value === null || isJsonObject(value),
	'as sent': (value) => value !== undefined,
	role: (value) => value === 'agent' || value === 'customer' || value === 'other',
	'turn[]': (value) => Array.isArray(value) && value.every((turn) => hasShape(turn, TURN_FIELDS)),
	'customer or null': (value) => value === null || hasShape(value, CUSTOMER_FIELDS),
};

function hasShape(value: unknown, fields: Record<string, readonly [FieldType, string]>): boolean {
	return (
		isJsonObject(value) &&
		Object.keys(value).join() === Object.keys(fields).join() &&
		Object.entries(fields).every(([field, [type]]) => isType[type](value[field]))
	);
}

describe('any JSON', () => {
	it('is an event, or is rejected with the invalid field', () => {
		check(json, (value) => {
			const result = readEvent(value);
			return result instanceof InvalidEventError
				? ['body', 'eventType', 'payload'].includes(result.field)
				: isJsonObject(value) && isJsonObject(result.payload);
		});
	});

	it('is parsed into a record with the documented types', () => {
		check(event, (sent) => hasShape(toRecord(sent), RECORD_FIELDS));
	});

	it('is not changed when it is parsed', () => {
		check(event, (sent) => {
			const before = JSON.stringify(sent);
			toRecord(sent);
			return JSON.stringify(sent) === before;
		});
	});

	/** The values in a value that contain no others. */
	const leavesOf = (value: JsonValue): JsonValue[] => {
		if (Array.isArray(value)) return value.flatMap(leavesOf);
		return isJsonObject(value) ? Object.values(value).flatMap(leavesOf) : [value];
	};
	const parse = (value: JsonValue | undefined) =>
		typeof value === 'string' ? parseJson(value) : value;

	it('has each sent value in the record, as sent or as its typed value', () => {
		check(event, (sent) => {
			const record = toRecord(sent);
			const kept = new Set(leavesOf(record).map((leaf) => normalize(String(leaf))));
			const isKept = (leaf: JsonValue) =>
				isBlank(leaf) ||
				[leaf, toNumber(leaf), toBoolean(leaf), toDate(leaf)].some((value) =>
					kept.has(normalize(String(value))),
				) ||
				record.transcript?.includes(trim(String(leaf)));
			const isParsed = (leaf: JsonValue) => {
				const parsed = parse(parse(leaf));
				return parsed !== undefined && leavesOf(parsed).every(isKept);
			};
			expect(leavesOf(sent).filter((leaf) => !isKept(leaf) && !isParsed(leaf))).toEqual([]);
		});
	});

	it('is an object in each output, with the selected fields', () => {
		const choice = fc.tuple(event, fc.constantFrom(...OUTPUTS), fc.array(name, { maxLength: 5 }));
		check(choice, ([sent, output, fields]) => {
			const result = toItem(sent, { output, fields }).json;
			if (output === 'selectedFields') {
				const known = fields.filter((field) => Object.hasOwn(RECORD_FIELDS, field));
				expect(new Set(Object.keys(result))).toEqual(new Set(known));
			}
			return isJsonObject(result);
		});
	});

	it('fails only a filter that is set', () => {
		const parameter = fc.dictionary(fc.constantFrom(...Object.keys(FILTERED_FIELDS), 'x'), json);
		check(fc.tuple(event, parameter), ([sent, values]) => {
			const failed = readFilters(values)(toRecord(sent));
			return failed === undefined || (failed !== 'minimumDuration' && failed in values);
		});
	});

	it('matches a filter on its own value, and no other', () => {
		const filter = fc.constantFrom(...Object.entries(FILTERED_FIELDS));
		check(fc.tuple(event, filter), ([sent, [filterName, field]]) => {
			const record = toRecord(sent);
			const failedBy = (accepted: unknown) => readFilters({ [filterName]: accepted })(record);
			const value = record[field];
			const expected = value === null ? filterName : undefined;
			return failedBy([value]) === expected && failedBy([`${value} or other`]) === filterName;
		});
	});

	it('is parsed into an ISO date that parses to the same date', () => {
		check(json, (value) => {
			const date = toDate(value);
			return date === undefined || (ISO.test(date) && toDate(date) === date);
		});
	});
});

describe('any transcript', () => {
	const words = ['Agent', 'Customer', 'Ava', 'x', ': ', ':', '\n', '\r\n', ' ', '10:30'];
	const transcript = fc
		.array(fc.oneof(fc.constantFrom(...words), text), { maxLength: 30 })
		.map((parts) => parts.join(''));

	it('has all its words in the turns', () => {
		check(transcript, (input) => {
			const { turns } = splitTurns(input);
			const all = turns.map(({ speaker, text: words }) => `${speaker ?? ''}:${words}`).join('');
			// Marks and times around a label are dropped.
			const letters = (value: string) => value.replace(/\P{L}/gu, '');
			expect(letters(all)).toBe(letters(input));
		});
	});
});
