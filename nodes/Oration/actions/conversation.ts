import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { reasonIn } from '../api/answers';
import { asEvent, getConversation } from '../api/conversations';
import { requestOration } from '../api/request';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../event/json';
import { asTexts, filledIn, forEachItem, requiredText, textOf } from './items';
import { outputOf, outputProperties } from './output';

const showCreate = { resource: ['conversation'], operation: ['create'] };
const showGet = { resource: ['conversation'], operation: ['get'] };

export const conversationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'create',
		displayOptions: { show: { resource: ['conversation'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Place a call or start a conversation',
				description: 'Have an agent call a phone number, or start a chat or web conversation',
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get a conversation',
				description:
					'Get a conversation by its ID. Its transcript and recording can be missing: the event has them.',
			},
		],
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show: showCreate },
		placeholder: 'e.g. agent_123',
		description: 'ID of the agent that holds the conversation',
	},
	{
		displayName: 'Conversation Type',
		name: 'conversationType',
		type: 'options',
		default: 'telephony',
		displayOptions: { show: showCreate },
		options: [
			{ name: 'Chat', value: 'chat' },
			{ name: 'Telephony', value: 'telephony', description: 'The agent calls a phone number' },
			{ name: 'Web', value: 'web', description: 'A call in the browser' },
		],
		description: 'How the agent and the person talk',
	},
	{
		displayName: 'To Phone Number',
		name: 'toPhoneNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +15550100123',
		displayOptions: { show: { ...showCreate, conversationType: ['telephony'] } },
		description: 'Number to call, with plus sign and country code',
	},
	{
		displayName: 'Specify Dynamic Variables',
		name: 'specifyVariables',
		type: 'options',
		default: 'fields',
		displayOptions: { show: showCreate },
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		description: 'How to give the variables that the instructions of the agent refer to',
	},
	{
		displayName: 'Dynamic Variables',
		name: 'variables',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Variable',
		default: {},
		displayOptions: { show: { ...showCreate, specifyVariables: ['fields'] } },
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
		displayOptions: { show: { ...showCreate, specifyVariables: ['json'] } },
		description: 'Object with a field for each variable',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showCreate },
		options: [
			{
				displayName: 'Customer ID',
				name: 'customerId',
				type: 'string',
				default: '',
				description: 'ID of the customer in Oration',
			},
			{
				displayName: 'From Phone Number',
				name: 'fromPhoneNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +15550100456',
				description: 'Number of yours to call from',
			},
			{
				displayName: 'Identifier',
				name: 'identifier',
				type: 'string',
				default: '',
				placeholder: 'e.g. crm-contact-1024',
				description: 'Your own ID of the person',
			},
			{
				displayName: 'Ignore Do Not Disturb',
				name: 'ignoreDND',
				type: 'boolean',
				default: false,
				description: 'Whether to call a customer who must not be disturbed',
			},
		],
	},
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show: showGet },
		placeholder: 'e.g. conv_123',
		description: 'ID of the conversation to get',
	},
	...outputProperties({ show: showGet }),
];

export async function getConversations(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const id = requiredText(context, 'conversationId', 'Conversation ID', itemIndex);
		const conversation = await getConversation(context, itemIndex, id);
		const isRaw = context.getNodeParameter('output', itemIndex, '') === 'raw';
		return {
			json: isRaw ? conversation : outputOf(context, itemIndex, asEvent(conversation)),
		};
	});
}

/** Creates a conversation for each item, with one request that is never repeated: each can be a call to a person. */
export async function createConversations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	if (!context.continueOnFail()) {
		// An item with a mistake must not stop the node halfway, after calls that can't be taken back.
		for (const item of context.getInputData().keys()) readConversation(context, item);
	}
	return await forEachItem(
		context,
		async (itemIndex) => ({ json: await createConversation(context, itemIndex) }),
		(created) =>
			created === 0
				? ''
				: `This node created ${created} conversations before. If you run it again, it creates them again. To see the result of each item, set 'On Error' to 'Continue'.`,
	);
}

async function createConversation(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<JsonObject> {
	const { results, errors } = await requestOration(context, itemIndex, {
		method: 'POST',
		path: '/conversations',
		body: { conversations: [readConversation(context, itemIndex)] },
	});
	const [result, error] = [firstOf(results), firstOf(errors)];
	if (isJsonObject(result)) {
		// The newer answer has the conversation below `conversation`, the older one at the top.
		const { conversation = result, tokenResponse } = result;
		const { id = null, ...rest } = isJsonObject(conversation) ? conversation : {};
		return {
			conversationId: id,
			...rest,
			...(tokenResponse === undefined ? {} : { tokenResponse }),
		};
	}
	const [message, description] =
		error === undefined
			? [
					'The conversation may not have been created',
					"Oration's answer doesn't say what became of it. Check in Oration before you run this again.",
				]
			: [
					'Oration did not create the conversation',
					reasonIn(isJsonObject(error) ? error : { error }) ?? 'Oration gave no reason.',
				];
	throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
}

function firstOf(list: JsonValue | undefined): JsonValue | undefined {
	return Array.isArray(list) ? list[0] : undefined;
}

/** A conversation in the request body, as documented for `POST /conversations`. */
function readConversation(context: IExecuteFunctions, item: number): JsonObject {
	const conversationType = textOf(context, 'conversationType', item) || 'telephony';
	const { ignoreDND, customerId, fromPhoneNumber, identifier } = filledIn(
		context,
		'additionalFields',
		item,
	);
	const dynamicVariables = readVariables(context, item);
	return {
		agentId: requiredText(context, 'agentId', 'Agent ID', item),
		conversationType,
		...(conversationType === 'telephony'
			? { toPhoneNumber: requiredText(context, 'toPhoneNumber', 'To Phone Number', item) }
			: {}),
		...asTexts({ customerId, fromPhoneNumber, identifier }),
		...(ignoreDND === true ? { ignoreDND } : {}),
		...(Object.keys(dynamicVariables).length > 0 ? { dynamicVariables } : {}),
	};
}

function readVariables(context: IExecuteFunctions, itemIndex: number): JsonObject {
	if (context.getNodeParameter('specifyVariables', itemIndex, 'fields') === 'json') {
		const json: unknown = context.getNodeParameter('variablesJson', itemIndex, '{}');
		const variables = typeof json === 'string' ? parseJson(json.trim() || '{}') : json;
		if (isJsonObject(variables)) return variables;
		throw new NodeOperationError(context.getNode(), "'Dynamic Variables' is no JSON object", {
			description: 'Write it as in {"customer_name": "Ada"}.',
			itemIndex,
		});
	}
	const { variable } = filledIn(context, 'variables', itemIndex);
	const variables: unknown[] = Array.isArray(variable) ? variable : [];
	return Object.fromEntries(
		variables
			.filter(isJsonObject)
			.filter(({ name }) => typeof name === 'string' && name !== '')
			.map(({ name, value }) => [String(name), value ?? '']),
	);
}
