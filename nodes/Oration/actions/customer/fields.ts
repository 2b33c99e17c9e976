import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { itemError, type Item } from '../../api/item';
import { parseJson, type JsonValue } from '../../event/json';
import {
	readBoolean,
	readCollection,
	readCount,
	readPhoneNumber,
	readText,
	requiredText,
	throwInvalid,
} from '../parameters';

/** The format that Oration's documentation asks for. */
const E164 = /^\+[1-9]\d{1,14}$/;
export const DEFAULT_MAX_WAIT_MINUTES = 1;

export const customerFields: INodeProperties[] = [
	{
		displayName: 'Identifier',
		name: 'identifier',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. crm-contact-1024',
		description: 'Your ID for the customer, for example from your CRM',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
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
				placeholder: 'e.g. nathan@example.com',
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
				placeholder: 'e.g. Nathan Smith',
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
				typeOptions: { minValue: 0, numberPrecision: 0 },
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
		description:
			'Whether to wait until Oration has processed the customers. All items go in one request, so the node outputs one job.',
	},
	{
		displayName: 'Max Wait Time (Minutes)',
		name: 'maxWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 0.1 },
		default: DEFAULT_MAX_WAIT_MINUTES,
		displayOptions: { show: { waitForCompletion: [true] } },
		description: 'If Oration takes longer, the node fails, but the job continues in Oration',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { hide: { operation: ['upsert'] } },
		options: [
			{
				displayName: 'Allow Partial Batches',
				name: 'partial',
				type: 'boolean',
				default: false,
				description: 'Whether Oration can create some of the customers if others are invalid',
			},
		],
	},
];

/**
 * Reads a customer for the body of `POST /customers/batch`. JSON drops what is undefined.
 *
 * @throws NodeOperationError for what Oration's documentation excludes, because Oration can reject the batch for it
 */
export function readCustomer(item: Item): IDataObject {
	const fields = readCollection(item, 'additionalFields');
	return {
		identifier: requiredText(item, 'identifier', 'Identifier'),
		name: readText(item, 'Name', fields.name),
		email: readText(item, 'Email', fields.email),
		phoneNumber: readE164(item, fields.phoneNumber),
		priority: readCount(item, 'Priority', fields.priority),
		isDoNotDisturbEnabled: readBoolean(item, 'Do Not Disturb', fields.isDoNotDisturbEnabled),
		metadata: readMetadata(item, fields.metadata),
	};
}

function readE164(item: Item, phoneNumber: unknown): string | undefined {
	const number = readPhoneNumber(item, 'Phone Number', phoneNumber);
	if (number === undefined || E164.test(number)) return number;
	return throwInvalid(item, 'Phone Number', 'in international format, such as +15550100123');
}

function readMetadata(item: Item, metadata: unknown): JsonValue | undefined {
	if (metadata === undefined) return undefined;
	const value = parseJson(typeof metadata === 'string' ? metadata : JSON.stringify(metadata));
	if (value !== undefined && !Array.isArray(value)) return value;
	const description = 'Enter JSON like {"plan": "gold"}, but no list. Text needs double quotes.';
	throw itemError(item, "'Metadata' isn't valid", description);
}
