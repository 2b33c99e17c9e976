import {
	NodeApiError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { getConversation } from '../../api/conversations';
import { itemError, type Item } from '../../api/item';
import { toEvent } from '../../event/envelope';
import { isJsonObject } from '../../event/json';
import { toRecord } from '../../event/record';
import { forEachItem } from '../items';
import { readParameter, readText, requiredId, throwEmpty } from '../parameters';

export const verifyProperties: INodeProperties[] = [
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '={{ $json.conversationId }}',
		placeholder: 'e.g. conv_123',
		description:
			"Defaults to the 'conversationId' field of the input. If your data has it in another field, drag that field here.",
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Agent ID',
				name: 'agentId',
				type: 'string',
				default: '',
				placeholder: 'e.g. agent_123',
				description: 'Agent that the conversation must be with',
			},
		],
	},
];

const NOT_FOUND = "Oration couldn't find its conversation";

/** Outputs each item unchanged if Oration has its conversation in the credential's workspace. */
export async function verifyEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (item, { json, binary }) => {
		const reason = await findMismatch(item);
		if (reason === undefined) return { json, binary };
		const description = `${reason}. Check that the credential is for your agent's workspace. If it is, the event may be forged.`;
		throw itemError(item, "The event couldn't be verified", description);
	});
}

/** Returns why an event can't be verified, or undefined if it is. */
async function findMismatch(item: Item): Promise<string | undefined> {
	const { workspaceId } = await item.context.getCredentials('orationApi', item.index);
	const id = requiredId(item, 'conversationId', 'Conversation ID');
	const agentId = readAgentId(item);
	return await getConversation(item, id).then((conversation) => {
		const known = toRecord(toEvent(conversation));
		return (
			compare('ID', known.conversationId, id) ??
			compare('workspace', known.workspaceId, String(workspaceId).trim()) ??
			(agentId === undefined ? undefined : compare('agent', known.agentId, agentId))
		);
	}, toReason);
}

/**
 * Returns the reason for the error of a request if Oration doesn't know the conversation. We found no page that
 * says what it returns then. A 400 can have another reason than the ID.
 */
function toReason(error: unknown): string {
	const { httpCode, description } = error instanceof NodeApiError ? error : {};
	if (httpCode === '404') return NOT_FOUND;
	if (httpCode === '400') return `${NOT_FOUND} (${description})`;
	throw error;
}

/** Returns undefined if the option isn't added. */
function readAgentId(item: Item): string | undefined {
	const options = readParameter(item, 'options');
	if (!isJsonObject(options) || !('agentId' in options)) return undefined;
	return readText(item, 'Agent ID', options.agentId) ?? throwEmpty(item, 'Agent ID');
}

/** Returns how two IDs differ, or undefined if they don't. */
function compare(what: string, actual: string | null, expected: string): string | undefined {
	if (actual === null) return `Oration didn't return the ${what} of its conversation`;
	const isSame = actual.toLowerCase() === expected.toLowerCase();
	return isSame ? undefined : `Its conversation has another ${what} in Oration`;
}
