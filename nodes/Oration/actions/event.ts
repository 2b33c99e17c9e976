import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { getConversation, toEvent } from '../api/conversations';
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
				action: 'Parse event',
				description: 'Output an event from another node as the Oration Trigger does',
			},
			{
				name: 'Verify',
				value: 'verify',
				action: 'Verify event',
				description: 'Check with Oration that the conversation exists. Forged events fail.',
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
		description: 'The event as Oration sent it, for example the body from a Webhook node',
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
			'Conversation of the event. Filled in after an Oration Trigger. After other nodes, drag the field here.',
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		default: '',
		displayOptions: { show: showVerify },
		placeholder: 'e.g. agent_123',
		description: 'If set, the conversation must be with this agent',
	},
	...outputProperties({ show: showParse }),
];

export async function parseEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const sent: unknown = context.getNodeParameter('event', itemIndex);
		const result = readEvent(typeof sent === 'string' ? parseJson(sent) : sent);
		if ('event' in result) return { json: outputOf(context, itemIndex, result.event) };
		throw new NodeOperationError(context.getNode(), "The input isn't an Oration event", {
			description: `${result.invalid.message}. Check that 'Event' contains the whole body from Oration.`,
			itemIndex,
		});
	});
}

/** Outputs each item unchanged if Oration has its conversation in the credential's workspace. */
export async function verifyEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const { workspaceId } = await context.getCredentials('orationApi', itemIndex);
		const id = requiredText(context, 'conversationId', 'Conversation ID', itemIndex);
		// An expression that returns nothing must not turn the check off.
		const isAnyAgent = context.getNodeParameter('agentId', itemIndex, '') === '';
		const agentId = isAnyAgent ? null : requiredText(context, 'agentId', 'Agent ID', itemIndex);
		const fail = (reason: string): never => {
			throw new NodeOperationError(context.getNode(), "The event couldn't be verified", {
				description: `${reason}. If the credential is for your agent's workspace, the event is forged.`,
				itemIndex,
			});
		};

		const found = await getConversation(context, itemIndex, id).catch((error: unknown) =>
			isNotFound(error) ? fail("Oration couldn't find its conversation") : Promise.reject(error),
		);
		const known = toRecord(toEvent(found));
		for (const [name, what, expected] of [
			['conversationId', 'ID', id],
			['workspaceId', 'workspace', String(workspaceId).trim()],
			['agentId', 'agent', agentId],
		] as const) {
			if (expected === null) continue;
			if (known[name] === null) fail(`Oration didn't return the ${what} of its conversation`);
			if (known[name] !== expected) fail(`Its conversation has another ${what} in Oration`);
		}
		const { json, binary } = context.getInputData()[itemIndex] ?? { json: {} };
		return { json, binary };
	});
}

/** Oration doesn't document what it returns for an unknown or invalid ID. */
function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && (error.httpCode === '404' || error.httpCode === '400');
}
