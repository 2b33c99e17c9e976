import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { createConversation } from '../../api/conversations';
import { itemError, type Item } from '../../api/item';
import { toEvent } from '../../event/envelope';
import { isJsonObject, parseJson, type JsonObject } from '../../event/json';
import { toRecord } from '../../event/record';
import { toBoolean } from '../../event/values';
import { outputOf, readOutput, type OutputChoice } from '../../output/output';
import { outputProperties } from '../../output/properties';
import { readItems, rejectRetryOnFail, toErrorItem, toNodeError } from '../items';
import { readCollection, readParameter, readText, requiredText } from '../parameters';
import { readWait, waitForConversations, waitProperties, type Wait } from './wait';

const show = { resource: ['conversation'], operation: ['create'] };

const VARIABLES = '{"customer_name": "Ada"}';
const ADDITIONAL_FIELDS = '{"sipTrunkAddress": "sip.example.com"}';
/** How to go on if the node stops after some calls. */
const WARNING =
	"If you run the node again with the same items, it calls these people again. To process the remaining items when one fails, set 'On Error' to 'Continue' in the node's settings.";

interface CreatedWait extends Wait {
	choice: OutputChoice;
	/** The conversation as Oration created it. */
	created: JsonObject;
}

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
		displayOptions: { show },
		description:
			"JSON object with more fields of the conversation in Oration's API, such as sipTrunkAddress. They replace fields of this node that have the same name.",
	},
	...waitProperties({ show }),
	...outputProperties({ show: { ...show, waitFor: ['analysis', 'end'] } }),
];

/**
 * Creates a conversation for each item, then waits for those with 'Wait Until'. Never retries a request, because each one
 * can call a person. An item whose conversation was created doesn't fail.
 */
export async function createConversations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	// Reads all items first, so that an invalid one doesn't stop the node after some calls.
	const { valid, results } = readItems(context, readSettings);
	const ids: string[] = [];
	const waits: CreatedWait[] = [];
	try {
		for (const [item, { requested, ...settings }] of valid) {
			const pairedItem = { item: item.index };
			try {
				const { id, conversation, ...token } = await createConversation(item, requested);
				ids.push(id);
				const json = { conversationId: id, ...conversation, ...token };
				results[item.index] = { json, pairedItem };
				if (settings.maxWaitMs > 0) {
					waits.push({ ...settings, item, id, created: conversation, conversation: {} });
				}
			} catch (error) {
				results[item.index] = toErrorItem(item, error);
			}
		}
		await waitForConversations(context, waits, (wait, error) => {
			results[wait.item.index] = outputOfWait(wait, error);
		});
	} catch (error) {
		throw withCreated(toNodeError({ context, index: 0 }, error), ids);
	}
	return results;
}

/** Returns the chosen output of a conversation as last seen, with its ID and status, and a hint if it isn't complete. */
function outputOfWait(
	{ item, id, choice, created, conversation }: CreatedWait,
	error: unknown,
): INodeExecutionData {
	const event = toEvent({ ...created, ...conversation, id });
	const { conversationStatus } = toRecord(event);
	const { json, ...output } = outputOf(event, choice);
	const hint = error === undefined ? {} : { orationHints: hintFor(item, error) };
	return {
		...output,
		...hint,
		json: { conversationId: id, conversationStatus, ...json },
		pairedItem: { item: item.index },
	};
}

const hintFor = (item: Item, error: unknown) =>
	`${toNodeError(item, error).message}. The output is the conversation as last seen. If you run this node again, it calls the person again. To get the result later, use 'Conversation: Get' with the 'conversationId'.`;

/** Adds to the error of a run that stops which conversations it created. */
function withCreated(error: NodeApiError | NodeOperationError, ids: string[]) {
	if (ids.length === 0) return error;
	const { description, context } = error;
	const item =
		context.itemIndex === undefined ? '' : ` at item ${String(context.itemIndex)} (counted from 0)`;
	const reason = description && !/[.!?]$/.test(description) ? `${description}.` : description;
	const note = `Conversations created before the node stopped${item}: ${ids.join(', ')}. ${WARNING}`;
	error.description = [reason, note].filter(Boolean).join(' ');
	return error;
}

/** Reads everything before the first call, because an error after a call would invite another one. */
function readSettings(item: Item) {
	return { requested: readConversation(item), choice: readOutput(item), ...readWait(item) };
}

/** Reads a conversation for the body of `POST /conversations`. JSON drops what is undefined. */
function readConversation(item: Item): IDataObject {
	rejectRetryOnFail(item, 'n8n would call people again.');
	const fields = readCollection(item, 'additionalFields');
	const type = readText(item, 'Conversation Type', readParameter(item, 'conversationType'));
	const isCall = type === undefined || type === 'telephony';
	return {
		agentId: requiredText(item, 'agentId', 'Agent ID'),
		conversationType: type ?? 'telephony',
		toPhoneNumber: isCall ? requiredText(item, 'toPhoneNumber', 'To Phone Number') : undefined,
		customerId: readText(item, 'Customer ID', fields.customerId),
		fromPhoneNumber: readText(item, 'From Phone Number', fields.fromPhoneNumber),
		identifier: readText(item, 'Identifier', fields.identifier),
		ignoreDND: toBoolean(fields.ignoreDND) || undefined,
		dynamicVariables: readVariables(item),
		...readJson(item, 'additionalFieldsJson', 'Additional Fields (JSON)', ADDITIONAL_FIELDS),
	};
}

/** Reads the dynamic variables. Returns undefined if there are none. */
function readVariables(item: Item): JsonObject | undefined {
	const isJson = readParameter(item, 'specifyVariables') === 'json';
	const variables = isJson
		? readJson(item, 'variablesJson', 'Dynamic Variables', VARIABLES)
		: readVariableFields(item);
	return Object.keys(variables).length > 0 ? variables : undefined;
}

function readJson(item: Item, name: string, label: string, example: string): JsonObject {
	const json = readParameter(item, name);
	const value = typeof json === 'string' ? parseJson(json.trim() || '{}') : json;
	if (isJsonObject(value)) return value;
	throw itemError(item, `'${label}' isn't a JSON object`, `Enter an object like ${example}.`);
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
