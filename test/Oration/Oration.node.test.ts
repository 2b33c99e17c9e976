import { OrationApi } from '../../credentials/OrationApi.credentials';
import { Oration } from '../../nodes/Oration/Oration.node';
import { executeNode } from './executeNode';

describe('execute()', () => {
	it('throws for an unknown operation', async () => {
		const executing = executeNode({ parameters: { resource: 'job', operation: 'delete' } });
		await expect(executing).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: "The operation 'job delete' doesn't exist",
			description: "Select a 'Resource' and an 'Operation' from the lists.",
		});
	});
});

describe('description', () => {
	const { description, methods } = new Oration();
	const operations = description.properties
		.filter(({ name }) => name === 'operation')
		.map(({ displayOptions, options = [] }) => ({
			resource: displayOptions?.show?.resource,
			values: options.map((option) => 'value' in option && option.value),
			actions: options.map((option) => 'action' in option && option.action),
		}));

	it('is usable as a tool for AI agents', () => {
		expect(description.usableAsTool).toBe(true);
	});

	it('has the resources and their operations', () => {
		expect(operations.map(({ resource, values }) => [resource, values])).toEqual([
			[['conversation'], ['create', 'get']],
			[['customer'], ['create', 'upsert']],
			[['event'], ['parse', 'verify']],
			[['job'], ['get']],
			[['recording'], ['download']],
		]);
	});

	it('says in the actions what happens to people, because it is all that an AI agent reads', () => {
		const actions = ['Call a person or start a conversation', 'Get the result of a conversation'];
		expect(operations[0]?.actions).toEqual(actions);
	});

	it('shows each parameter only for its operation', () => {
		const { properties } = description;
		const others = properties.filter(({ name }) => name !== 'resource' && name !== 'operation');
		for (const { name, displayOptions } of others) {
			expect([name, Object.keys(displayOptions?.show ?? {})]).toEqual([
				name,
				expect.arrayContaining(['resource', 'operation']),
			]);
		}
	});

	it('has expressions as defaults, which read the item', () => {
		const defaults = description.properties
			.map(({ name, default: value }) => [name, value])
			.filter(([, value]) => String(value).startsWith('='));
		expect(defaults).toEqual([
			['event', '={{ $json.body ?? $json }}'],
			['conversationId', '={{ $json.conversationId }}'],
			['recordingUrl', '={{ $json.recordingUrl }}'],
		]);
	});

	it('has the method that tests its credential', () => {
		const [credential] = description.credentials ?? [];
		expect(credential?.name).toBe(new OrationApi().name);
		expect(Object.keys(methods.credentialTest)).toEqual([credential?.testedBy]);
	});
});

describe('the credential', () => {
	it('hides the key and the token, and has the default base URL', () => {
		const { properties } = new OrationApi();
		const shown = properties.map(({ name, typeOptions, default: value }) => {
			return [name, typeOptions?.password, value];
		});
		expect(shown).toEqual([
			['apiKey', true, ''],
			['workspaceId', undefined, ''],
			['workspaceSlug', undefined, ''],
			['accessToken', true, ''],
			['baseUrl', undefined, 'https://www.oration.ai/api/v2'],
		]);
	});
});
