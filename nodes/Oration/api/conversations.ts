import type { IExecuteFunctions } from 'n8n-workflow';
import type { JsonObject } from '../event/json';
import type { OrationEvent } from '../event/envelope';
import { requestOration } from './request';

/** What stands for the type of an event where a conversation was fetched. */
const FETCHED = 'conversation';

/**
 * Fetches a conversation: `GET /conversations/{id}`.
 *
 * @throws NodeApiError where Oration does not give it
 */
export async function getConversation(
	context: IExecuteFunctions,
	itemIndex: number,
	id: string,
): Promise<JsonObject> {
	return await requestOration(context, itemIndex, {
		method: 'GET',
		path: `/conversations/${encodeURIComponent(id)}`,
		subject: 'this conversation',
	});
}

/** A conversation as an event that holds it, so that it is read in the same way. */
export function asEvent(conversation: JsonObject): OrationEvent {
	return { eventType: FETCHED, payload: conversation };
}
