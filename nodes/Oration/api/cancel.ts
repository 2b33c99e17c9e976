import { NodeOperationError, sleep, type IExecuteFunctions } from 'n8n-workflow';

/** @throws NodeOperationError if the execution is canceled */
export function throwIfCanceled(context: IExecuteFunctions): void {
	if (isCanceled(context)) throw canceled(context);
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
	let stop = () => {};
	const cancellation = new Promise<never>((_resolve, reject) => {
		stop = () => reject(canceled(context));
		signal?.addEventListener('abort', stop);
	});
	try {
		await Promise.race([sleep(milliseconds), cancellation]);
	} finally {
		signal?.removeEventListener('abort', stop);
	}
}

const canceled = (context: IExecuteFunctions) =>
	new NodeOperationError(context.getNode(), 'The execution was canceled');
