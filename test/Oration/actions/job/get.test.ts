import { startOrationApi, type OrationApi } from '../../../oration-api/server';
import { executeNode, type Run } from '../../executeNode';

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
	api.jobs.set('job_1', { job: { id: 'job_1', error: null }, statuses: ['queued', 'active'] });
});

afterEach(async () => {
	await api.stop();
});

const get = async (jobId: string | ((item: number) => string), run: Run = {}) =>
	await executeNode({ api, parameters: { resource: 'job', operation: 'get', jobId }, ...run });

describe('Job: Get', () => {
	it('outputs the status of the job', async () => {
		const job = { jobId: 'job_1', error: null };
		expect(await get(' job_1 ')).toEqual([
			{ json: { ...job, status: 'queued' }, pairedItem: { item: 0 } },
		]);
		expect(await get('job_1')).toEqual([
			{ json: { ...job, status: 'active' }, pairedItem: { item: 0 } },
		]);
	});

	it('outputs a failed job without an error', async () => {
		api.jobs.set('job_2', { job: { id: 'job_2', error: 'No numbers' }, statuses: ['failed'] });
		expect(await get('job_2')).toMatchObject([
			{ json: { jobId: 'job_2', status: 'failed', error: 'No numbers' } },
		]);
	});

	it('fails only the item without an ID', async () => {
		const run = { continueOnFail: true, items: [{ json: {} }, { json: {} }] };
		expect(await get((item) => (item === 0 ? '' : 'job_1'), run)).toMatchObject([
			{ json: { error: expect.stringContaining("'Job ID' is empty.") }, pairedItem: { item: 0 } },
			{ json: { jobId: 'job_1' }, pairedItem: { item: 1 } },
		]);
	});
});
