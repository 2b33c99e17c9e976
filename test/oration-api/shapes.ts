import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';

/** An item of the body of POST /conversations. */
export interface ConversationRequest {
	agentId: string;
	conversationType: 'chat' | 'web' | 'telephony';
	toPhoneNumber?: string;
	fromPhoneNumber?: string;
	customerId?: string;
	sipTrunkAddress?: string;
	telephonyType?: 'outbound';
	dynamicVariables?: object;
	ignoreDND?: boolean;
	identifier?: string;
}

const ajv = new Ajv({ allowUnionTypes: true });
const text = { type: 'string' };
const phoneNumber = { type: 'string', pattern: '^\\+[1-9]\\d{1,14}$' };

const strictObject = (properties: Record<string, object>, required: string[]): SchemaObject => ({
	type: 'object',
	properties,
	required,
	additionalProperties: false,
});

const nonEmptyArray = (items: object) => ({ type: 'array', minItems: 1, items });

const conversation = {
	...strictObject(
		{
			agentId: text,
			conversationType: { enum: ['chat', 'web', 'telephony'] },
			toPhoneNumber: phoneNumber,
			fromPhoneNumber: text,
			customerId: text,
			sipTrunkAddress: text,
			telephonyType: { const: 'outbound' },
			dynamicVariables: { type: 'object' },
			ignoreDND: { type: 'boolean' },
			identifier: text,
		},
		['agentId', 'conversationType'],
	),
	if: { properties: { conversationType: { const: 'telephony' } } },
	then: { required: ['toPhoneNumber'] },
};

const customer = strictObject(
	{
		identifier: text,
		name: text,
		email: text,
		phoneNumber,
		metadata: { type: ['object', 'string', 'number', 'boolean', 'null'] },
		priority: { type: 'integer', minimum: 0 },
		isDoNotDisturbEnabled: { type: 'boolean' },
		source: strictObject({ method: text }, ['method']),
	},
	['identifier'],
);

export const isConversations = ajv.compile<{ conversations: ConversationRequest[] }>(
	strictObject({ conversations: nonEmptyArray(conversation) }, ['conversations']),
);

export const isCustomers = ajv.compile({
	...strictObject(
		{
			customers: nonEmptyArray(customer),
			strategy: { enum: ['insert', 'upsert'] },
			partial: { type: 'boolean' },
		},
		['customers'],
	),
	// The sample combines them, but the text says that `partial` is only valid with `insert`.
	if: { properties: { strategy: { const: 'upsert' } }, required: ['strategy'] },
	then: { properties: { partial: { const: false } } },
});

/** Returns why a function has just rejected a body. */
export const validationMessage = ({ errors }: ValidateFunction) =>
	ajv.errorsText(errors, { dataVar: 'body' });
