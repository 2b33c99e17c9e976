import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { isJsonObject } from '../event/json';

/**
 * Runs an operation for each item in turn. If the node continues on errors, a failed item becomes an error item.
 *
 * @param describeProgress returns what to add to the error if the node stops, given the number of completed items
 */
export async function forEachItem(
	context: IExecuteFunctions,
	operation: (itemIndex: number) => Promise<Pick<INodeExecutionData, 'json' | 'binary'>>,
	describeProgress?: (completed: number) => string,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			results.push({ ...(await operation(item)), pairedItem: { item } });
		} catch (error) {
			results.push(toErrorItem(context, item, error, describeProgress?.(item)));
		}
	}
	return results;
}

/**
 * Returns the error item of a failed item if the node continues on errors.
 *
 * @param note added to the description of the error that is thrown
 * @throws NodeApiError or NodeOperationError if the node doesn't continue on errors
 */
export function toErrorItem(
	context: IExecuteFunctions,
	item: number,
	error: unknown,
	note = '',
): INodeExecutionData {
	const cause = error instanceof Error ? error : new Error(String(error));
	const shown =
		cause instanceof NodeApiError || cause instanceof NodeOperationError
			? cause
			: new NodeOperationError(context.getNode(), cause, { itemIndex: item });
	const { message, description } = shown;
	if (!context.continueOnFail()) {
		const isSentence = /[.!?]$/.test(description ?? '');
		shown.description = [description, note].filter(Boolean).join(isSentence ? ' ' : '. ');
		throw shown;
	}
	return {
		json: { error: description ? `${message}. ${description}` : message },
		pairedItem: { item },
	};
}

/** Reads a text parameter. It can be an expression of any type. */
export function textOf(context: IExecuteFunctions, name: string, itemIndex: number): string {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
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
	const text = textOf(context, name, itemIndex);
	if (text !== '') return text;
	throw new NodeOperationError(context.getNode(), `'${label}' is empty`, {
		description: 'Enter a value, or check what its expression returns for this item.',
		itemIndex,
	});
}

/** Reads a collection without its empty values. */
export function readCollection(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Record<string, unknown> {
	const values: unknown = context.getNodeParameter(name, itemIndex, {});
	return Object.fromEntries(
		Object.entries(isJsonObject(values) ? values : {}).filter(([, value]) => (value ?? '') !== ''),
	);
}

/** Converts values to text, without those that are undefined. */
export function toStrings(values: Record<string, unknown>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(values)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [name, String(value)]),
	);
}
