import { NodeOperationError, sleep, type IExecuteFunctions } from 'n8n-workflow';
import type { JsonObject } from '../event/json';
import { requestOration } from './request';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;

/**
 * The state of a batch job: `GET /jobs/{id}`, its ID under `jobId`.
 *
 * @throws NodeApiError where Oration does not give it
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
 * Asks for a job, with growing pauses, until it has ended.
 *
 * @param limit how long to wait, in milliseconds
 * @throws NodeOperationError where the job failed, or has not ended within the limit
 */
export async function waitForJob(
	context: IExecuteFunctions,
	itemIndex: number,
	jobId: string,
	limit: number,
): Promise<JsonObject> {
	const deadline = Date.now() + limit;
	for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
		const job = await getJob(context, itemIndex, jobId);
		if (job.status === 'success') return job;
		if (job.status === 'failed') {
			const reason = typeof job.error === 'string' ? job.error : 'It gave no reason.';
			throw new NodeOperationError(context.getNode(), 'Oration could not carry out the job', {
				description: `Oration says: ${reason}`,
				itemIndex,
			});
		}
		const left = deadline - Date.now();
		if (!(left > 0)) {
			throw new NodeOperationError(context.getNode(), 'The job has not ended in time', {
				description: `Oration is still at it. Look at it later with 'Job: Get' and the ID ${jobId}, or raise 'Longest Wait (Seconds)'.`,
				itemIndex,
			});
		}
		await sleep(Math.min(pause, left));
	}
}
