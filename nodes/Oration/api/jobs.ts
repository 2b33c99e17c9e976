import type { JsonObject } from '../event/json';
import { pause } from './cancel';
import { itemError, type Item } from './item';
import { requestOration } from './request';

const INITIAL_DELAY_MS = 1000;
const MAX_DELAY_MS = 15_000;

/**
 * Gets a job: `GET /jobs/{id}`. Its ID is in `jobId`. A job without an error has no `error`, because n8n 1 counts a node
 * that outputs `error: null` as failed, and runs it again with Retry On Fail.
 *
 * @throws NodeApiError if Oration doesn't return it
 */
export async function getJob(item: Item, jobId: string): Promise<JsonObject> {
	const path = `/jobs/${encodeURIComponent(jobId)}`;
	const response = await requestOration(item, { method: 'GET', path, subject: 'this job' });
	const { id, error = null, ...job } = response;
	return { jobId: id ?? jobId, ...job, ...(error === null ? {} : { error }) };
}

/**
 * Gets a job, with growing delays, until it has ended.
 *
 * @throws NodeOperationError if the job failed or hasn't ended after `maxWaitMs`
 */
export async function waitForJob(item: Item, jobId: string, maxWaitMs: number) {
	const deadline = Date.now() + maxWaitMs;
	for (let delay = INITIAL_DELAY_MS; ; delay = Math.min(2 * delay, MAX_DELAY_MS)) {
		const job = await getJob(item, jobId);
		if (job.status === 'success') return job;
		if (job.status === 'failed') {
			const reason = typeof job.error === 'string' && `Oration's reason: ${job.error}`;
			throw itemError(item, 'The job failed in Oration', reason || 'Oration gave no reason.');
		}
		const left = deadline - Date.now();
		if (left <= 0) {
			const description = "To wait longer next time, increase 'Max Wait Time (Minutes)'.";
			throw itemError(item, "The job hasn't ended yet", description);
		}
		await pause(item.context, Math.min(delay, left));
	}
}
