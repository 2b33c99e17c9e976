import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Activity } from './activity/activity';
import {
	REJECT_REASONS,
	SKIP_REASONS,
	type Outcome,
	type Problem,
	type Rejection,
	type SkipReason,
} from './activity/outcomes';
import type { StoreResult } from './duplicates/whenStored';
import { triggerKey } from './triggerKey';

/** Responds to a request to a trigger, and counts what it led to. Test events don't count. */
export class Responder {
	constructor(
		private readonly context: IWebhookFunctions,
		private readonly activity: Activity,
	) {}

	/** Responds with what to fix. n8n creates no execution. */
	reject(status: number, { reason, ...body }: Rejection): IWebhookResponseData {
		this.count(reason);
		this.log('warn', `Oration Trigger rejected a request: ${body.message}`);
		this.context.getResponseObject().status(status).json(body);
		return { noWebhookResponse: true };
	}

	/** Lets n8n respond with 200, and doesn't start the workflow. */
	skip(reason: SkipReason): IWebhookResponseData {
		this.count(reason);
		this.log('debug', `Oration Trigger skipped an event: ${SKIP_REASONS[reason]}`);
		return {};
	}

	/** Starts the workflow. n8n responds when it has stored the execution, so only then the event counts. */
	start(item: INodeExecutionData, stored: Promise<StoreResult>): IWebhookResponseData {
		void stored.then((result) => this.count(result === 'failed' ? 'notStored' : 'started'));
		return { workflowData: [[item]] };
	}

	/** Makes n8n show a failed execution. Rejects if not `isShown`, or if 'On Error' would run the workflow without an event. */
	fail(problem: Problem, error: unknown, isShown = true): IWebhookResponseData {
		const { onError = 'stopWorkflow', continueOnFail } = this.context.getNode();
		if (!isShown || continueOnFail || onError !== 'stopWorkflow') {
			const message = `The trigger isn't ready: ${REJECT_REASONS[problem]}`;
			return this.reject(503, { reason: problem, message });
		}
		this.count(problem);
		throw error;
	}

	private count(outcome: Outcome): void {
		const { context, activity } = this;
		if (context.getMode() !== 'manual') activity.record(triggerKey(context), outcome);
	}

	private log(level: 'warn' | 'debug', message: string): void {
		const { context } = this;
		const origin = { workflowId: context.getWorkflow().id, nodeName: context.getNode().name };
		context.logger[level](message, origin);
	}
}
