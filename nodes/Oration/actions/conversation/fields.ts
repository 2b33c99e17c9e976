import { updateDisplayOptions, type IDataObject, type INodeProperties } from 'n8n-workflow';
import { itemError, type Item } from '../../api/item';
import { isJsonObject, parseJson, type JsonObject } from '../../event/json';
import { toBoolean } from '../../event/values';
import { outputProperties } from '../../output/properties';
import {
	readCollection,
	readParameter,
	readPhoneNumber,
	readText,
	requiredText,
} from '../parameters';
import { waitProperties } from './wait';

export const createProperties: INodeProperties[] = [
	{
		displayName:
			'An AI agent with this tool can call real people, which costs money. Add an approval step. <a href="https://github.com/n8n-nodes-oration/n8n-nodes-oration/blob/main/docs/operations.md#ai-agents" target="_blank">Learn how</a>',
		name: 'toolNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { '@tool': [true] } },
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. agent_123',
		description:
			"Agent that handles the conversation. To find its ID, look at the 'agentId' field of an earlier event (Output: Full), or ask Oration's support.",
	},
	{
		displayName: 'Conversation Type',
		name: 'conversationType',
		type: 'options',
		default: 'telephony',
		options: [
			{ name: 'Chat', value: 'chat' },
			{ name: 'Phone Call', value: 'telephony', description: 'The agent calls a phone number' },
			{ name: 'Web', value: 'web', description: 'The person talks to the agent in a browser' },
		],
	},
	{
		displayName: 'To Phone Number',
		name: 'toPhoneNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +15550100123',
		displayOptions: { show: { conversationType: ['telephony'] } },
		description: 'Number to call, in international format',
	},
	{
		displayName: 'Dynamic Variables',
		name: 'variables',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Variable',
		default: {},
		description:
			"Values for the variables in the agent's instructions. To send an object instead, add it as dynamicVariables to 'Additional Fields (JSON)'.",
		options: [
			{
				displayName: 'Variable',
				name: 'variable',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Customer ID',
				name: 'customerId',
				type: 'string',
				default: '',
				description: "Oration's ID of the customer",
			},
			{
				displayName: 'From Phone Number',
				name: 'fromPhoneNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +15550100456',
				description: 'Your number to call from',
			},
			{
				displayName: 'Identifier',
				name: 'identifier',
				type: 'string',
				default: '',
				placeholder: 'e.g. crm-contact-1024',
				description: 'Your ID for the customer, for example from your CRM',
			},
			{
				displayName: 'Ignore Do Not Disturb',
				name: 'ignoreDND',
				type: 'boolean',
				default: false,
				description: 'Whether to also call customers who are marked Do Not Disturb in Oration',
			},
		],
	},
	{
		displayName: 'Additional Fields (JSON)',
		name: 'additionalFieldsJson',
		type: 'json',
		default: '{}',
		description:
			"JSON object with more fields of the conversation in Oration's API, such as sipTrunkAddress. They replace fields of this node that have the same name.",
	},
	...waitProperties,
	...updateDisplayOptions({ show: { waitFor: ['analysis', 'end'] } }, outputProperties),
];

/** Reads a conversation for the body of `POST /conversations`. JSON drops what is undefined. */
export function readConversation(item: Item): IDataObject {
	const fields = readCollection(item, 'additionalFields');
	const type = readText(item, 'Conversation Type', readParameter(item, 'conversationType'));
	const conversationType = type?.toLowerCase() ?? 'telephony';
	const isCall = conversationType === 'telephony';
	const sentTo = isCall ? requiredText(item, 'toPhoneNumber', 'To Phone Number') : undefined;
	return {
		agentId: requiredText(item, 'agentId', 'Agent ID'),
		conversationType,
		toPhoneNumber: readPhoneNumber(item, 'To Phone Number', sentTo),
		customerId: readText(item, 'Customer ID', fields.customerId),
		fromPhoneNumber: readPhoneNumber(item, 'From Phone Number', fields.fromPhoneNumber),
		identifier: readText(item, 'Identifier', fields.identifier),
		ignoreDND: toBoolean(fields.ignoreDND) || undefined,
		dynamicVariables: readVariables(item),
		...readAdditionalFieldsJson(item),
	};
}

function readAdditionalFieldsJson(item: Item): JsonObject {
	const json = readParameter(item, 'additionalFieldsJson');
	const value = typeof json === 'string' ? parseJson(json.trim() || '{}') : json;
	if (isJsonObject(value)) return value;
	const description = 'Enter an object like {"sipTrunkAddress": "sip.example.com"}.';
	throw itemError(item, "'Additional Fields (JSON)' isn't a JSON object", description);
}

function readVariables(item: Item): JsonObject | undefined {
	const { variable } = readCollection(item, 'variables');
	const variables: JsonObject[] = Array.isArray(variable) ? variable.filter(isJsonObject) : [];
	if (variables.length === 0) return undefined;
	return Object.fromEntries(
		variables.map(({ name, value }) => {
			if (typeof name === 'string' && name.trim() !== '') return [name.trim(), value ?? ''];
			const description = 'Enter its name, or remove the variable.';
			throw itemError(item, "A variable in 'Dynamic Variables' has no name", description);
		}),
	);
}
