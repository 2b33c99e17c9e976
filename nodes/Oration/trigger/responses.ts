import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

type Context = Pick<IWebhookFunctions, 'getNode' | 'getWorkflow' | 'getResponseObject' | 'logger'>;

/** Answers a request that isn't a valid event with what to fix. n8n creates no execution. */
export function rejectRequest(
	context: Context,
	status: 400 | 401,
	body: { message: string; field?: string },
): IWebhookResponseData {
	context.logger.warn(`Oration Trigger rejected a request: ${body.message}`, origin(context));
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

/** Answers an event with 200 and doesn't start the workflow. */
export function skipEvent(context: Context, reason: string): IWebhookResponseData {
	context.logger.debug(`Oration Trigger skipped an event: ${reason}`, origin(context));
	return {};
}

function origin(context: Context): { workflowId: string | undefined; nodeName: string } {
	return { workflowId: context.getWorkflow().id, nodeName: context.getNode().name };
}
