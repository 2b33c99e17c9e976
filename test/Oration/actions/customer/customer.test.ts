import { sleep, type NodeParameterValueType } from 'n8n-workflow';
import { itemsFor, operation, type Run } from '../../executeNode';
import { useClock, useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const EMPTY =
	"'Identifier' is empty. Enter a value, or check what its expression returns for this item.";

const api = useOrationApi();
const clock = useClock();
const defaults = { api, parameters: { identifier: (item: number) => `crm-${item}` } };
const create = operation('customer', 'create', defaults);
const upsert = operation('customer', 'upsert', defaults);

const bodies = () => api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
const withoutIdentifier = (invalid: number) => ({
	identifier: (item: number) => (item === invalid ? '' : `crm-${item}`),
});

describe.each([
	['Create', create, 'insert'],
	['Create or Update', upsert, 'upsert'],
])('Customer: %s', (_, run, strategy) => {
	it('sends all items in one request, and outputs one job for them', async () => {
		expect(await run({ items: itemsFor(2) })).toEqual([
			{ json: { jobId: expect.stringMatching(UUID) }, pairedItem: [{ item: 0 }, { item: 1 }] },
		]);
		expect(api.requests).toMatchObject([{ method: 'POST', path: '/api/v2/customers/batch' }]);
		const customers = [{ identifier: 'crm-0' }, { identifier: 'crm-1' }];
		expect(bodies()).toEqual([{ customers, strategy }]);
	});
});

describe('Customer: Create', () => {
	it.each([
		[{ partial: false }, {}],
		[{ partial: true }, { partial: true }],
		[{ partial: 'true' }, { partial: true }],
	])('with the options %j, sends %j', async (options, expected) => {
		await create({ parameters: { options } });
		expect(bodies()).toEqual([
			{ customers: [{ identifier: 'crm-0' }], strategy: 'insert', ...expected },
		]);
	});

	it('sends nothing if Retry On Fail is on', async () => {
		await expect(create({ retryOnFail: true })).rejects.toMatchObject({
			message: "'Retry On Fail' must be off",
			description:
				'n8n would create the customers again. Turn it off in the settings of the node. Nothing was sent.',
		});
		expect(api.requests).toEqual([]);
	});
});

describe('Customer: Create or Update', () => {
	it('works with Retry On Fail, because a second request changes nothing', async () => {
		await upsert({ retryOnFail: true });
		expect(bodies()).toHaveLength(1);
	});

	const ALL = {
		name: 'Ada Lovelace',
		email: 'ada@example.com',
		phoneNumber: '+15550100123',
		priority: 0,
		isDoNotDisturbEnabled: false,
	};
	const BLANK = { name: '', email: '', phoneNumber: '', metadata: '', priority: null };
	it.each<[NodeParameterValueType, object]>([
		[ALL, ALL],
		[BLANK, {}],
		[
			{ priority: '3', isDoNotDisturbEnabled: 'TRUE' },
			{ priority: 3, isDoNotDisturbEnabled: true },
		],
		[{ priority: 2.6 }, { priority: 3 }],
		[{ metadata: '{"plan":"gold"}' }, { metadata: { plan: 'gold' } }],
		[{ metadata: { plan: 'gold' } }, { metadata: { plan: 'gold' } }],
		[{ metadata: '"gold"' }, { metadata: 'gold' }],
		[{ metadata: '7' }, { metadata: 7 }],
		[{ metadata: 7 }, { metadata: 7 }],
		[{ metadata: true }, { metadata: true }],
		[{ metadata: 'null' }, { metadata: null }],
	])('for the fields %j, sends %j', async (additionalFields, expected) => {
		await upsert({ parameters: { additionalFields: () => additionalFields } });
		expect(bodies()).toEqual([
			{ customers: [{ identifier: 'crm-0', ...expected }], strategy: 'upsert' },
		]);
	});

	const CHECK = 'Check what its expression returns for this item.';
	it.each<[NodeParameterValueType, string]>([
		[{ priority: 'high' }, `'Priority' isn't a number. ${CHECK}`],
		[{ isDoNotDisturbEnabled: 'maybe' }, `'Do Not Disturb' isn't true or false. ${CHECK}`],
		[{ email: { id: 1 } }, `'Email' isn't text. ${CHECK}`],
		[{ phoneNumber: true }, `'Phone Number' isn't text. ${CHECK}`],
		[{ name: ['Ada'] }, `'Name' isn't text. ${CHECK}`],
		[
			{ metadata: 'gold' },
			`'Metadata' isn't JSON. Enter JSON like {"plan": "gold"}. Text needs double quotes.`,
		],
	])('fails only the item with the fields %j', async (invalid, error) => {
		const additionalFields = (item: number) => (item === 1 ? invalid : {});
		const run = { continueOnFail: true, items: itemsFor(3), parameters: { additionalFields } };
		expect(await upsert(run)).toEqual([
			{ json: { jobId: expect.any(String) }, pairedItem: [{ item: 0 }, { item: 2 }] },
			{ json: { error }, pairedItem: { item: 1 } },
		]);
		const customers = [{ identifier: 'crm-0' }, { identifier: 'crm-2' }];
		expect(bodies()).toEqual([{ customers, strategy: 'upsert' }]);
	});

	it('keeps the order of the items', async () => {
		const run = { continueOnFail: true, items: itemsFor(3), parameters: withoutIdentifier(0) };
		expect(await upsert(run)).toEqual([
			{ json: { error: EMPTY }, pairedItem: { item: 0 } },
			{ json: { jobId: expect.any(String) }, pairedItem: [{ item: 1 }, { item: 2 }] },
		]);
	});

	it('sends nothing if no item is valid', async () => {
		const run = { continueOnFail: true, items: itemsFor(2), parameters: { identifier: '' } };
		expect(await upsert(run)).toMatchObject([
			{ json: { error: EMPTY } },
			{ json: { error: EMPTY } },
		]);
		expect(api.requests).toEqual([]);
	});

	it('sends nothing if an item is invalid and the node stops on errors', async () => {
		const run = { items: itemsFor(2), parameters: withoutIdentifier(1) };
		await expect(upsert(run)).rejects.toMatchObject({
			message: "'Identifier' is empty",
			context: { itemIndex: 1 },
		});
		expect(api.requests).toEqual([]);
	});

	it('fails all items if Oration rejects them', async () => {
		api.next({ status: 400, body: { message: 'Too many' } });
		const json = { error: 'Oration rejected the request. Too many' };
		expect(await upsert({ continueOnFail: true, items: itemsFor(2) })).toEqual([
			{ json, pairedItem: { item: 0 } },
			{ json, pairedItem: { item: 1 } },
		]);
	});

	describe('with waiting', () => {
		const wait = async ({ parameters, ...run }: Run = {}) =>
			await upsert({ parameters: { waitForCompletion: true, ...parameters }, ...run });
		const received = (reason: string) => ({
			description: expect.stringMatching(
				RegExp(
					`^Oration received the customers\\. Check job \\S+ with 'Job: Get' before you run the node again\\.${reason}$`,
				),
			),
		});

		it('outputs the job when it has ended', async () => {
			const json = { name: 'customer.createBatch', status: 'success' };
			expect(await wait()).toMatchObject([
				{ json: { ...json, jobId: expect.stringMatching(UUID) } },
			]);
			expect(clock.pauses()).toEqual([1000, 2000]);
		});

		it('throws if the job failed', async () => {
			api.next({});
			api.next({ body: { status: 'failed', error: 'No numbers' } });
			await expect(wait()).rejects.toMatchObject({
				message: 'The job failed in Oration',
				...received(" Oration's reason: No numbers"),
			});
		});

		it.each<[Record<string, NodeParameterValueType>, number]>([
			[{}, 60_000],
			[{ maxWaitMinutes: 0.05 }, 3000],
			[{ maxWaitMinutes: 0 }, 60_000],
			[{ maxWaitMinutes: 'long' }, 60_000],
			[{ maxWaitMinutes: 'Infinity' }, 60_000],
		])('with %j, waits for at most %i ms', async (parameters, maxWaitMs) => {
			api.next({ body: { jobId: 'job_1' } });
			api.jobs.set('job_1', { job: {}, statuses: ['active'] });
			await expect(wait({ parameters })).rejects.toThrow("The job hasn't ended yet");
			expect(clock.pauses().reduce((sum, pause) => sum + pause, 0)).toBe(maxWaitMs);
		});

		it.each(['waitForCompletion', 'maxWaitMinutes'])(
			'sends nothing if the expression of %s fails',
			async (name) => {
				const failing = () => {
					throw new Error('Referenced node is unexecuted');
				};
				await expect(wait({ parameters: { [name]: failing } })).rejects.toThrow(
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
			await expect(wait({ cancelSignal: controller.signal })).rejects.toMatchObject({
				message: 'The execution was canceled',
				...received(''),
			});
		});

		it('throws if the response has no job ID', async () => {
			api.next({ body: {} });
			await expect(wait()).rejects.toMatchObject({
				message: "Oration's response has no job ID",
				description: 'Check in Oration whether it created the customers.',
			});
		});
	});
});
