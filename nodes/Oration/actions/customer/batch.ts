import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { waitForJob } from '../../api/jobs';
import { requestOration } from '../../api/request';
import { toBoolean, toNumber } from '../../event/fieldReader';
import { parseJson, type JsonObject, type JsonValue } from '../../event/json';
import { isOn } from '../../shared/switch';
import { readCollection, readTexts, requiredText, toErrorItem } from '../items';

const DEFAULT_MAX_WAIT_SECONDS = 60;
const show = { resource: ['customer'], operation: ['create', 'upsert'] };

/** The fields of both operations. */
export const customerFields: INodeProperties[] = [
	{
		displayName: 'Identifier',
		name: 'identifier',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. crm-contact-1024',
		displayOptions: { show },
		description: 'Your ID for the customer, for example from your CRM',
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
				description: '0 is the highest. Campaigns call customers with a higher priority first.',
			},
		],
	},
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		displayOptions: { show },
		description:
			'Whether to wait until Oration has processed the customers. All items go in one request, so the node outputs one job. Off by default.',
	},
	{
		displayName: 'Max Wait Time (Seconds)',
		name: 'maxWaitSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_MAX_WAIT_SECONDS,
		displayOptions: { show: { ...show, waitForCompletion: [true] } },
		description: 'If Oration takes longer, the node fails, but the job continues in Oration',
	},
];

interface BatchOptions {
	strategy: 'insert' | 'upsert';
	partial?: true;
}

/** Sends the customers of all valid items in one request. The output has the order of the items. */
export async function sendCustomers(
	context: IExecuteFunctions,
	options: BatchOptions,
): Promise<INodeExecutionData[]> {
	const customers: JsonObject[] = [];
	const validItems: number[] = [];
	/** By item. The result of the request is at its first valid item. */
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			customers.push(readCustomer(context, item));
			validItems.push(item);
		} catch (error) {
			results[item] = toErrorItem(context, item, error);
		}
	}
	const [first] = validItems;
	if (first === undefined) return results;
	try {
		const json = await sendBatch(context, first, { customers, ...options });
		results[first] = { json, pairedItem: validItems.map((item) => ({ item })) };
	} catch (error) {
		for (const item of validItems) results[item] = toErrorItem(context, item, error);
	}
	return results.filter((result) => result !== undefined);
}

/** Sends a batch, and returns the job that Oration creates. */
async function sendBatch(
	context: IExecuteFunctions,
	itemIndex: number,
	body: BatchOptions & { customers: JsonObject[] },
): Promise<JsonObject> {
	const response = await requestOration(context, itemIndex, {
		method: 'POST',
		path: '/customers/batch',
		body: { ...body },
	});
	const { jobId } = response;
	if (!isOn(context.getNodeParameter('waitForCompletion', 0, false))) return response;
	if (typeof jobId !== 'string') {
		throw new NodeOperationError(context.getNode(), "Oration's response has no job ID", {
			description: 'Check in Oration whether it created the customers.',
			itemIndex,
		});
	}
	const maxWaitSeconds = Number(context.getNodeParameter('maxWaitSeconds', 0, 0));
	const seconds = maxWaitSeconds > 0 ? maxWaitSeconds : DEFAULT_MAX_WAIT_SECONDS;
	try {
		return await waitForJob(context, itemIndex, jobId, seconds * 1000);
	} catch (error) {
		const { message, description } =
			error instanceof NodeApiError || error instanceof NodeOperationError
				? error
				: new NodeOperationError(context.getNode(), String(error));
		throw new NodeOperationError(context.getNode(), message, {
			description: `Oration received the customers. Check job ${jobId} with 'Job: Get' before you run the node again. ${description ?? ''}`,
			itemIndex,
		});
	}
}

/** Reads a customer for the body of `POST /customers/batch`. */
function readCustomer(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const { priority, isDoNotDisturbEnabled, metadata, ...texts } = readCollection(
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
		...readTexts(context, itemIndex, texts, {
			name: 'Name',
			email: 'Email',
			phoneNumber: 'Phone Number',
		}),
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
