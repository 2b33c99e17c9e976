import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { createConversation } from '../../api/conversations';
import { isJsonObject, parseJson, type JsonObject } from '../../event/json';
import { toBoolean } from '../../event/values';
import { forEachItem, rejectRetryOnFail } from '../items';
import { readCollection, readText, readTexts, requiredText } from '../parameters';

const show = { resource: ['conversation'], operation: ['create'] };

export const createProperties: INodeProperties[] = [
	{
		displayName:
			'An AI agent with this tool can call real people, which costs money. Add an approval step. <a href="https://github.com/n8n-nodes-oration/n8n-nodes-oration/blob/main/docs/operations.md#ai-agents" target="_blank">Learn how</a>',
		name: 'toolNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...show, '@tool': [true] } },
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show },
		placeholder: 'e.g. agent_123',
		description:
			"Agent that handles the conversation. To find its ID, look at the 'agentId' field of an earlier event (Output: Full), or ask Oration's support.",
	},
	{
		displayName: 'Conversation Type',
		name: 'conversationType',
		type: 'options',
		default: 'telephony',
		displayOptions: { show },
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
		displayOptions: { show: { ...show, conversationType: ['telephony'] } },
		description: 'Number to call, in international format',
	},
	{
		displayName: 'Identifier',
		name: 'identifier',
		type: 'string',
		default: '={{ $execution.id }}-{{ $runIndex }}-{{ $itemIndex }}',
		displayOptions: { show },
		description:
			"Your own ID, to find the call in Oration later. Defaults to the execution ID, and the numbers of the run and the item. It doesn't prevent a second call.",
	},
	{
		displayName: 'Specify Dynamic Variables',
		name: 'specifyVariables',
		type: 'options',
		default: 'fields',
		displayOptions: { show },
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		description: "Values for the variables in the agent's instructions",
	},
	{
		displayName: 'Dynamic Variables',
		name: 'variables',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Variable',
		default: {},
		displayOptions: { show: { ...show, specifyVariables: ['fields'] } },
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
		displayName: 'Dynamic Variables',
		name: 'variablesJson',
		type: 'json',
		default: '{}',
		displayOptions: { show: { ...show, specifyVariables: ['json'] } },
		description: 'JSON object with a field for each variable',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
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
				displayName: 'Ignore Do Not Disturb',
				name: 'ignoreDND',
				type: 'boolean',
				default: false,
				description:
					'Whether to also call customers who are marked Do Not Disturb in Oration. Off by default.',
			},
		],
	},
];

/** Creates a conversation for each item. Never retries a request, because each one can call a person. */
export async function createConversations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	if (!context.continueOnFail()) {
		// Validates all items first, so that an invalid one doesn't stop the node after some calls.
		for (const item of context.getInputData().keys()) readConversation(context, item);
	}
	return await forEachItem(
		context,
		async (itemIndex) => ({
			json: await createConversation(context, itemIndex, readConversation(context, itemIndex)),
		}),
		(created) =>
			created === 0
				? ''
				: `Conversations created before this item: ${created}. If you run the node again with the same items, it calls these people again. To process the remaining items when one fails, set 'On Error' to 'Continue' in the node's settings.`,
	);
}

/** Reads a conversation for the body of `POST /conversations`. */
function readConversation(context: IExecuteFunctions, item: number): JsonObject {
	rejectRetryOnFail(context, item, 'n8n would call people again.');
	const { ignoreDND, ...additionalFields } = readCollection(context, 'additionalFields', item);
	const conversationType =
		readText(context, 'conversationType', 'Conversation Type', item) || 'telephony';
	const identifier = readText(context, 'identifier', 'Identifier', item);
	const dynamicVariables = readVariables(context, item);
	return {
		agentId: requiredText(context, 'agentId', 'Agent ID', item),
		conversationType,
		...(conversationType === 'telephony'
			? { toPhoneNumber: requiredText(context, 'toPhoneNumber', 'To Phone Number', item) }
			: {}),
		...readTexts(context, item, additionalFields, {
			customerId: 'Customer ID',
			fromPhoneNumber: 'From Phone Number',
		}),
		...(identifier === '' ? {} : { identifier }),
		...(toBoolean(ignoreDND) === true ? { ignoreDND: true } : {}),
		...(Object.keys(dynamicVariables).length > 0 ? { dynamicVariables } : {}),
	};
}

function readVariables(context: IExecuteFunctions, itemIndex: number): JsonObject {
	if (context.getNodeParameter('specifyVariables', itemIndex) === 'json') {
		const json: unknown = context.getNodeParameter('variablesJson', itemIndex);
		const variables = typeof json === 'string' ? parseJson(json.trim() || '{}') : json;
		if (isJsonObject(variables)) return variables;
		throw new NodeOperationError(context.getNode(), "'Dynamic Variables' isn't a JSON object", {
			description: 'Enter an object like {"customer_name": "Ada"}.',
			itemIndex,
		});
	}
	const { variable } = readCollection(context, 'variables', itemIndex);
	const variables: JsonObject[] = Array.isArray(variable) ? variable.filter(isJsonObject) : [];
	return Object.fromEntries(
		variables.map(({ name, value }) => {
			if (typeof name === 'string' && name.trim() !== '') return [name.trim(), value ?? ''];
			throw new NodeOperationError(
				context.getNode(),
				"A variable in 'Dynamic Variables' has no name",
				{
					description: 'Enter its name, or remove the variable.',
					itemIndex,
				},
			);
		}),
	);
}
