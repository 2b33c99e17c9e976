import {
	sleep,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import type { Activity } from './activity';
import { MAX_IN_FLIGHT_MS } from './duplicates';
import { SKIP_REASONS, type Outcome, type RejectReason, type SkipReason } from './outcomes';

const POLL_INTERVAL_MS = 1000;
const MAX_POLLS = MAX_IN_FLIGHT_MS / POLL_INTERVAL_MS;

type Context = Pick<
	IWebhookFunctions,
	'getMode' | 'getNode' | 'getWorkflow' | 'getResponseObject' | 'logger'
>;

/** What the sender of a rejected request can fix. */
export interface Rejection {
	reason: RejectReason;
	message: string;
	field?: string;
}

/** Identifies a trigger in this n8n. */
export function triggerKey(context: Pick<Context, 'getNode' | 'getWorkflow'>): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

/** Responds to a request with what to fix. n8n creates no execution. */
export function rejectRequest(
	context: Context,
	activity: Activity,
	status: 400 | 401,
	{ reason, ...body }: Rejection,
): IWebhookResponseData {
	count(context, activity, reason);
	context.logger.warn(`Oration Trigger rejected a request: ${body.message}`, origin(context));
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

/** Responds to an event with 200 and doesn't start the workflow. */
export function skipEvent(
	context: Context,
	activity: Activity,
	reason: SkipReason,
): IWebhookResponseData {
	count(context, activity, reason);
	context.logger.debug(
		`Oration Trigger skipped an event: ${SKIP_REASONS[reason]}`,
		origin(context),
	);
	return {};
}

/** Starts the workflow. n8n responds when it has stored the execution, so only then the event counts. */
export function acceptEvent(
	context: Context,
	activity: Activity,
	item: INodeExecutionData,
): IWebhookResponseData {
	const response = context.getResponseObject();
	const countEvent = () => void countWhenStored(context, activity);
	if (response.closed) countEvent();
	else response.once('close', countEvent);
	return { workflowData: [[item]] };
}

/** If the sender hung up, n8n still stores the execution, and ends the response later than the connection. */
async function countWhenStored(context: Context, activity: Activity): Promise<void> {
	const response = context.getResponseObject();
	for (let polls = 0; !response.writableEnded && polls < MAX_POLLS; polls++) {
		await sleep(POLL_INTERVAL_MS);
	}
	count(context, activity, response.statusCode < 400 ? 'started' : 'notStored');
}

/** Counts an event whose secret can't be checked. n8n makes a failed execution from the error, so that it is visible. */
export function failRequest(context: Context, activity: Activity, error: unknown): never {
	count(context, activity, 'secretUnavailable');
	throw error;
}

/** Test events don't count. */
function count(context: Context, activity: Activity, outcome: Outcome): void {
	if (context.getMode() !== 'manual') activity.record(triggerKey(context), outcome);
}

function origin(context: Context): { workflowId: string | undefined; nodeName: string } {
	return { workflowId: context.getWorkflow().id, nodeName: context.getNode().name };
}
