import { toDate } from './date';
import type { Fields, ValuesOf } from './fields';
import type { JsonObject, JsonValue } from './json';
import { isBlank, toBoolean, toNumber, toObject, toText } from './values';

/** The types of the fields that Oration sends, with how a value is read, and what it must be, for the warning. */
const READERS = {
	'string or null': { read: toText, expected: 'text' },
	'date or null': { read: toDate, expected: 'a date' },
	'number or null': { read: toNumber, expected: 'a number' },
	'boolean or null': { read: toBoolean, expected: 'true or false' },
	'object or null': { read: toObject, expected: 'an object' },
	'as sent': { read: (value: JsonValue) => value, expected: 'JSON' },
};

type SentFields = Fields<keyof typeof READERS>;

/**
 * Reads the fields of an object as the types that a table gives them.
 *
 * @param path prefix of the field names in warnings, such as `customer.`
 * @returns `values` has every field of the table: null if missing, null, blank or invalid. `leftovers` has the invalid fields
 * and those that the table doesn't have, as sent. `warnings` has a sentence for each invalid value.
 */
export function readFields<F extends SentFields>(object: JsonObject, table: F, path = '') {
	const results = Object.entries(table).map(([name, [type]]) => {
		const sent = object[name] ?? null;
		const value = isBlank(sent) ? null : READERS[type].read(sent);
		return { name, value, expected: READERS[type].expected };
	});
	const valid = new Set(results.filter(({ value }) => value !== undefined).map(({ name }) => name));
	const invalid = results.filter(({ name }) => !valid.has(name));
	const fields = results.map(({ name, value }) => ({ [name]: value ?? null }));
	const values: ValuesOf<F> = Object.assign({}, ...fields);
	return {
		values,
		leftovers: Object.fromEntries(Object.entries(object).filter(([name]) => !valid.has(name))),
		warnings: invalid.map(({ name, expected }) => invalidValue(`${path}${name}`, expected)),
	};
}

/** Returns the warning about a field whose value isn't what is expected. */
export function invalidValue(name: string, expected: string): string {
	return `The field '${name}' isn't ${expected}. Its value is in 'otherFields'.`;
}
