import { NodeOperationError } from 'n8n-workflow';
import { OrationApi } from '../../credentials/OrationApi.credentials';
import { Oration } from '../../nodes/Oration/Oration.node';
import { executeNode } from './executeNode';

describe('execute()', () => {
	it('throws for an operation that is not known', async () => {
		const executing = executeNode({ parameters: { resource: 'job', operation: 'delete' } });
		await expect(executing).rejects.toThrow(NodeOperationError);
		await expect(executing).rejects.toMatchObject({
			message: "The operation 'job delete' is not known",
			description: "Choose a 'Resource' and an 'Operation' from their lists.",
		});
	});
});

describe('description', () => {
	const { description, methods } = new Oration();

	it('can be a tool of an AI agent', () => {
		expect(description.usableAsTool).toBe(true);
	});

	it('offers the resources and their operations', () => {
		const offered = description.properties
			.filter(({ name }) => name === 'operation')
			.map(({ displayOptions, options = [] }) => [
				displayOptions?.show?.resource,
				options.map((option) => ('value' in option ? option.value : '')),
			]);
		expect(offered).toEqual([
			[['conversation'], ['create', 'get']],
			[['customer'], ['upsert']],
			[['event'], ['parse', 'verify']],
			[['job'], ['get']],
			[['recording'], ['download']],
		]);
	});

	it('tests its credential with a method that it has', () => {
		const [credential] = description.credentials ?? [];
		expect(credential?.name).toBe(new OrationApi().name);
		expect(Object.keys(methods.credentialTest)).toEqual([credential?.testedBy]);
	});
});

describe('the credential', () => {
	it('hides the key and knows the address of the API', () => {
		const properties = new OrationApi().properties.map(({ name, typeOptions, default: value }) => [
			name,
			typeOptions?.password,
			value,
		]);
		expect(properties).toEqual([
			['apiKey', true, ''],
			['workspaceId', undefined, ''],
			['baseUrl', undefined, 'https://www.oration.ai/api/v2'],
		]);
	});
});
