import { startOrationApi, type OrationApi } from '../../../oration-api/server';
import { executeNode } from '../../executeNode';

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

describe('Customer: Create', () => {
	it.each([
		[{}, {}],
		[{ partial: false }, {}],
		[{ partial: true }, { partial: true }],
		[{ partial: 'true' }, { partial: true }],
	])('sends the strategy insert, with the options %j', async (options, expected) => {
		await executeNode({
			api,
			parameters: { resource: 'customer', operation: 'create', identifier: 'crm-1', options },
		});
		expect(api.requests.map(({ body }) => body)).toEqual([
			{ customers: [{ identifier: 'crm-1' }], strategy: 'insert', ...expected },
		]);
	});

	it('sends nothing if Retry On Fail is on', async () => {
		const parameters = { resource: 'customer', operation: 'create', identifier: 'crm-1' };
		await expect(executeNode({ api, parameters, retryOnFail: true })).rejects.toMatchObject({
			message: "'Retry On Fail' must be off",
			description:
				'n8n would create the customers again. Turn it off in the settings of the node. Nothing was sent.',
		});
		expect(api.requests).toEqual([]);
	});
});
