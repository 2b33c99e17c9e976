import { NodeOperationError, sleep, type IExecuteFunctions } from 'n8n-workflow';

/** @throws NodeOperationError if the execution is canceled */
export function throwIfCanceled(context: IExecuteFunctions): void {
	if (!isCanceled(context)) return;
	throw new NodeOperationError(context.getNode(), 'The execution was canceled');
}

export function isCanceled(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

/**
 * Waits for a time.
 *
 * @throws NodeOperationError at once when the execution is canceled
 */
export async function pause(context: IExecuteFunctions, milliseconds: number): Promise<void> {
	throwIfCanceled(context);
	const signal = context.getExecutionCancelSignal();
	const ended = new AbortController();
	const cancellation = new Promise((resolve) => {
		signal?.addEventListener('abort', resolve, { signal: ended.signal });
	});
	await Promise.race([sleep(milliseconds), cancellation]);
	ended.abort();
	throwIfCanceled(context);
}
