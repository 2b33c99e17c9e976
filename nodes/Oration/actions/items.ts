import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { isCanceled } from '../api/cancel';
import { itemError, type Item } from '../api/item';

/** Runs an operation for each item in turn. If the node continues on errors, a failed item becomes an error item. */
export async function forEachItem(
	context: IExecuteFunctions,
	operation: (item: Item, data: INodeExecutionData) => Promise<INodeExecutionData>,
): Promise<INodeExecutionData[]> {
	const { valid, results } = await tryItems(context, operation);
	for (const [{ index }, data] of valid) results[index] = { ...data, pairedItem: { item: index } };
	return results;
}

/** Calls a function for each item in turn. Returns the results of the valid ones, and the error items by index. */
export async function tryItems<T>(
	context: IExecuteFunctions,
	call: (item: Item, data: INodeExecutionData) => T | Promise<T>,
) {
	const valid: Array<[Item, T]> = [];
	const results: INodeExecutionData[] = [];
	for (const [index, data] of context.getInputData().entries()) {
		const item = { context, index };
		try {
			valid.push([item, await call(item, data)]);
		} catch (error) {
			results[index] = toErrorItem(item, error);
		}
	}
	return { valid, results };
}

/**
 * Rejects n8n's setting Retry On Fail. It runs the node again for all items, also if only one failed.
 *
 * @throws NodeOperationError if it's on
 */
export function rejectRetryOnFail(item: Item, consequence: string): void {
	if (!item.context.getNode().retryOnFail) return;
	const description = `${consequence} Turn it off in the settings of the node. Nothing was sent.`;
	throw itemError(item, "'Retry On Fail' must be off", description);
}

/** Calls a function for each value, with at most `limit` calls at the same time. No call starts after an error. */
export async function forEachBounded<T extends object>(
	values: readonly T[],
	limit: number,
	call: (value: T) => Promise<void>,
): Promise<void> {
	let index = 0;
	const next = () => values[index++];
	const work = async () => {
		for (let value = next(); value; value = next()) await call(value);
	};
	try {
		await Promise.all(Array.from({ length: limit }, work));
	} finally {
		index = values.length;
	}
}

/**
 * Returns the error item of a failed item if the node continues on errors.
 *
 * @throws NodeApiError or NodeOperationError if the node doesn't continue on errors, or if the execution is canceled
 */
export function toErrorItem(item: Item, error: unknown): INodeExecutionData {
	const shown = toNodeError(item, error);
	const { message, description } = shown;
	if (!item.context.continueOnFail() || isCanceled(item.context)) throw shown;
	return {
		json: { error: description ? `${message}. ${description}` : message },
		pairedItem: { item: item.index },
	};
}

/** Returns any error as an error of a node. */
export function toNodeError({ context, index }: Item, error: unknown) {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const cause = error instanceof Error ? error : new Error(String(error));
	return new NodeOperationError(context.getNode(), cause, { itemIndex: index });
}
