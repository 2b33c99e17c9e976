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
});
