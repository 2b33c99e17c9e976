import { sleep, type IWebhookFunctions } from 'n8n-workflow';

/** After this time, it's unknown whether n8n stored an event. */
const MAX_WAIT_MS = 10 * 60 * 1000;
const POLL_INTERVAL_MS = 1000;

/** What n8n did with an event that the trigger accepted. */
export type StoreResult = 'stored' | 'failed' | 'unknown';

type Response = Pick<
	ReturnType<IWebhookFunctions['getResponseObject']>,
	'closed' | 'once' | 'off' | 'statusCode' | 'writableEnded'
>;

/**
 * Resolves when n8n has ended the response, which it does when it has stored the execution or failed to. Holds the
 * response only until then. If the sender hung up, n8n ends the response later than the connection, and nothing tells when.
 */
export async function whenStored(response: Response): Promise<StoreResult> {
	const timeout = AbortSignal.timeout(MAX_WAIT_MS);
	await whenClosed(response, timeout);
	while (!response.writableEnded && !timeout.aborted) await sleep(POLL_INTERVAL_MS);
	if (!response.writableEnded) return 'unknown';
	return response.statusCode < 400 ? 'stored' : 'failed';
}

async function whenClosed(response: Response, timeout: AbortSignal): Promise<void> {
	if (response.closed) return;
	let end = () => {};
	const ended = new Promise<void>((resolve) => {
		end = resolve;
	});
	response.once('close', end);
	timeout.addEventListener('abort', end);
	await ended;
	response.off('close', end);
	timeout.removeEventListener('abort', end);
}
