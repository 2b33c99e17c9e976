import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { waitForJob } from '../api/jobs';
import { requestOration } from '../api/request';
import { toBoolean, toNumber } from '../event/fieldReader';
import { parseJson, type JsonObject, type JsonValue } from '../event/json';
import { readCollection, requiredText, toErrorItem, toStrings } from './items';

const DEFAULT_MAX_WAIT_SECONDS = 60;
const show = { resource: ['customer'], operation: ['upsert'] };

export const customerProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'upsert',
		displayOptions: { show: { resource: ['customer'] } },
		options: [
			{
				name: 'Create or Update',
				value: 'upsert',
				action: 'Create or update customers',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
			},
		],
	},
	{
		displayName: 'Identifier',
		name: 'identifier',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. crm-contact-1024',
		displayOptions: { show },
		description: 'Your ID of the customer, for example from your CRM',
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
				displayName: 'Do Not Disturb',
				name: 'isDoNotDisturbEnabled',
				type: 'boolean',
				default: false,
				description: 'Whether the customer must not be called',
			},
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				default: '',
				placeholder: 'e.g. ada@example.com',
			},
			{
				displayName: 'Metadata',
				name: 'metadata',
				type: 'json',
				default: '{}',
				description: 'Your data about the customer',
			},
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Ada Lovelace',
			},
			{
				displayName: 'Phone Number',
				name: 'phoneNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +15550100123',
				description: 'In international format',
			},
			{
				displayName: 'Priority',
				name: 'priority',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 5,
				description: 'Campaigns call customers with a lower number first',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Max Wait Time (Seconds)',
				name: 'maxWaitSeconds',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_MAX_WAIT_SECONDS,
				description: 'The node fails if the job takes longer',
			},
			{
				displayName: 'Allow Partial Batches',
				name: 'partial',
				type: 'boolean',
				default: false,
				description:
					'Whether Oration can create some of the customers if others are invalid. Documented for Create Only.',
			},
			{
				displayName: 'Strategy',
				name: 'strategy',
				type: 'options',
				default: 'upsert',
				options: [
					{
						name: 'Create Only',
						value: 'insert',
						description: 'Create new records only (insert)',
					},
					{
						name: 'Create or Update',
						value: 'upsert',
						description:
							'Create a new record, or update the current one if it already exists (upsert)',
					},
				],
			},
			{
				displayName: 'Wait for Completion',
				name: 'waitForCompletion',
				type: 'boolean',
				default: false,
				description: 'Whether to wait until Oration has processed the batch. Off by default.',
			},
		],
	},
];

export async function createOrUpdateCustomers(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	const customers: JsonObject[] = [];
	const validItems: number[] = [];
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			customers.push(readCustomer(context, item));
			validItems.push(item);
		} catch (error) {
			results.push(toErrorItem(context, item, error));
		}
	}
	const [first] = validItems;
	if (first === undefined) return results;
	try {
		const json = await sendBatch(context, first, customers);
		return [{ json, pairedItem: validItems.map((item) => ({ item })) }, ...results];
	} catch (error) {
		return [...validItems.map((item) => toErrorItem(context, item, error)), ...results];
	}
}
/** Sends all customers in one request, and returns the job that Oration creates. */
async function sendBatch(
	context: IExecuteFunctions,
	itemIndex: number,
	customers: JsonObject[],
): Promise<JsonObject> {
	const { strategy, partial, waitForCompletion, maxWaitSeconds } = readCollection(
		context,
		'options',
		0,
	);
	const answer = await requestOration(context, itemIndex, {
		method: 'POST',
		path: '/customers/batch',
		body: {
			customers,
			strategy: strategy === 'insert' ? 'insert' : 'upsert',
			...(partial === true ? { partial } : {}),
		},
	});
	const { jobId } = answer;
	if (waitForCompletion !== true) return answer;
	if (typeof jobId !== 'string') {
		throw new NodeOperationError(context.getNode(), "Oration's response has no job ID", {
			description: 'Check in Oration whether it created the customers.',
			itemIndex,
		});
	}
	const seconds = Number(maxWaitSeconds) > 0 ? Number(maxWaitSeconds) : DEFAULT_MAX_WAIT_SECONDS;
	try {
		return await waitForJob(context, itemIndex, jobId, seconds * 1000);
	} catch (error) {
		const { message, description } =
			error instanceof NodeApiError || error instanceof NodeOperationError
				? error
				: new NodeOperationError(context.getNode(), String(error));
		throw new NodeOperationError(context.getNode(), message, {
			description: `Oration received the customers as job ${jobId}. Check it with 'Job: Get' before you run this again. ${description ?? ''}`,
			itemIndex,
		});
	}
}

/** Reads a customer for the body of `POST /customers/batch`. */
function readCustomer(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const { name, email, phoneNumber, priority, isDoNotDisturbEnabled, metadata } = readCollection(
		context,
		'additionalFields',
		itemIndex,
	);
	const throwInvalid = (label: string, expected: string): never => {
		throw new NodeOperationError(context.getNode(), `'${label}' isn't ${expected}`, {
			description: 'Check what its expression returns for this item.',
			itemIndex,
		});
	};
	return {
		identifier: requiredText(context, 'identifier', 'Identifier', itemIndex),
		...toStrings({ name, email, phoneNumber }),
		...(priority === undefined
			? {}
			: { priority: Math.round(toNumber(priority) ?? throwInvalid('Priority', 'a number')) }),
		...(isDoNotDisturbEnabled === undefined
			? {}
			: {
					isDoNotDisturbEnabled:
						toBoolean(isDoNotDisturbEnabled) ?? throwInvalid('Do Not Disturb', 'true or false'),
				}),
		...(metadata === undefined ? {} : { metadata: readMetadata(context, metadata, itemIndex) }),
	};
}

function readMetadata(context: IExecuteFunctions, metadata: unknown, itemIndex: number): JsonValue {
	const value = parseJson(typeof metadata === 'string' ? metadata : JSON.stringify(metadata));
	if (value !== undefined) return value;
	throw new NodeOperationError(context.getNode(), "'Metadata' isn't JSON", {
		description: 'Enter JSON like {"plan": "gold"}. Text needs double quotes.',
		itemIndex,
	});
}
