import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { createConversation } from '../../api/conversations';
import { itemError, type Item } from '../../api/item';
import { isJsonObject, parseJson, type JsonObject } from '../../event/json';
import { toBoolean } from '../../event/values';
import { readItems, rejectRetryOnFail, toErrorItem } from '../items';
import { readCollection, readParameter, readText, requiredText } from '../parameters';

const show = { resource: ['conversation'], operation: ['create'] };

/** How to go on if the node stops after some calls. */
const WARNING =
	"If you run the node again with the same items, it calls these people again. To process the remaining items when one fails, set 'On Error' to 'Continue' in the node's settings.";

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
				description: 'Whether to also call customers who are marked Do Not Disturb in Oration',
			},
		],
	},
];

/** Creates a conversation for each item. Never retries a request, because each one can call a person. */
export async function createConversations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	// Reads all items first, so that an invalid one doesn't stop the node after some calls.
	const { valid, results } = readItems(context, readConversation);
	let created = 0;
	for (const [item, conversation] of valid) {
		try {
			const json = await createConversation(item, conversation);
			results[item.index] = { json, pairedItem: { item: item.index } };
			created++;
		} catch (error) {
			const note =
				created > 0 ? `Conversations created before this item: ${created}. ${WARNING}` : '';
			results[item.index] = toErrorItem(item, error, note);
		}
	}
	return results;
}

/** Reads a conversation for the body of `POST /conversations`. JSON drops what is undefined. */
function readConversation(item: Item): IDataObject {
	rejectRetryOnFail(item, 'n8n would call people again.');
	const { customerId, fromPhoneNumber, ignoreDND } = readCollection(item, 'additionalFields');
	const type = readText(item, 'Conversation Type', readParameter(item, 'conversationType'));
	const isCall = type === undefined || type === 'telephony';
	return {
		agentId: requiredText(item, 'agentId', 'Agent ID'),
		conversationType: type ?? 'telephony',
		toPhoneNumber: isCall ? requiredText(item, 'toPhoneNumber', 'To Phone Number') : undefined,
		customerId: readText(item, 'Customer ID', customerId),
		fromPhoneNumber: readText(item, 'From Phone Number', fromPhoneNumber),
		identifier: readText(item, 'Identifier', readParameter(item, 'identifier')),
		ignoreDND: toBoolean(ignoreDND) || undefined,
		dynamicVariables: readVariables(item),
	};
}

/** Reads the dynamic variables. Returns undefined if there are none. */
function readVariables(item: Item): JsonObject | undefined {
	const isJson = readParameter(item, 'specifyVariables') === 'json';
	const variables = isJson ? readVariablesJson(item) : readVariableFields(item);
	return Object.keys(variables).length > 0 ? variables : undefined;
}

function readVariablesJson(item: Item): JsonObject {
	const json = readParameter(item, 'variablesJson');
	const variables = typeof json === 'string' ? parseJson(json.trim() || '{}') : json;
	if (isJsonObject(variables)) return variables;
	const description = 'Enter an object like {"customer_name": "Ada"}.';
	throw itemError(item, "'Dynamic Variables' isn't a JSON object", description);
}

function readVariableFields(item: Item): JsonObject {
	const { variable } = readCollection(item, 'variables');
	const variables: JsonObject[] = Array.isArray(variable) ? variable.filter(isJsonObject) : [];
	return Object.fromEntries(
		variables.map(({ name, value }) => {
			if (typeof name === 'string' && name.trim() !== '') return [name.trim(), value ?? ''];
			const description = 'Enter its name, or remove the variable.';
			throw itemError(item, "A variable in 'Dynamic Variables' has no name", description);
		}),
	);
}
