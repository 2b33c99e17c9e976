import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { RECORD_FIELDS, RECORD_FIELD_NAMES, SIMPLIFIED_FIELDS } from '../event/fields';

/** Returns the label of a field, such as Agent ID for agentId. */
function labelOf(name: string): string {
	const words = name.charAt(0).toUpperCase() + name.slice(1).replace(/(?=[A-Z])/g, ' ');
	return words
		.replace(/\b(?:Id|Url|Llm)\b/g, (acronym) => acronym.toUpperCase())
		.replace('Ws ', 'WebSocket ');
}

// Compares ASCII names by code unit: localeCompare() makes Node.js load its language data.
const fieldOptions: INodePropertyOptions[] = RECORD_FIELD_NAMES.map((value) => ({
	name: labelOf(value),
	value,
	description: RECORD_FIELDS[value][1],
})).sort((a, b) => (a.name < b.name ? -1 : 1));

export const outputProperties: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'simplified',
		options: [
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'The ten fields that most workflows need',
			},
			{
				name: 'Full',
				value: 'full',
				description: 'All fields, including transcript turns and times',
			},
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'Only the fields you choose',
			},
			{ name: 'Raw', value: 'raw', description: 'The data from Oration, unchanged' },
		],
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		default: [...SIMPLIFIED_FIELDS],
		displayOptions: { show: { output: ['selectedFields'] } },
		options: fieldOptions,
		description: 'Fields to output',
	},
];
