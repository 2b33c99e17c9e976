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
		.mockImplementation(async (pause) => {
			now += pause;
		});
});

afterEach(async () => {
	jest.restoreAllMocks();
	await api.stop();
});

const pauses = () => jest.mocked(sleep).mock.calls.map(([pause]) => pause);
const addJob = (...statuses: string[]) => api.jobs.set('job_1', { job: { id: 'job_1' }, statuses });
const wait = async (limit: number) => await waitForJob(contextFor({ api }), 2, 'job_1', limit);

describe('getJob', () => {
	it('gives the job, its ID under jobId', async () => {
		addJob('active');
		expect(await getJob(contextFor({ api }), 0, 'job_1')).toEqual({
			jobId: 'job_1',
			status: 'active',
		});
	});

	it('gives the ID that was asked for where the answer has none', async () => {
		api.next({ body: { status: 'queued' } });
		expect(await getJob(contextFor({ api }), 0, 'job_1')).toEqual({
			jobId: 'job_1',
			status: 'queued',
		});
	});

	it('keeps the ID within its part of the path', async () => {
		await expect(getJob(contextFor({ api }), 0, '../a?b')).rejects.toMatchObject({
			message: 'Oration does not know this job',
		});
		expect(api.requests).toMatchObject([{ path: '/api/v2/jobs/..%2Fa%3Fb' }]);
	});
});

describe('waitForJob', () => {
	it('does not wait for a job that has ended', async () => {
		addJob('success');
		expect(await wait(60_000)).toEqual({ jobId: 'job_1', status: 'success' });
		expect(pauses()).toEqual([]);
	});

	it('asks again with growing pauses', async () => {
		addJob(...Array.from({ length: 6 }, () => 'active'), 'success');
		expect(await wait(60_000)).toMatchObject({ status: 'success' });
		expect(pauses()).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
	});

	it.each([
		['Two customers are invalid', 'Oration says: Two customers are invalid'],
		[null, 'Oration says: It gave no reason.'],
	])('throws where the job failed with the error %j', async (error, description) => {
		api.next({ body: { id: 'job_1', status: 'failed', error } });
		const waiting = wait(60_000);
		await expect(waiting).rejects.toThrow(NodeOperationError);
		await expect(waiting).rejects.toMatchObject({
			message: 'Oration could not carry out the job',
			description,
			context: { itemIndex: 2 },
		});
	});

	it('throws at the limit, when it has asked a last time', async () => {
		addJob('active');
		await expect(wait(5000)).rejects.toMatchObject({
			message: 'The job has not ended in time',
			description: expect.stringContaining("with 'Job: Get' and the ID job_1"),
		});
		expect(pauses()).toEqual([1000, 2000, 2000]);
		expect(api.requests).toHaveLength(4);
	});

	it('waits on for a status that is not known', async () => {
		addJob('paused', 'success');
		expect(await wait(60_000)).toMatchObject({ status: 'success' });
	});
});
