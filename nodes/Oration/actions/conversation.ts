import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { getConversation, toEvent } from '../api/conversations';
import { reasonIn } from '../api/errors';
import { requestOration } from '../api/request';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../event/json';
import { forEachItem, readCollection, requiredText, textOf, toStrings } from './items';
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
				action: 'Create conversation',
				description:
					'Create a conversation. An agent calls a real person if the type is Phone Call.',
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get conversation',
				description:
					'Get a conversation by ID. Unlike an event, it may have no transcript and recording.',
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
		description:
			'Agent that talks to the person. You find the ID in the field agentId of a past event.',
	},
	{
		displayName: 'Conversation Type',
		name: 'conversationType',
		type: 'options',
		default: 'telephony',
		displayOptions: { show: showCreate },
		options: [
			{ name: 'Chat', value: 'chat' },
			{ name: 'Phone Call', value: 'telephony', description: 'The agent calls a phone number' },
			{ name: 'Web', value: 'web', description: 'The person calls in the browser' },
		],
	},
	{
		displayName: 'To Phone Number',
		name: 'toPhoneNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +15550100123',
		displayOptions: { show: { ...showCreate, conversationType: ['telephony'] } },
		description: 'Number to call, in international format',
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
		description: "Values for the variables in the agent's instructions",
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
		description: 'JSON object with a field for each variable',
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
				description: 'Your ID of the person, for example from your CRM',
			},
			{
				displayName: 'Ignore Do Not Disturb',
				name: 'ignoreDND',
				type: 'boolean',
				default: false,
				description: 'Whether to call customers even if they must not be called. Off by default.',
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
		description: 'You get it from the Oration Trigger or from Create',
	},
	...outputProperties({ show: showGet }),
];

export async function getConversations(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const id = requiredText(context, 'conversationId', 'Conversation ID', itemIndex);
		const conversation = await getConversation(context, itemIndex, id);
		const isRaw = context.getNodeParameter('output', itemIndex, '') === 'raw';
		return {
			json: isRaw ? conversation : outputOf(context, itemIndex, toEvent(conversation)),
		};
	});
}

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
		async (itemIndex) => ({ json: await createConversation(context, itemIndex) }),
		(created) =>
			created === 0
				? ''
				: `The node already created ${created} conversations. If you run it again, it creates them twice. To get the result of each item, set 'On Error' to 'Continue'.`,
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
		// The newer response has the conversation in `conversation`, the older one at the top level.
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
					"Oration's response has no result. Check in Oration before you run this again.",
				]
			: [
					'Oration rejected the conversation',
					reasonIn(isJsonObject(error) ? error : { error }) ?? 'The response has no reason.',
				];
	throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
}

function firstOf(list: JsonValue | undefined): JsonValue | undefined {
	return Array.isArray(list) ? list[0] : undefined;
}

/** Reads a conversation for the body of `POST /conversations`. */
function readConversation(context: IExecuteFunctions, item: number): JsonObject {
	const conversationType = textOf(context, 'conversationType', item) || 'telephony';
	const { ignoreDND, customerId, fromPhoneNumber, identifier } = readCollection(
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
		...toStrings({ customerId, fromPhoneNumber, identifier }),
		...(ignoreDND === true ? { ignoreDND } : {}),
		...(Object.keys(dynamicVariables).length > 0 ? { dynamicVariables } : {}),
	};
}

function readVariables(context: IExecuteFunctions, itemIndex: number): JsonObject {
	if (context.getNodeParameter('specifyVariables', itemIndex, 'fields') === 'json') {
		const json: unknown = context.getNodeParameter('variablesJson', itemIndex, '{}');
		const variables = typeof json === 'string' ? parseJson(json.trim() || '{}') : json;
		if (isJsonObject(variables)) return variables;
		throw new NodeOperationError(context.getNode(), "'Dynamic Variables' isn't a JSON object", {
			description: 'Enter an object like {"customer_name": "Ada"}.',
			itemIndex,
		});
	}
	const { variable } = readCollection(context, 'variables', itemIndex);
	const variables: unknown[] = Array.isArray(variable) ? variable : [];
	return Object.fromEntries(
		variables
			.filter(isJsonObject)
			.filter(({ name }) => typeof name === 'string' && name !== '')
			.map(({ name, value }) => [String(name), value ?? '']),
	);
}
