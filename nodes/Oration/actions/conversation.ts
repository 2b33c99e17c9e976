import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { asEvent, conversationIn, getConversation } from '../api/conversations';
import { outcomesOf, type Outcome } from '../api/outcomes';
import { requestOration } from '../api/request';
import { isJsonObject, parseJson, type JsonObject } from '../event/json';
import { asTexts, failed, filledIn, forEachItem, requiredText, textOf } from './items';
import { outputOf, outputProperties } from './output';

const BATCH_SIZE = 10;
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
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: showCreate },
		options: [
			{
				displayName: 'Batch Size',
				name: 'batchSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: BATCH_SIZE,
				description: 'How many conversations to create with one request. Oration names no limit.',
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

export async function createConversations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	const settled = new Map<number, Settled>();
	const entries: Entry[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			entries.push([item, readEntry(context, item)]);
		} catch (error) {
			settled.set(item, { error });
		}
	}

	const { batchSize } = filledIn(context, 'options', 0);
	const isToStop = () =>
		!context.continueOnFail() && [...settled.values()].some((one) => 'error' in one);
	for (const batch of inBatches(entries, Number(batchSize ?? BATCH_SIZE))) {
		if (isToStop()) break;
		for (const [item, one] of await createBatch(context, batch)) settled.set(item, one);
	}

	const note = noteOnCreated([...settled.values()]);
	return [...settled]
		.sort(([one], [other]) => one - other)
		.map(
			([item, one]): INodeExecutionData =>
				'error' in one
					? failed(context, item, one.error, note)
					: { json: one.json, pairedItem: { item } },
		);
}

type Entry = [item: number, entry: JsonObject];
type Settled = { json: JsonObject } | { error: unknown };

/** Creates the conversations of a batch with one request, which is never repeated: each could be a second call. */
async function createBatch(
	context: IExecuteFunctions,
	batch: Entry[],
): Promise<Array<[item: number, settled: Settled]>> {
	const [[firstItem] = [0]] = batch;
	const entries = batch.map(([, entry]) => entry);
	try {
		const answer = await requestOration(context, firstItem, {
			method: 'POST',
			path: '/conversations',
			body: { conversations: entries },
		});
		const outcomes = outcomesOf(entries, answer);
		return batch.map(([item], place) => [item, settle(context, item, outcomes[place])]);
	} catch (error) {
		return batch.map(([item]) => [item, { error }]);
	}
}

function settle(context: IExecuteFunctions, itemIndex: number, outcome?: Outcome): Settled {
	if (outcome === undefined || 'reason' in outcome) {
		const error = outcome?.reason
			? new NodeOperationError(context.getNode(), 'Oration did not create the conversation', {
					description: outcome.reason,
					itemIndex,
				})
			: new NodeOperationError(context.getNode(), 'The conversation may not have been created', {
					description: `The answer does not say what became of it. Look in Oration before you run this again.`,
					itemIndex,
				});
		return { error };
	}
	const { id, ...conversation } = conversationIn(outcome.result);
	const { tokenResponse } = outcome.result;
	return {
		json: {
			conversationId: id ?? null,
			...conversation,
			...(tokenResponse === undefined ? {} : { tokenResponse }),
		},
	};
}

/** Where a run ends early: what not to do again. */
function noteOnCreated(settled: Settled[]): string {
	const created = settled.filter((one) => 'json' in one).length;
	return created === 0
		? ''
		: `Conversations of this run that were created: ${created}. Running it again creates them again. Set 'On Error' to 'Continue' to see the result of each item.`;
}

/** An entry of the request body, as documented for `POST /conversations`. */
function readEntry(context: IExecuteFunctions, item: number): JsonObject {
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

function inBatches<T>(list: T[], size: number): T[][] {
	const length = Math.max(1, Math.floor(size) || 1);
	return Array.from({ length: Math.ceil(list.length / length) }, (_, place) =>
		list.slice(place * length, (place + 1) * length),
	);
}
