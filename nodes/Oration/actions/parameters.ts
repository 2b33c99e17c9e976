import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { isJsonObject } from '../event/json';

/**
 * Reads a text parameter. An expression can return any value.
 *
 * @throws NodeOperationError if it returns an object or a boolean
 */
export function readText(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): string {
	return toText(context, itemIndex, label, context.getNodeParameter(name, itemIndex));
}

/**
 * Reads a required text parameter.
 *
 * @throws NodeOperationError if it is empty
 */
export function requiredText(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): string {
	const text = readText(context, name, label, itemIndex);
	if (text !== '') return text;
	throw new NodeOperationError(context.getNode(), `'${label}' is empty`, {
		description: 'Enter a value, or check what its expression returns for this item.',
		itemIndex,
	});
}

/**
 * Reads a required ID for the path of a request.
 *
 * @throws NodeOperationError if it is empty, or a dot segment, which would be another path
 */
export function requiredId(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): string {
	const id = requiredText(context, name, label, itemIndex);
	if (id !== '.' && id !== '..') return id;
	return throwInvalid(context, itemIndex, label, 'an ID');
}

/**
 * Reads the text fields of a collection that are set.
 *
 * @param labels the fields to read
 * @throws NodeOperationError if one is an object or a boolean
 */
export function readTexts(
	context: IExecuteFunctions,
	itemIndex: number,
	values: Record<string, unknown>,
	labels: Record<string, string>,
): Record<string, string> {
	const texts: Record<string, string> = {};
	for (const [name, label] of Object.entries(labels)) {
		const text = toText(context, itemIndex, label, values[name]);
		if (text !== '') texts[name] = text;
	}
	return texts;
}

function toText(
	context: IExecuteFunctions,
	itemIndex: number,
	label: string,
	value: unknown,
): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
	return throwInvalid(context, itemIndex, label, 'text');
}

/** @throws NodeOperationError always, because the parameter isn't what is expected */
export function throwInvalid(
	context: IExecuteFunctions,
	itemIndex: number,
	label: string,
	expected: string,
): never {
	throw new NodeOperationError(context.getNode(), `'${label}' isn't ${expected}`, {
		description: 'Check what its expression returns for this item.',
		itemIndex,
	});
}

/** Reads a collection without its empty values. */
export function readCollection(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Record<string, unknown> {
	const values: unknown = context.getNodeParameter(name, itemIndex);
	return Object.fromEntries(
		Object.entries(isJsonObject(values) ? values : {}).filter(([, value]) => (value ?? '') !== ''),
	);
}
