import type { NodeParameterValueType } from 'n8n-workflow';
import { expressions, itemsFor, operation } from '../../executeNode';
import { useClock, useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const CHECK = 'Check what its expression returns for this item.';
const EMPTY =
	"'Identifier' is empty. Enter a value, or check what its expression returns for this item.";

const api = useOrationApi();
const clock = useClock();
const defaults = { api, parameters: { identifier: (item: number) => `crm-${item}` } };
const create = operation('customer', 'create', defaults);
const upsert = operation('customer', 'upsert', defaults);

const bodies = () => api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);

describe('Customer: Create', () => {
	it.each([
		[{ partial: false }, {}],
		[{ partial: true }, { partial: true }],
		[{ partial: 'true' }, { partial: true }],
	])('with the options %j, sends %j', async (options, expected) => {
		await create({ parameters: { options } });
		const customers = [{ identifier: 'crm-0' }];
		expect(bodies()).toEqual([{ customers, strategy: 'insert', ...expected }]);
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
	it('sends all items in one request, and outputs one job for them', async () => {
		expect(await upsert({ items: itemsFor(2) })).toEqual([
			{ json: { jobId: expect.stringMatching(UUID) }, pairedItem: [{ item: 0 }, { item: 1 }] },
		]);
		const customers = [{ identifier: 'crm-0' }, { identifier: 'crm-1' }];
		const body = { customers, strategy: 'upsert' };
		expect(api.requests).toMatchObject([{ method: 'POST', path: '/api/v2/customers/batch', body }]);
	});

	it('works with Retry On Fail, because a second request changes nothing', async () => {
		await upsert({ retryOnFail: true });
		expect(bodies()).toHaveLength(1);
	});

	const NUMBER = { phoneNumber: '+15550100123' };
	const TEXTS = { name: 'Ada', email: 'ada@example.com', ...NUMBER };
	const BLANK = { name: '', email: '', phoneNumber: '', metadata: '', priority: null };
	const GOLD = { metadata: { plan: 'gold' } };
	const DO_NOT_DISTURB = { isDoNotDisturbEnabled: true };
	it.each<[object, object]>([
		[TEXTS, TEXTS],
		[{ phoneNumber: ' +1 (555) 010-0123' }, NUMBER],
		[BLANK, {}],
		[{ priority: 0 }, { priority: 0 }],
		[{ priority: '3' }, { priority: 3 }],
		[{ isDoNotDisturbEnabled: false }, { isDoNotDisturbEnabled: false }],
		[{ isDoNotDisturbEnabled: 'TRUE' }, DO_NOT_DISTURB],
		[{ metadata: '{"plan":"gold"}' }, GOLD],
		[GOLD, GOLD],
		[{ metadata: '"gold"' }, { metadata: 'gold' }],
		[{ metadata: '7' }, { metadata: 7 }],
		[{ metadata: 7 }, { metadata: 7 }],
		[{ metadata: true }, { metadata: true }],
		[{ metadata: 'null' }, { metadata: null }],
	])('for the fields %j, sends %j', async (additionalFields, expected) => {
		await upsert({ parameters: expressions({ additionalFields }) });
		const customers = [{ identifier: 'crm-0', ...expected }];
		expect(bodies()).toEqual([{ customers, strategy: 'upsert' }]);
	});

	const NO_COUNT = `'Priority' isn't a whole number of 0 or more. ${CHECK}`;
	const NO_NUMBER = `'Phone Number' isn't in international format, such as +15550100123. ${CHECK}`;
	const NO_METADATA =
		'\'Metadata\' isn\'t valid. Enter JSON like {"plan": "gold"}, but no list. Text needs double quotes.';
	it.each<[NodeParameterValueType, string]>([
		[{ priority: 'high' }, NO_COUNT],
		[{ priority: -1 }, NO_COUNT],
		[{ priority: '2.6' }, NO_COUNT],
		[{ priority: 1e300 }, NO_COUNT],
		[{ phoneNumber: '5550100123' }, NO_NUMBER],
		[{ phoneNumber: 'tel:+15550100123' }, NO_NUMBER],
		[{ phoneNumber: '+49 (0)30 123456' }, NO_NUMBER],
		[{ phoneNumber: 'Anonymous' }, `'Phone Number' isn't a phone number. ${CHECK}`],
		[{ isDoNotDisturbEnabled: 'maybe' }, `'Do Not Disturb' isn't true or false. ${CHECK}`],
		[{ email: { id: 1 } }, `'Email' isn't text. ${CHECK}`],
		[{ phoneNumber: true }, `'Phone Number' isn't text. ${CHECK}`],
		[{ name: ['Ada'] }, `'Name' isn't text. ${CHECK}`],
		[{ metadata: 'gold' }, NO_METADATA],
		[{ metadata: ['gold'] }, NO_METADATA],
		[{ metadata: '["gold"]' }, NO_METADATA],
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
		const parameters = { identifier: (item: number) => (item === 0 ? '' : `crm-${item}`) };
		expect(await upsert({ continueOnFail: true, items: itemsFor(3), parameters })).toEqual([
			{ json: { error: EMPTY }, pairedItem: { item: 0 } },
			{ json: { jobId: expect.any(String) }, pairedItem: [{ item: 1 }, { item: 2 }] },
		]);
	});

	it('sends nothing if no item is valid', async () => {
		const run = { continueOnFail: true, items: itemsFor(2), parameters: { identifier: '' } };
		const json = { error: EMPTY };
		expect(await upsert(run)).toMatchObject([{ json }, { json }]);
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
		const WAIT = { waitForCompletion: true };
		const JOB = { body: { jobId: 'job_1' } };
		const wait = async (values: object = {}, cancelSignal?: AbortSignal) =>
			await upsert({ parameters: { ...WAIT, ...expressions(values) }, cancelSignal });
		const RECEIVED =
			"Oration received the customers. Check job job_1 with 'Job: Get' before you run the node again.";

		it('outputs the job when it has ended', async () => {
			const json = { jobId: expect.stringMatching(UUID), status: 'success' };
			expect(await wait()).toMatchObject([{ json }]);
			expect(clock.pauses()).toEqual([1000, 2000]);
		});

		it('says that Oration received the customers if the job failed', async () => {
			[JOB, { body: { status: 'failed', error: 'No numbers' } }].forEach(api.next);
			await expect(wait()).rejects.toMatchObject({
				message: 'The job failed in Oration',
				description: `${RECEIVED} Oration's reason: No numbers`,
			});
		});

		it('says that Oration received the customers if the execution is canceled', async () => {
			const controller = new AbortController();
			api.next(JOB);
			api.jobs.set('job_1', { job: {}, statuses: ['active'] });
			clock.duringPause(() => controller.abort(), { ends: false });
			await expect(wait({}, controller.signal)).rejects.toMatchObject({
				message: 'The execution was canceled',
				description: RECEIVED,
			});
		});

		it.each([
			[{}, 60_000],
			[{ maxWaitMinutes: 0.05 }, 3000],
			[{ maxWaitMinutes: 0 }, 60_000],
		])('with %j, waits for at most %i ms', async (values, maxWaitMs) => {
			api.next(JOB);
			api.jobs.set('job_1', { job: {}, statuses: ['active'] });
			await expect(wait(values)).rejects.toThrow("The job hasn't ended yet");
			expect(clock.pauses().reduce((sum, pause) => sum + pause, 0)).toBe(maxWaitMs);
		});

		it.each(['waitForCompletion', 'maxWaitMinutes'])('sends nothing if %s throws', async (name) => {
			const failing = () => {
				throw new Error('Referenced node is unexecuted');
			};
			const failure = upsert({ parameters: { ...WAIT, [name]: failing } });
			await expect(failure).rejects.toThrow('Referenced node is unexecuted');
			expect(api.requests).toEqual([]);
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
