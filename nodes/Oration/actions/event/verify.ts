import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { getConversation } from '../../api/conversations';
import { readCredential } from '../../api/request';
import { toEvent } from '../../event/envelope';
import { toRecord } from '../../event/record';
import { forEachItem } from '../items';
import { requiredId, requiredText } from '../parameters';

const show = { resource: ['event'], operation: ['verify'] };

export const verifyProperties: INodeProperties[] = [
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '={{ $json.conversationId }}',
		displayOptions: { show },
		placeholder: 'e.g. conv_123',
		description:
			"Defaults to the 'conversationId' field of the input. If your data has it in another field, drag that field here.",
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		default: '',
		displayOptions: { show },
		placeholder: 'e.g. agent_123',
		description: 'If set, the conversation must be with this agent',
	},
];

/** Outputs each item unchanged if Oration has its conversation in the credential's workspace. */
export async function verifyEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex, { json, binary }) => {
		const { workspaceId } = await readCredential(context, itemIndex);
		const id = requiredId(context, 'conversationId', 'Conversation ID', itemIndex);
		// Only an empty field turns the check off, not an expression that returns nothing.
		const isAnyAgent = (context.getNode().parameters.agentId ?? '') === '';
		const agentId = isAnyAgent ? null : requiredText(context, 'agentId', 'Agent ID', itemIndex);
		const fail = (reason: string): never => {
			throw new NodeOperationError(context.getNode(), "The event couldn't be verified", {
				description: `${reason}. Check that the credential is for your agent's workspace. If it is, the event may be forged.`,
				itemIndex,
			});
		};

		const found = await getConversation(context, itemIndex, id).catch((error: unknown) =>
			isNotFound(error)
				? fail(`Oration couldn't find its conversation${reasonOf(error)}`)
				: Promise.reject(error),
		);
		const known = toRecord(toEvent(found));
		for (const [name, what, expected] of [
			['conversationId', 'ID', id],
			['workspaceId', 'workspace', String(workspaceId).trim()],
			['agentId', 'agent', agentId],
		] as const) {
			if (expected === null) continue;
			const value = known[name] ?? fail(`Oration didn't return the ${what} of its conversation`);
			if (value.toLowerCase() !== expected.toLowerCase()) {
				fail(`Its conversation has another ${what} in Oration`);
			}
		}
		return { json, binary };
	});
}

/** Oration doesn't document what it returns for an unknown or invalid ID. */
function isNotFound(error: unknown): error is NodeApiError {
	return error instanceof NodeApiError && (error.httpCode === '404' || error.httpCode === '400');
}

/** A 400 can have another reason than the ID. */
function reasonOf({ httpCode, description }: NodeApiError): string {
	return httpCode === '400' && description ? ` (${description})` : '';
}
