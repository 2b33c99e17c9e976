import type { IDataObject, NodeOperationError } from 'n8n-workflow';
import type { ConversationRecord } from '../event/fields';
import { isJsonObject, type JsonObject, type JsonValue } from '../event/json';
import { reasonIn } from './errors';
import { itemError, type Item } from './item';
import { requestOration } from './request';

/**
 * Creates a conversation: `POST /conversations`. Returns its ID, its other fields, and the token with which a person joins a
 * web or chat conversation: none for a phone call, because it lets anyone listen.
 *
 * @throws NodeApiError or NodeOperationError if Oration doesn't return the requested conversation
 */
export async function createConversation(item: Item, requested: IDataObject) {
	const { results, errors } = await requestOration(item, {
		method: 'POST',
		path: '/conversations',
		body: { conversations: [requested] },
	});
	const [first] = Array.isArray(results) ? results : [];
	const { tokenResponse = null, ...result } = isJsonObject(first) ? first : {};
	// The newer response has the conversation in `conversation`, the older one at the top level.
	const { conversation: fields = result } = result;
	const { id, ...conversation } = isJsonObject(fields) ? fields : {};
	if (typeof id !== 'string') throw notCreated(item, errors);
	const hasToken = requested.conversationType === 'web' || requested.conversationType === 'chat';
	const token = hasToken && tokenResponse !== null ? { tokenResponse } : {};
	return { id, conversation, token };
}

function notCreated(item: Item, errors: JsonValue | undefined): NodeOperationError {
	const [error] = Array.isArray(errors) ? errors : [];
	if (error === undefined) {
		const description =
			"Oration's response has no conversation. Check in Oration before you run the node again.";
		return itemError(item, 'The conversation may not have been created', description);
	}
	const description =
		reasonIn(error) ??
		"Oration gave no reason. Check 'Agent ID', 'To Phone Number' and the additional fields.";
	return itemError(item, 'Oration rejected the conversation', description);
}

/**
 * Gets a conversation: `GET /conversations/{id}`.
 *
 * @throws NodeApiError if Oration doesn't return it
 */
export async function getConversation(item: Item, id: string): Promise<JsonObject> {
	return await requestOration(item, {
		method: 'GET',
		path: `/conversations/${encodeURIComponent(id)}`,
		subject: 'this conversation',
	});
}

/** Whether a conversation has results of the analysis: a summary, notes, a category or metadata. */
export function hasAnalysis(record: ConversationRecord): boolean {
	const { summary, postCallNotes, categories, postCallMetadata } = record;
	const results = [summary, postCallNotes, ...categories, ...Object.keys(postCallMetadata)];
	return results.some((result) => result !== null);
}
