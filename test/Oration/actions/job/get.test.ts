import { operation } from '../../executeNode';
import { useOrationApi } from '../../orationApi';

const api = useOrationApi();
const get = operation('job', 'get', { api, parameters: { jobId: ' job_1 ' } });

beforeEach(() => {
	api.jobs.set('job_1', { job: { id: 'job_1', error: null }, statuses: ['queued', 'active'] });
});

describe('Job: Get', () => {
	it('outputs the status of the job at each run, and no error if there is none', async () => {
		for (const status of ['queued', 'active']) {
			const json = { jobId: 'job_1', status };
			expect(await get()).toEqual([{ json, pairedItem: { item: 0 } }]);
		}
	});

	it('outputs a failed job without an error', async () => {
		api.jobs.set('job_2', { job: { id: 'job_2', error: 'No numbers' }, statuses: ['failed'] });
		expect(await get({ parameters: { jobId: 'job_2' } })).toMatchObject([
			{ json: { jobId: 'job_2', status: 'failed', error: 'No numbers' } },
		]);
	});

	it('fails without an ID', async () => {
		await expect(get({ parameters: { jobId: '' } })).rejects.toThrow("'Job ID' is empty");
	});
});
