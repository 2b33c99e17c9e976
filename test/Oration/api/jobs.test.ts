import { getJob, waitForJob } from '../../../nodes/Oration/api/jobs';
import { itemFor } from '../executeNode';
import { useClock, useOrationApi } from '../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const api = useOrationApi();
const clock = useClock();
const addJob = (...statuses: string[]) => api.jobs.set('job_1', { job: { id: 'job_1' }, statuses });

describe('getJob', () => {
	const get = async (id: string) => await getJob(itemFor({ api }), id);

	it('returns the requested ID if the response has none', async () => {
		api.next({ body: { status: 'queued' } });
		expect(await get('job_1')).toEqual({ jobId: 'job_1', status: 'queued' });
	});

	it('encodes the ID in the path', async () => {
		await expect(get('../a?b')).rejects.toThrow("Oration couldn't find this job");
		expect(api.requests).toMatchObject([{ path: '/api/v2/jobs/..%2Fa%3Fb' }]);
	});
});

describe('waitForJob', () => {
	const wait = async (limit = 60_000) => await waitForJob(itemFor({ api }, 2), 'job_1', limit);

	const SIX = Array.from({ length: 6 }, () => 'active');
	it.each([
		['an ended job without waiting', ['success'], []],
		['a job after an unknown status', ['paused', 'success'], [1000]],
		['a job with growing delays', [...SIX, 'success'], [1000, 2000, 4000, 8000, 15_000, 15_000]],
	])('returns %s', async (_, statuses, pauses) => {
		addJob(...statuses);
		expect(await wait()).toEqual({ jobId: 'job_1', status: 'success' });
		expect(clock.pauses()).toEqual(pauses);
	});

	it.each([
		['Two customers are invalid', "Oration's reason: Two customers are invalid"],
		[null, 'Oration gave no reason.'],
	])('throws if the job failed with the error %j', async (error, description) => {
		api.next({ body: { id: 'job_1', status: 'failed', error } });
		await expect(wait()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The job failed in Oration',
			description,
			context: { itemIndex: 2 },
		});
	});

	it('throws at the limit, after a last request', async () => {
		addJob('active');
		await expect(wait(5000)).rejects.toMatchObject({
			message: "The job hasn't ended yet",
			description: "To wait longer next time, increase 'Max Wait Time (Minutes)'.",
		});
		expect(clock.pauses()).toEqual([1000, 2000, 2000]);
		expect(api.requests).toHaveLength(4);
	});
});
