import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { isCanceled } from '../api/cancel';
import { isJsonObject } from '../event/json';

/**
 * Runs an operation for each item in turn. If the node continues on errors, a failed item becomes an error item.
 *
 * @param describeProgress returns what to add to the error if the node stops, given the number of completed items
 */
export async function forEachItem(
	context: IExecuteFunctions,
	operation: (
		itemIndex: number,
		item: INodeExecutionData,
	) => Promise<Pick<INodeExecutionData, 'json' | 'binary'>>,
	describeProgress?: (completed: number) => string,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	let completed = 0;
	for (const [index, item] of context.getInputData().entries()) {
		try {
			results.push({ ...(await operation(index, item)), pairedItem: { item: index } });
			completed++;
		} catch (error) {
			results.push(toErrorItem(context, index, error, describeProgress?.(completed)));
		}
	}
	return results;
}

/**
 * Rejects n8n's setting Retry On Fail. It runs the node again for all items, also if only one failed.
 *
 * @throws NodeOperationError if it's on
 */
export function rejectRetryOnFail(
	context: IExecuteFunctions,
	itemIndex: number,
	consequence: string,
): void {
	const node = context.getNode();
	if (!node.retryOnFail) return;
	throw new NodeOperationError(node, "'Retry On Fail' must be off", {
		description: `${consequence} Turn it off in the settings of the node. Nothing was sent.`,
		itemIndex,
	});
}

/** Calls a function for each value, with at most `limit` calls at the same time. The first error ends it. */
export async function forEachBounded<T>(
	values: T[],
	limit: number,
	call: (value: T) => Promise<void>,
): Promise<void> {
	// An error in a loop ends the generator, and so the other loops.
	const queue = iterate(values);
	const work = async () => {
		for (const value of queue) await call(value);
	};
	await Promise.all(Array.from({ length: limit }, work));
}

function* iterate<T>(values: T[]): Generator<T> {
	yield* values;
}

/**
 * Returns the error item of a failed item if the node continues on errors.
 *
 * @param note added to the description of the error that is thrown
 * @throws NodeApiError or NodeOperationError if the node doesn't continue on errors, or if the execution is canceled
 */
export function toErrorItem(
	context: IExecuteFunctions,
	item: number,
	error: unknown,
	note = '',
): INodeExecutionData {
	const shown = toNodeError(context, item, error);
	const { message, description } = shown;
	if (!context.continueOnFail() || isCanceled(context)) {
		const isSentence = /[.!?]$/.test(description ?? '');
		shown.description = [description, note].filter(Boolean).join(isSentence ? ' ' : '. ');
		throw shown;
	}
	return {
		json: { error: description ? `${message}. ${description}` : message },
		pairedItem: { item },
	};
}

/** Returns any error as an error of a node. */
export function toNodeError(
	context: IExecuteFunctions,
	itemIndex: number,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const cause = error instanceof Error ? error : new Error(String(error));
	return new NodeOperationError(context.getNode(), cause, { itemIndex });
}

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
