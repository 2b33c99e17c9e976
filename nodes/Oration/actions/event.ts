import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { asEvent, getConversation } from '../api/conversations';
import { readEvent } from '../event/envelope';
import { parseJson } from '../event/json';
import { toRecord } from '../event/record';
import { forEachItem, requiredText } from './items';
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
		const id = requiredText(context, 'conversationId', 'Conversation ID', itemIndex);
		// An expression that gives nothing must not switch the check off.
		const isAnyAgent = context.getNodeParameter('agentId', itemIndex, '') === '';
		const agentId = isAnyAgent ? null : requiredText(context, 'agentId', 'Agent ID', itemIndex);
		const fail = (reason: string): never => {
			throw new NodeOperationError(context.getNode(), 'The event could not be verified', {
				description: `${reason}. If the credential is for the workspace of your agent, the event is forged.`,
				itemIndex,
			});
		};

		const found = await getConversation(context, itemIndex, id).catch((error: unknown) =>
			isNotFound(error) ? fail('Oration does not know its conversation') : Promise.reject(error),
		);
		const known = toRecord(asEvent(found));
		for (const [name, what, expected] of [
			['conversationId', 'ID', id],
			['workspaceId', 'workspace', String(workspaceId).trim()],
			['agentId', 'agent', agentId],
		] as const) {
			if (expected === null) continue;
			if (known[name] === null) fail(`Oration does not tell the ${what} of its conversation`);
			if (known[name] !== expected) fail(`Oration knows its conversation with another ${what}`);
		}
		const { json, binary } = context.getInputData()[itemIndex] ?? { json: {} };
		return { json, binary };
	});
}

/** Oration doesn't document what it returns for an ID that it doesn't know, or that isn't one. */
function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && (error.httpCode === '404' || error.httpCode === '400');
}
