import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Activity } from './activity/activity';
import {
	SKIP_REASONS,
	type Outcome,
	type Rejection,
	type RejectReason,
	type SkipReason,
} from './activity/outcomes';
import type { StoreResult } from './duplicates/whenStored';
import { triggerKey } from './triggerKey';

/** Responds to a request with what to fix. n8n creates no execution. */
export function rejectRequest(
	context: IWebhookFunctions,
	activity: Activity,
	status: number,
	{ reason, ...body }: Rejection,
): IWebhookResponseData {
	count(context, activity, reason);
	context.logger.warn(`Oration Trigger rejected a request: ${body.message}`, origin(context));
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

/** Responds to an event with 200 and doesn't start the workflow. */
export function skipEvent(
	context: IWebhookFunctions,
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
	context: IWebhookFunctions,
	activity: Activity,
	item: INodeExecutionData,
	stored: Promise<StoreResult>,
): IWebhookResponseData {
	void stored.then((result) =>
		count(context, activity, result === 'failed' ? 'notStored' : 'started'),
	);
	return { workflowData: [[item]] };
}

/** Counts a request that can't be handled, and makes n8n show a failed execution with the reason. */
export function failRequest(
	context: IWebhookFunctions,
	activity: Activity,
	reason: RejectReason,
	error: unknown,
): never {
	count(context, activity, reason);
	throw error;
}

/** Test events don't count. */
function count(context: IWebhookFunctions, activity: Activity, outcome: Outcome): void {
	if (context.getMode() !== 'manual') activity.record(triggerKey(context), outcome);
}

function origin(context: IWebhookFunctions): { workflowId: string | undefined; nodeName: string } {
	return { workflowId: context.getWorkflow().id, nodeName: context.getNode().name };
}
