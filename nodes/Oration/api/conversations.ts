import type { IExecuteFunctions } from 'n8n-workflow';
import type { JsonObject } from '../event/json';
import type { OrationEvent } from '../event/envelope';
import { requestOration } from './request';

/**
 * Gets a conversation: `GET /conversations/{id}`.
 *
 * @throws NodeApiError if Oration doesn't return it
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

/** Wraps a conversation in an event, so that it is read like one. */
export function toEvent(conversation: JsonObject): OrationEvent {
	return { eventType: 'conversation', payload: conversation };
}
