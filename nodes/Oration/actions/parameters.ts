import { itemError, type Item } from '../api/item';
import { isJsonObject } from '../event/json';
import { toBoolean, toNumber, toPhoneNumber, trim } from '../event/values';
import { readChoice, unknownFields, type OutputChoice } from '../output/output';

const MINUTE_MS = 60_000;

/** Reads a parameter. An expression can return any value. */
export function readParameter({ context, index }: Item, name: string): unknown {
	return context.getNodeParameter(name, index);
}

/** Reads a collection without its empty values. */
export function readCollection(item: Item, name: string): Record<string, unknown> {
	const values = readParameter(item, name);
	return Object.fromEntries(
		Object.entries(isJsonObject(values) ? values : {}).filter(([, value]) => (value ?? '') !== ''),
	);
}

/** @throws NodeOperationError if the parameter is empty or isn't text */
export function requiredText(item: Item, name: string, label: string): string {
	return readText(item, label, readParameter(item, name)) ?? throwEmpty(item, label);
}

/**
 * Reads a required ID for the path of a request.
 *
 * @throws NodeOperationError if it is empty, or a dot segment, which would be another path
 */
export function requiredId(item: Item, name: string, label: string): string {
	const id = requiredText(item, name, label);
	return id === '.' || id === '..' ? throwInvalid(item, label, 'an ID') : id;
}

/** Reads `maxWaitMinutes` in milliseconds. The default replaces what isn't a positive number. */
export function readMaxWaitMs(item: Item, defaultMinutes: number): number {
	const minutes = Number(readParameter(item, 'maxWaitMinutes'));
	const isValid = Number.isFinite(minutes) && minutes > 0;
	return (isValid ? minutes : defaultMinutes) * MINUTE_MS;
}

/** @throws NodeOperationError if a value is an object or a boolean */
export function readText(item: Item, label: string, value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	const isText = typeof value === 'string' || typeof value === 'number';
	return isText ? trim(String(value)) || undefined : throwInvalid(item, label, 'text');
}

/**
 * Reads a phone number. One in international format loses its punctuation.
 *
 * @throws NodeOperationError if the value has no digit
 */
export function readPhoneNumber(item: Item, label: string, value: unknown): string | undefined {
	const text = readText(item, label, value);
	return text && (toPhoneNumber(text) ?? throwInvalid(item, label, 'a phone number'));
}

/** @throws NodeOperationError if there is a value that isn't a whole number from 0 */
export function readCount(item: Item, label: string, value: unknown): number | undefined {
	if (value === undefined) return undefined;
	const count = toNumber(value) ?? -1;
	const isValid = Number.isSafeInteger(count) && count >= 0;
	return isValid ? count : throwInvalid(item, label, 'a whole number of 0 or more');
}

/** @throws NodeOperationError if there is a value that isn't a boolean */
export function readBoolean(item: Item, label: string, value: unknown): boolean | undefined {
	if (value === undefined) return undefined;
	return toBoolean(value) ?? throwInvalid(item, label, 'true or false');
}

/**
 * Reads the chosen output of an item.
 *
 * @throws NodeOperationError if a selected field doesn't exist
 */
export function readOutput(item: Item): OutputChoice {
	// n8n has no value for a hidden parameter.
	const read = (name: string) => item.context.getNodeParameter(name, item.index, null);
	const choice = readChoice(read('output'), read('fields'));
	const unknown = unknownFields(choice);
	if (unknown.length === 0) return choice;
	const description = `Check what its expression returns for this item: ${unknown.join(', ')}.`;
	throw itemError(item, "'Fields' has names that don't exist", description);
}

export function throwEmpty(item: Item, label: string): never {
	const description = 'Enter a value, or check what its expression returns for this item.';
	throw itemError(item, `'${label}' is empty`, description);
}

export function throwInvalid(item: Item, label: string, expected: string): never {
	const description = 'Check what its expression returns for this item.';
	throw itemError(item, `'${label}' isn't ${expected}`, description);
}
