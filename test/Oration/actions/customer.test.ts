import { sleep, type NodeParameterValueType } from 'n8n-workflow';
import { startOrationApi, type OrationApi } from '../../oration-api/server';
import { executeNode, type Run } from '../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let api: OrationApi;

beforeEach(async () => {
	jest.mocked(sleep).mockReset();
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

const pauses = () => jest.mocked(sleep).mock.calls.map(([pause]) => pause);

async function upsert(count: number, { parameters, ...run }: Run = {}) {
	return await executeNode({
		api,
		items: Array.from({ length: count }, () => ({ json: {} })),
		parameters: {
			resource: 'customer',
			operation: 'upsert',
			identifier: (item) => `crm-${item}`,
			...parameters,
		},
		...run,
	});
}

const bodies = () => api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);

/** The body that the one item was sent in. */
const bodyWith = async (parameters: Record<string, NodeParameterValueType>) => {
	await upsert(1, { parameters });
	return bodies();
};

describe('Customer: Create or Update', () => {
	it('sends all items with one request', async () => {
		await upsert(3);
		expect(api.requests).toMatchObject([{ method: 'POST', path: '/api/v2/customers/batch' }]);
		expect(bodies()).toEqual([
			{
				customers: [{ identifier: 'crm-0' }, { identifier: 'crm-1' }, { identifier: 'crm-2' }],
				strategy: 'upsert',
			},
		]);
	});

	it('gives the job, of all items', async () => {
		expect(await upsert(2)).toEqual([
			{
				json: { jobId: expect.stringMatching(UUID) },
				pairedItem: [{ item: 0 }, { item: 1 }],
			},
		]);
	});

	it('sends all fields', async () => {
		const additionalFields = {
			name: 'Ada Lovelace',
			email: 'ada@example.com',
			phoneNumber: '+15550100123',
			priority: 0,
			isDoNotDisturbEnabled: false,
			metadata: '{"plan":"gold"}',
		};
		expect(await bodyWith({ additionalFields })).toEqual([
			{
				customers: [{ ...additionalFields, identifier: 'crm-0', metadata: { plan: 'gold' } }],
				strategy: 'upsert',
			},
		]);
	});

	it('reads a number and a boolean that come as text', async () => {
		const additionalFields = { priority: '3', isDoNotDisturbEnabled: 'TRUE' };
		expect(await bodyWith({ additionalFields })).toMatchObject([
			{ customers: [{ priority: 3, isDoNotDisturbEnabled: true }] },
		]);
	});

	it.each([
		[{ priority: 'high' }, "'Priority' is not a number"],
		[{ isDoNotDisturbEnabled: 'maybe' }, "'Do Not Disturb' is not true or false"],
	])('sends nothing where %j comes', async (additionalFields, message) => {
		await expect(upsert(1, { parameters: { additionalFields } })).rejects.toThrow(message);
		expect(api.requests).toEqual([]);
	});

	it('leaves blank fields out', async () => {
		const additionalFields = { name: '', email: '', phoneNumber: '', metadata: '' };
		expect(await bodyWith({ additionalFields })).toEqual([
			{ customers: [{ identifier: 'crm-0' }], strategy: 'upsert' },
		]);
	});

	it.each<[NodeParameterValueType, unknown]>([
		[{ plan: 'gold' }, { plan: 'gold' }],
		['"gold"', 'gold'],
		['7', 7],
		[7, 7],
		[true, true],
		['null', null],
	])('sends the metadata %j', async (metadata, expected) => {
		expect(await bodyWith({ additionalFields: { metadata: metadata } })).toEqual([
			{ customers: [{ identifier: 'crm-0', metadata: expected }], strategy: 'upsert' },
		]);
	});

	it('sends the strategy and partial', async () => {
		expect(await bodyWith({ options: { strategy: 'insert', partial: true } })).toEqual([
			{ customers: [{ identifier: 'crm-0' }], strategy: 'insert', partial: true },
		]);
	});

	it.each([
		[
			'identifier',
			{ identifier: (item: number) => (item === 1 ? '' : `crm-${item}`) },
			"'Identifier' is empty. Fill it in, or check what its expression gives for this item.",
		],
		[
			'metadata',
			{ additionalFields: (item: number) => (item === 1 ? { metadata: 'gold' } : {}) },
			`'Metadata' is not JSON. Write it as in {"plan": "gold"}. Text needs quotation marks.`,
		],
	])('fails an item with a wrong %s, and no other', async (_, parameters, error) => {
		expect(await upsert(3, { continueOnFail: true, parameters })).toEqual([
			{ json: { jobId: expect.any(String) }, pairedItem: [{ item: 0 }, { item: 2 }] },
			{ json: { error }, pairedItem: { item: 1 } },
		]);
		expect(bodies()).toEqual([
			{ customers: [{ identifier: 'crm-0' }, { identifier: 'crm-2' }], strategy: 'upsert' },
		]);
	});

	it('sends nothing where no item is right', async () => {
		const run = { continueOnFail: true, parameters: { identifier: '' } };
		expect(await upsert(2, run)).toMatchObject([
			{ json: { error: expect.stringContaining("'Identifier' is empty.") } },
			{ json: { error: expect.stringContaining("'Identifier' is empty.") } },
		]);
		expect(api.requests).toEqual([]);
	});

	it('sends nothing where an item is wrong and the node is not set to continue', async () => {
		const identifier = (item: number) => (item === 1 ? '' : `crm-${item}`);
		await expect(upsert(2, { parameters: { identifier } })).rejects.toMatchObject({
			message: "'Identifier' is empty",
			context: { itemIndex: 1 },
		});
		expect(api.requests).toEqual([]);
	});

	it('fails all items where Oration does not accept them', async () => {
		api.next({ status: 400, body: { message: 'Too many' } });
		const error = 'Oration did not accept the request. Too many';
		expect(await upsert(2, { continueOnFail: true })).toEqual([
			{ json: { error }, pairedItem: { item: 0 } },
			{ json: { error }, pairedItem: { item: 1 } },
		]);
	});

	describe('that waits', () => {
		const parameters = { options: { waitForCompletion: true } };

		it('gives the job when it has ended', async () => {
			expect(await upsert(1, { parameters })).toMatchObject([
				{
					json: {
						jobId: expect.stringMatching(UUID),
						name: 'customer.createBatch',
						status: 'success',
					},
				},
			]);
			expect(pauses()).toEqual([1000, 2000]);
		});

		it('throws where the job failed', async () => {
			api.next({});
			api.next({ body: { status: 'failed', error: 'No numbers' } });
			await expect(upsert(1, { parameters })).rejects.toMatchObject({
				message: 'Oration could not carry out the job',
				description: expect.stringMatching(
					/^The customers were sent as job \S+: look at it with 'Job: Get' before you send them again\. Oration says: No numbers$/,
				),
			});
		});

		it.each([
			[{}, 60_000],
			[{ longestWait: 3 }, 3000],
			[{ longestWait: 'long' }, 60_000],
		])('waits with %j for %i ms at most', async (options, longest) => {
			const start = Date.now();
			let waited = 0;
			const clock = jest.spyOn(Date, 'now').mockImplementation(() => start + waited);
			jest.mocked(sleep).mockImplementation(async (pause) => {
				waited += pause;
			});
			api.next({ body: { jobId: 'job_1' } });
			api.jobs.set('job_1', { job: {}, statuses: ['active'] });
			const waiting = upsert(1, {
				parameters: { options: { waitForCompletion: true, ...options } },
			});
			await expect(waiting).rejects.toMatchObject({ message: 'The job has not ended in time' });
			clock.mockRestore();
			expect(waited).toBe(longest);
		});

		it('throws where Oration names no job', async () => {
			api.next({ body: {} });
			await expect(upsert(1, { parameters })).rejects.toMatchObject({
				message: 'Oration named no job to wait for',
				description: 'Look in Oration whether the customers are there.',
			});
		});
	});
});
