import { NodeHelpers, type INodeTypeDescription } from 'n8n-workflow';
import { outputOf } from '../../scripts/n8n/client';
import { waitFor } from '../../scripts/process';
import { EXAMPLES, readExample, TRIGGER_TYPES } from '../examples';
import {
	callEvent,
	describeInN8n2,
	ExampleRunner,
	RECORDING,
	resultOf,
	successAt,
	SUMMARY,
} from './exampleRunner';
import { send } from './instance';

describeInN8n2('the examples (skipped in n8n 1: they use newer node versions)', () => {
	const examples = ExampleRunner.forTests();

	describe.each(EXAMPLES)('%s', (file) => {
		it('runs in the editor with pinned data, without credentials', async () => {
			const { workflow } = await examples.import(file);
			const { nodes, pinData } = readExample(file);
			const start = nodes.find(({ type }) => TRIGGER_TYPES.includes(type));
			const execution = await examples.runInEditor(workflow, start?.name);
			const last = nodes.at(-1)?.name ?? '';
			expect(resultOf(execution)).toEqual(successAt(last));
			expect(outputOf(execution, last)).toEqual(pinData[last] ?? [expect.any(Object)]);
		});

		it('has only parameters that its node versions have and show', async () => {
			const types: INodeTypeDescription[] = await examples.n8n.api.get('/types/nodes.json');
			for (const node of readExample(file).nodes) {
				const type = types.find(
					({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
				);
				if (!type) throw new Error(`n8n has no ${node.type} in version ${node.typeVersion}.`);
				const { properties } = type;
				expect({
					node: node.name,
					parameters: NodeHelpers.getNodeParameters(
						properties,
						node.parameters,
						true,
						false,
						node,
						type,
					),
				}).toMatchObject({ node: node.name, parameters: node.parameters });
			}
		});
	});

	describe('without a service', () => {
		it('outputs a message for a call', async () => {
			const trigger = await examples.publish('call-summary.json', {});
			const execution = await examples.executionFor(trigger, callEvent());
			expect(resultOf(execution)).toEqual(successAt('Message'));
			expect(outputOf(execution, 'Message')).toEqual([
				{ message: `John Doe: ${SUMMARY} (Delivery change, Upsell)` },
			]);
		});

		it("outputs the fields of an event that n8n's Webhook node received", async () => {
			const { workflow } = await examples.import('high-volume.json');
			await examples.n8n.api.api('POST', `/workflows/${workflow.id}/activate`);
			const url = `${examples.n8n.url}/webhook/oration-events`;
			await waitFor(
				`${url} to accept events`,
				async () => (await send(url, callEvent())).status === 200,
			);
			const execution = await examples.newestExecution(workflow, 1);
			expect(resultOf(execution)).toEqual(successAt('Your Nodes'));
			expect(outputOf(execution, 'Your Nodes')).toEqual([
				expect.objectContaining({
					conversationId: 'conv_1234567890abcdef',
					summary: SUMMARY,
					recordingUrl: RECORDING,
				}),
			]);
		});
	});
});
