/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this reads files of the repository; the package doesn't include tests */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IConnections, IDataObject, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';

const FOLDER = path.join(__dirname, '../examples');

export const EXAMPLES = readdirSync(FOLDER);

const WEBHOOK_TYPES = [
	'n8n-nodes-oration.orationTrigger',
	'n8n-nodes-base.webhook',
	'n8n-nodes-base.formTrigger',
];

/** The trigger types of the examples. */
export const TRIGGER_TYPES = [...WEBHOOK_TYPES, 'n8n-nodes-base.scheduleTrigger'];

export interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
	pinData: Record<string, IDataObject[]>;
}

export interface Workflow extends Omit<Example, 'pinData'> {
	id: string;
	pinData: IPinData;
}

export function readExample(file: string): Example {
	return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
}

/** Returns an example as a new workflow in the editor, with a new ID and webhook URL. */
export function toWorkflow(example: Example, webhookId: string): Workflow {
	return {
		...example,
		id: randomUUID(),
		nodes: example.nodes.map((node) =>
			WEBHOOK_TYPES.includes(node.type) ? { ...node, webhookId } : node,
		),
		pinData: Object.fromEntries(
			Object.entries(example.pinData).map(([name, items]) => [
				name,
				items.map((json) => ({ json })),
			]),
		),
	};
}
