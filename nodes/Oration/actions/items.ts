import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { isJsonObject } from '../event/json';

/**
 * Runs an operation on one item after the other. If the node is set to continue, an item that it throws for fails alone.
 *
 * @param noteOn returns what else to say when the node stops after so many items
 */
export async function forEachItem(
	context: IExecuteFunctions,
	operation: (itemIndex: number) => Promise<Pick<INodeExecutionData, 'json' | 'binary'>>,
	noteOn?: (done: number) => string,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			results.push({ ...(await operation(item)), pairedItem: { item } });
		} catch (error) {
			results.push(failed(context, item, error, noteOn?.(item)));
		}
	}
	return results;
}

/**
 * The result of an item that failed, where the node is set to continue.
 *
 * @param note what else to say where it is not
 * @throws NodeApiError or NodeOperationError where it is not
 */
export function failed(
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

/** The text of a parameter, which may be an expression of any type. */
export function textOf(context: IExecuteFunctions, name: string, itemIndex: number): string {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/**
 * The text of a parameter that has to be there.
 *
 * @throws NodeOperationError where it is empty
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
		description: 'Fill it in, or check what its expression gives for this item.',
		itemIndex,
	});
}

/** The values of a collection, without those that are blank. */
export function filledIn(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Record<string, unknown> {
	const values: unknown = context.getNodeParameter(name, itemIndex, {});
	return Object.fromEntries(
		Object.entries(isJsonObject(values) ? values : {}).filter(([, value]) => (value ?? '') !== ''),
	);
}

/** The values that are there, as texts. */
export function asTexts(values: Record<string, unknown>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(values)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [name, String(value)]),
	);
}
