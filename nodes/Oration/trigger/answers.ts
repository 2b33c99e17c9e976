import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

type Context = Pick<IWebhookFunctions, 'getNode' | 'getWorkflow' | 'getResponseObject' | 'logger'>;

/** Answers a request that cannot become an event: with what to mend, and without an execution. */
export function refuse(
	context: Context,
	status: 400 | 401,
	answer: { message: string; field?: string },
): IWebhookResponseData {
	context.logger.warn(`Oration Trigger refused a request: ${answer.message}`, origin(context));
	context.getResponseObject().status(status).json(answer);
	return { noWebhookResponse: true };
}

/** Answers 200 to an event that is not to start the workflow. */
export function ignore(context: Context, reason: string): IWebhookResponseData {
	context.logger.debug(`Oration Trigger ignored an event: ${reason}`, origin(context));
	return {};
}

function origin(context: Context): { workflowId: string | undefined; nodeName: string } {
	return { workflowId: context.getWorkflow().id, nodeName: context.getNode().name };
}
