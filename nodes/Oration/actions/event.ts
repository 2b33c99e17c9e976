import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { asEvent, getConversation } from '../api/conversations';
import { readEvent } from '../event/envelope';
import { parseJson } from '../event/json';
import { toRecord } from '../event/record';
import { forEachItem, requiredText, textOf } from './items';
import { outputOf, outputProperties } from './output';

const showParse = { resource: ['event'], operation: ['parse'] };
const showVerify = { resource: ['event'], operation: ['verify'] };

export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'parse',
		displayOptions: { show: { resource: ['event'] } },
		options: [
			{
				name: 'Parse',
				value: 'parse',
				action: 'Parse an event',
				description: 'Turn an event that came another way into the record of the Oration Trigger',
			},
			{
				name: 'Verify',
				value: 'verify',
				action: 'Verify an event',
				description:
					'Ask Oration whether it knows the conversation of an event, so that no forged event gets further',
			},
		],
	},
	{
		displayName: 'Event',
		name: 'event',
		type: 'json',
		required: true,
		default: '={{ $json.body ?? $json }}',
		displayOptions: { show: showParse },
		description: 'Event as Oration sent it, such as the body that a Webhook node received',
	},
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '={{ $json.conversationId }}',
		displayOptions: { show: showVerify },
		placeholder: 'e.g. conv_123',
		description:
			'ID of the conversation that the event is about. The Oration Trigger before this node fills it in. After another node, drag the field here.',
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		default: '',
		displayOptions: { show: showVerify },
		placeholder: 'e.g. agent_123',
		description: 'If you fill it in, the conversation must be with this agent',
	},
	...outputProperties({ show: showParse }),
];

export async function parseEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const sent: unknown = context.getNodeParameter('event', itemIndex);
		const result = readEvent(typeof sent === 'string' ? parseJson(sent) : sent);
		if ('event' in result) return { json: outputOf(context, itemIndex, result.event) };
		throw new NodeOperationError(context.getNode(), 'This is not an Oration event', {
			description: `${result.invalid.message}. Check that 'Event' holds the whole body that Oration sent.`,
			itemIndex,
		});
	});
}

/** Passes on, unchanged, each item whose conversation Oration knows in the workspace of the credential. */
export async function verifyEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const { workspaceId } = await context.getCredentials('orationApi', itemIndex);
		const expected = {
			conversationId: requiredText(context, 'conversationId', 'Conversation ID', itemIndex),
			workspaceId: String(workspaceId).trim(),
			agentId: textOf(context, 'agentId', itemIndex),
		};
		const known = toRecord(
			asEvent(await getConversation(context, itemIndex, expected.conversationId)),
		);
		const failure = MATCH_FIELDS.find(
			({ name }) => expected[name] !== '' && expected[name] !== known[name],
		);
		if (failure) {
			throw new NodeOperationError(context.getNode(), "The event couldn't be verified", {
				description: `${failure.reason} Don't trust this item: the event may be forged.`,
				itemIndex,
			});
		}
		const { json, binary } = context.getInputData()[itemIndex] ?? { json: {} };
		return { json, binary };
	});
}

/** What Oration's answer must have in common with the event. */
const MATCH_FIELDS = [
	{ name: 'conversationId', reason: 'Oration returned another conversation.' },
	{ name: 'workspaceId', reason: 'Its conversation is not in the workspace of the credential.' },
	{ name: 'agentId', reason: 'Its conversation is with another agent.' },
] as const;
