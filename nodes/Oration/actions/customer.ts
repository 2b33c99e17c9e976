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
import { asTexts, failed, filledIn, requiredText } from './items';

const LONGEST_WAIT = 60;
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
		description: 'Your own ID of the customer',
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
				description: 'Your own data about the customer, as JSON',
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
				description: 'Number with plus sign and country code',
			},
			{
				displayName: 'Priority',
				name: 'priority',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 5,
				description: 'Order in which campaigns call, 0 is first',
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
				displayName: 'Longest Wait (Seconds)',
				name: 'longestWait',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: LONGEST_WAIT,
				description: "How many seconds to wait where 'Wait for Completion' is on",
			},
			{
				displayName: 'Allow Partial Batches',
				name: 'partial',
				type: 'boolean',
				default: false,
				description:
					'Whether Oration may take a part of the batch where it cannot take the whole. Oration documents it for Create Only.',
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
						description: 'Only create customers (insert)',
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
				description: 'Whether to go on only when Oration has carried the batch out',
			},
		],
	},
];

export async function createOrUpdateCustomers(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	const customers: JsonObject[] = [];
	const taken: number[] = [];
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			customers.push(readCustomer(context, item));
			taken.push(item);
		} catch (error) {
			results.push(failed(context, item, error));
		}
	}
	const [first] = taken;
	if (first === undefined) return results;
	try {
		const json = await sendBatch(context, first, customers);
		return [{ json, pairedItem: taken.map((item) => ({ item })) }, ...results];
	} catch (error) {
		return [...taken.map((item) => failed(context, item, error)), ...results];
	}
}
/** Sends all customers with one request, and gives the job that Oration makes of it. */
async function sendBatch(
	context: IExecuteFunctions,
	itemIndex: number,
	customers: JsonObject[],
): Promise<JsonObject> {
	const { strategy, partial, waitForCompletion, longestWait } = filledIn(context, 'options', 0);
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
		throw new NodeOperationError(context.getNode(), 'Oration named no job to wait for', {
			description: 'Look in Oration whether the customers are there.',
			itemIndex,
		});
	}
	const seconds = Number(longestWait) > 0 ? Number(longestWait) : LONGEST_WAIT;
	try {
		return await waitForJob(context, itemIndex, jobId, seconds * 1000);
	} catch (error) {
		const { message, description } =
			error instanceof NodeApiError || error instanceof NodeOperationError
				? error
				: new NodeOperationError(context.getNode(), String(error));
		throw new NodeOperationError(context.getNode(), message, {
			description: `The customers were sent as job ${jobId}: look at it with 'Job: Get' before you send them again. ${description ?? ''}`,
			itemIndex,
		});
	}
}

/** An entry of the request body, as documented for `POST /customers/batch`. */
function readCustomer(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const { name, email, phoneNumber, priority, isDoNotDisturbEnabled, metadata } = filledIn(
		context,
		'additionalFields',
		itemIndex,
	);
	const misfit = (label: string, expected: string): never => {
		throw new NodeOperationError(context.getNode(), `'${label}' is not ${expected}`, {
			description: 'Check what its expression gives for this item.',
			itemIndex,
		});
	};
	return {
		identifier: requiredText(context, 'identifier', 'Identifier', itemIndex),
		...asTexts({ name, email, phoneNumber }),
		...(priority === undefined
			? {}
			: { priority: Math.round(toNumber(priority) ?? misfit('Priority', 'a number')) }),
		...(isDoNotDisturbEnabled === undefined
			? {}
			: {
					isDoNotDisturbEnabled:
						toBoolean(isDoNotDisturbEnabled) ?? misfit('Do Not Disturb', 'true or false'),
				}),
		...(metadata === undefined ? {} : { metadata: readMetadata(context, metadata, itemIndex) }),
	};
}

function readMetadata(context: IExecuteFunctions, metadata: unknown, itemIndex: number): JsonValue {
	const value = parseJson(typeof metadata === 'string' ? metadata : JSON.stringify(metadata));
	if (value !== undefined) return value;
	throw new NodeOperationError(context.getNode(), "'Metadata' is not JSON", {
		description: 'Write it as in {"plan": "gold"}. Text needs quotation marks.',
		itemIndex,
	});
}
