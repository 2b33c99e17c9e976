import { NodeOperationError, sleep } from 'n8n-workflow';
import { getJob, waitForJob } from '../../../nodes/Oration/api/jobs';
import { startOrationApi, type OrationApi } from '../../oration-api/server';
import { contextFor } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

let api: OrationApi;
let now = 0;

beforeEach(async () => {
	api = await startOrationApi();
	now = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	jest
		.mocked(sleep)
		.mockClear()
		.mockImplementation(async (delay) => {
			now += delay;
		});
});

afterEach(async () => {
	jest.restoreAllMocks();
	await api.stop();
});

const delays = () => jest.mocked(sleep).mock.calls.map(([delay]) => delay);
const addJob = (...statuses: string[]) => api.jobs.set('job_1', { job: { id: 'job_1' }, statuses });
const wait = async (limit: number) =>
	await waitForJob({ context: contextFor({ api }), index: 2 }, 'job_1', limit);

describe('getJob', () => {
	it('returns the job with its ID as jobId', async () => {
		addJob('active');
		expect(await getJob({ context: contextFor({ api }), index: 0 }, 'job_1')).toEqual({
			jobId: 'job_1',
			status: 'active',
		});
	});

	it('returns the requested ID if the response has none', async () => {
		api.next({ body: { status: 'queued' } });
		expect(await getJob({ context: contextFor({ api }), index: 0 }, 'job_1')).toEqual({
			jobId: 'job_1',
			status: 'queued',
		});
	});

	it('retries after a temporary error', async () => {
		addJob('active');
		api.next({ status: 503 });
		expect(await getJob({ context: contextFor({ api }), index: 0 }, 'job_1')).toMatchObject({
			status: 'active',
		});
	});

	it('encodes the ID in the path', async () => {
		await expect(
			getJob({ context: contextFor({ api }), index: 0 }, '../a?b'),
		).rejects.toMatchObject({
			message: "Oration couldn't find this job",
		});
		expect(api.requests).toMatchObject([{ path: '/api/v2/jobs/..%2Fa%3Fb' }]);
	});
});

describe('waitForJob', () => {
	it('returns an ended job without waiting', async () => {
		addJob('success');
		expect(await wait(60_000)).toEqual({ jobId: 'job_1', status: 'success' });
		expect(delays()).toEqual([]);
	});

	it('polls with increasing delays', async () => {
		addJob(...Array.from({ length: 6 }, () => 'active'), 'success');
		expect(await wait(60_000)).toMatchObject({ status: 'success' });
		expect(delays()).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
	});

	it.each([
		['Two customers are invalid', "Oration's reason: Two customers are invalid"],
		[null, 'Oration gave no reason.'],
	])('throws if the job failed with the error %j', async (error, description) => {
		api.next({ body: { id: 'job_1', status: 'failed', error } });
		const waiting = wait(60_000);
		await expect(waiting).rejects.toThrow(NodeOperationError);
		await expect(waiting).rejects.toMatchObject({
			message: 'The job failed in Oration',
			description,
			context: { itemIndex: 2 },
		});
	});

	it('throws at the limit, after a last request', async () => {
		addJob('active');
		await expect(wait(5000)).rejects.toMatchObject({
			message: "The job hasn't ended yet",
			description: expect.stringContaining("increase 'Max Wait Time (Minutes)'"),
		});
		expect(delays()).toEqual([1000, 2000, 2000]);
		expect(api.requests).toHaveLength(4);
	});

	it('keeps waiting after an unknown status', async () => {
		addJob('paused', 'success');
		expect(await wait(60_000)).toMatchObject({ status: 'success' });
	});
});
