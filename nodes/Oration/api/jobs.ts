import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { JsonObject } from '../event/json';
import { pause } from './cancel';
import { requestOration } from './request';

const INITIAL_DELAY_MS = 1000;
const MAX_DELAY_MS = 15_000;

/**
 * Gets a job: `GET /jobs/{id}`. Its ID is in `jobId`.
 *
 * @throws NodeApiError if Oration doesn't return it
 */
export async function getJob(
	context: IExecuteFunctions,
	itemIndex: number,
	jobId: string,
): Promise<JsonObject> {
	const { id, ...job } = await requestOration(context, itemIndex, {
		method: 'GET',
		path: `/jobs/${encodeURIComponent(jobId)}`,
		subject: 'this job',
	});
	return { jobId: id ?? jobId, ...job };
}

/**
 * Gets a job, with growing delays, until it has ended.
 *
 * @throws NodeOperationError if the job failed or hasn't ended after `maxWaitMs`
 */
export async function waitForJob(
	context: IExecuteFunctions,
	itemIndex: number,
	jobId: string,
	maxWaitMs: number,
): Promise<JsonObject> {
	const deadline = Date.now() + maxWaitMs;
	for (let delay = INITIAL_DELAY_MS; ; delay = Math.min(2 * delay, MAX_DELAY_MS)) {
		const job = await getJob(context, itemIndex, jobId);
		if (job.status === 'success') return job;
		if (job.status === 'failed') {
			throw new NodeOperationError(context.getNode(), 'The job failed in Oration', {
				description:
					typeof job.error === 'string'
						? `Oration's reason: ${job.error}`
						: 'Oration gave no reason.',
				itemIndex,
			});
		}
		const left = deadline - Date.now();
		if (!(left > 0)) {
			throw new NodeOperationError(context.getNode(), "The job hasn't ended yet", {
				description: "To wait longer next time, increase 'Max Wait Time (Seconds)'.",
				itemIndex,
			});
		}
		await pause(context, Math.min(delay, left));
	}
}
