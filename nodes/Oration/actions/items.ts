import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { isCanceled } from '../api/cancel';

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
