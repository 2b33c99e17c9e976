import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { toBoolean, toNumber } from '../../event/values';
import { parseJson, type JsonObject, type JsonValue } from '../../event/json';
import { readCollection, readTexts, requiredText, throwInvalid } from '../parameters';

export const DEFAULT_MAX_WAIT_SECONDS = 60;
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

/** Reads a customer for the body of `POST /customers/batch`. */
export function readCustomer(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const { priority, isDoNotDisturbEnabled, metadata, ...texts } = readCollection(
		context,
		'additionalFields',
		itemIndex,
	);
	return {
		identifier: requiredText(context, 'identifier', 'Identifier', itemIndex),
		...readTexts(context, itemIndex, texts, {
			name: 'Name',
			email: 'Email',
			phoneNumber: 'Phone Number',
		}),
		...(priority === undefined
			? {}
			: {
					priority: Math.round(
						toNumber(priority) ?? throwInvalid(context, itemIndex, 'Priority', 'a number'),
					),
				}),
		...(isDoNotDisturbEnabled === undefined
			? {}
			: {
					isDoNotDisturbEnabled:
						toBoolean(isDoNotDisturbEnabled) ??
						throwInvalid(context, itemIndex, 'Do Not Disturb', 'true or false'),
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
