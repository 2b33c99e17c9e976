import { sleep, type NodeParameterValueType } from 'n8n-workflow';
import { startOrationApi, type OrationApi } from '../../../oration-api/server';
import { executeNode, type Run } from '../../executeNode';

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

const delays = () => jest.mocked(sleep).mock.calls.map(([delay]) => delay);

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

/** Returns the request bodies for one item. */
const bodiesWith = async (parameters: Run['parameters']) => {
	await upsert(1, { parameters });
	return bodies();
};

describe('Customer: Create or Update', () => {
	it('works with Retry On Fail, because a second request changes nothing', async () => {
		await upsert(1, { retryOnFail: true });
		expect(bodies()).toHaveLength(1);
	});

	it('sends all items in one request', async () => {
		await upsert(3);
		expect(api.requests).toMatchObject([{ method: 'POST', path: '/api/v2/customers/batch' }]);
		expect(bodies()).toEqual([
			{
				customers: [{ identifier: 'crm-0' }, { identifier: 'crm-1' }, { identifier: 'crm-2' }],
				strategy: 'upsert',
			},
		]);
	});

	it('outputs one job for all items', async () => {
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
		expect(await bodiesWith({ additionalFields })).toEqual([
			{
				customers: [{ ...additionalFields, identifier: 'crm-0', metadata: { plan: 'gold' } }],
				strategy: 'upsert',
			},
		]);
	});

	it('parses a number and a boolean from text', async () => {
		const additionalFields = { priority: '3', isDoNotDisturbEnabled: 'TRUE' };
		expect(await bodiesWith({ additionalFields })).toMatchObject([
			{ customers: [{ priority: 3, isDoNotDisturbEnabled: true }] },
		]);
	});

	it.each([
		[{ priority: 'high' }, "'Priority' isn't a number"],
		[{ isDoNotDisturbEnabled: 'maybe' }, "'Do Not Disturb' isn't true or false"],
	])('sends nothing for %j', async (additionalFields, message) => {
		await expect(upsert(1, { parameters: { additionalFields } })).rejects.toThrow(message);
		expect(api.requests).toEqual([]);
	});

	it('omits blank fields', async () => {
		const blank = { name: '', email: '', phoneNumber: '', metadata: '', priority: null };
		expect(await bodiesWith({ additionalFields: () => blank })).toEqual([
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
		expect(await bodiesWith({ additionalFields: { metadata } })).toEqual([
			{ customers: [{ identifier: 'crm-0', metadata: expected }], strategy: 'upsert' },
		]);
	});

	it('keeps the order of the items', async () => {
		const identifier = (item: number) => (item === 0 ? '' : `crm-${item}`);
		const output = await upsert(3, { continueOnFail: true, parameters: { identifier } });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			[{ item: 1 }, { item: 2 }],
		]);
	});

	it.each([
		['email', 'Email', { id: 1 }],
		['phoneNumber', 'Phone Number', true],
		['name', 'Name', ['Ada']],
	])('sends nothing if %s is not text', async (name, label, value) => {
		const additionalFields = { [name]: value };
		const sending = upsert(1, { parameters: { additionalFields: () => additionalFields } });
		await expect(sending).rejects.toThrow(`'${label}' isn't text`);
		expect(api.requests).toEqual([]);
	});

	it.each([
		[
			'identifier',
			{ identifier: (item: number) => (item === 1 ? '' : `crm-${item}`) },
			"'Identifier' is empty. Enter a value, or check what its expression returns for this item.",
		],
		[
			'metadata',
			{ additionalFields: (item: number) => (item === 1 ? { metadata: 'gold' } : {}) },
			`'Metadata' isn't JSON. Enter JSON like {"plan": "gold"}. Text needs double quotes.`,
		],
	])('fails only the item with an invalid %s', async (_, parameters, error) => {
		expect(await upsert(3, { continueOnFail: true, parameters })).toEqual([
			{ json: { jobId: expect.any(String) }, pairedItem: [{ item: 0 }, { item: 2 }] },
			{ json: { error }, pairedItem: { item: 1 } },
		]);
		expect(bodies()).toEqual([
			{ customers: [{ identifier: 'crm-0' }, { identifier: 'crm-2' }], strategy: 'upsert' },
		]);
	});

	it('sends nothing if no item is valid', async () => {
		const run = { continueOnFail: true, parameters: { identifier: '' } };
		expect(await upsert(2, run)).toMatchObject([
			{ json: { error: expect.stringContaining("'Identifier' is empty.") } },
			{ json: { error: expect.stringContaining("'Identifier' is empty.") } },
		]);
		expect(api.requests).toEqual([]);
	});

	it('sends nothing if an item is invalid and the node stops on errors', async () => {
		const identifier = (item: number) => (item === 1 ? '' : `crm-${item}`);
		await expect(upsert(2, { parameters: { identifier } })).rejects.toMatchObject({
			message: "'Identifier' is empty",
			context: { itemIndex: 1 },
		});
		expect(api.requests).toEqual([]);
	});

	it('fails all items if Oration rejects them', async () => {
		api.next({ status: 400, body: { message: 'Too many' } });
		const error = 'Oration rejected the request. Too many';
		expect(await upsert(2, { continueOnFail: true })).toEqual([
			{ json: { error }, pairedItem: { item: 0 } },
			{ json: { error }, pairedItem: { item: 1 } },
		]);
	});

	describe('with waiting', () => {
		const parameters = { waitForCompletion: true };

		it('outputs the job when it has ended', async () => {
			expect(await upsert(1, { parameters })).toMatchObject([
				{
					json: {
						jobId: expect.stringMatching(UUID),
						name: 'customer.createBatch',
						status: 'success',
					},
				},
			]);
			expect(delays()).toEqual([1000, 2000]);
		});

		it('throws if the job failed', async () => {
			api.next({});
			api.next({ body: { status: 'failed', error: 'No numbers' } });
			await expect(upsert(1, { parameters })).rejects.toMatchObject({
				message: 'The job failed in Oration',
				description: expect.stringMatching(
					/^Oration received the customers\. Check job \S+ with 'Job: Get' before you run the node again\. Oration's reason: No numbers$/,
				),
			});
		});

		it.each([
			[{}, 60_000],
			[{ maxWaitMinutes: 0.05 }, 3000],
			[{ maxWaitMinutes: 0 }, 60_000],
			[{ maxWaitMinutes: 'long' }, 60_000],
		])('waits with %j for at most %i ms', async (options, maxWait) => {
			const start = Date.now();
			let waited = 0;
			const clock = jest.spyOn(Date, 'now').mockImplementation(() => start + waited);
			jest.mocked(sleep).mockImplementation(async (delay) => {
				waited += delay;
			});
			api.next({ body: { jobId: 'job_1' } });
			api.jobs.set('job_1', { job: {}, statuses: ['active'] });
			const waiting = upsert(1, {
				parameters: { waitForCompletion: true, ...options },
			});
			await expect(waiting).rejects.toMatchObject({ message: "The job hasn't ended yet" });
			clock.mockRestore();
			expect(waited).toBe(maxWait);
		});

		it.each(['waitForCompletion', 'maxWaitMinutes'])(
			'sends nothing if the expression of %s fails',
			async (name) => {
				const failing = () => {
					throw new Error('Referenced node is unexecuted');
				};
				await expect(upsert(1, { parameters: { ...parameters, [name]: failing } })).rejects.toThrow(
					'Referenced node is unexecuted',
				);
				expect(api.requests).toEqual([]);
			},
		);

		it('says that Oration received the customers if the execution is canceled', async () => {
			const controller = new AbortController();
			jest.mocked(sleep).mockImplementation(async () => {
				controller.abort();
				await new Promise(() => {});
			});
			const waiting = upsert(1, { parameters, cancelSignal: controller.signal });
			await expect(waiting).rejects.toMatchObject({
				message: 'The execution was canceled',
				description: expect.stringMatching(
					/^Oration received the customers\. Check job \S+ with 'Job: Get' before you run the node again\.$/,
				),
			});
		});

		it('throws if the response has no job ID', async () => {
			api.next({ body: {} });
			await expect(upsert(1, { parameters })).rejects.toMatchObject({
				message: "Oration's response has no job ID",
				description: 'Check in Oration whether it created the customers.',
			});
		});
	});
});
