import type { IWebhookFunctions } from 'n8n-workflow';

/** Identifies a trigger in this n8n. */
export function triggerKey(context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow'>): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}
