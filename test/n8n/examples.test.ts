import { NodeHelpers } from 'n8n-workflow';
import type { JsonObject, JsonValue } from '../../nodes/Oration/event/json';
import { EXAMPLES, readExample, TRIGGER_TYPES } from '../examples';
import {
	call,
	describeExamples,
	importExample,
	nodeTypes,
	run,
	runInEditor,
	SUMMARY,
} from './exampleRunner';
import { RECORDING } from './exampleServices';

describeExamples('the examples (skipped in n8n 1)', () => {
	describe.each(EXAMPLES)('%s', (file) => {
		const { nodes, pinData } = readExample(file);

		it('runs in the editor with pinned data, without credentials', async () => {
			const start = nodes.find(({ type }) => TRIGGER_TYPES.includes(type));
			const end = nodes.at(-1)?.name ?? '';
			expect(await runInEditor(await importExample(file), start?.name)).toMatchObject({
				ends: [end],
				outputs: [pinData[end] ?? [expect.any(Object)]],
			});
		});

		it('has only parameters that its node versions have and show', async () => {
			const types = await nodeTypes();
			for (const node of nodes) {
				const { name, parameters } = node;
				const type = types.find(
					(other) => other.name === node.type && [other.version].flat().includes(node.typeVersion),
				);
				if (!type) throw new Error(`n8n has no ${node.type} in version ${node.typeVersion}.`);
				const args = [type.properties, parameters, true, false, node, type] as const;
				const shown = NodeHelpers.getNodeParameters(...args);
				expect({ name, parameters: shown }).toMatchObject({ name, parameters });
			}
		});
	});

	it('outputs a message for a call, also from a hidden caller', async () => {
		const hidden = { customer: null, telephonyType: 'inbound', fromPhoneNumber: 'Anonymous' };
		const end = `: ${SUMMARY} (Delivery change, Upsell)`;
		expect(await run('call-summary.json', [call(), call(hidden)])).toMatchObject({
			ends: ['Message', 'Message'],
			outputs: [[{ message: `John Doe${end}` }], [{ message: `Unknown customer${end}` }]],
		});
	});

	it('adds a row for each task of a call, and updates it if the event runs again', async () => {
		const tasks: JsonValue[] = [
			{ title: 'Move it', dueDate: '2026-04-03' },
			'Confirm',
			{ title: '' },
			null,
		];
		const analyses: JsonObject[] = [{ tasks }, { tasks: null }, {}, { tasks }];
		const events = analyses.map((postCallMetadata) => call({ postCallMetadata }));
		const row = { conversationId: 'conv_1234567890abcdef', customer: 'John Doe' };
		const rows = [
			{ id: 1, ...row, title: 'Move it', dueDate: '2026-04-03' },
			{ id: 2, ...row, title: 'Confirm', dueDate: '' },
		];
		expect(await run('tasks-from-analysis.json', events)).toMatchObject({
			ends: ['Add Task', 'Has Title', 'Split Tasks', 'Add Task'],
			outputs: [rows, [], [], rows],
		});
	});

	it("outputs the fields of an event that n8n's Webhook node received", async () => {
		const conversationId = 'conv_1234567890abcdef';
		expect(await run('high-volume.json', [call()])).toMatchObject({
			ends: ['Your Nodes'],
			outputs: [[{ conversationId, summary: SUMMARY, recordingUrl: RECORDING }]],
		});
	});
});
