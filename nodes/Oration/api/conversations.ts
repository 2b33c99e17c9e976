import type { IExecuteFunctions } from 'n8n-workflow';
import { toEvent } from '../event/envelope';
import type { JsonObject } from '../event/json';
import { EventReader } from '../event/record';
import { requestOration } from './request';

/** The documented statuses of a conversation that has ended. Others may exist. */
const END_STATUSES = ['completed', 'failed'];

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

/** Whether a conversation has ended: it has an end status or a time at which the call ended. */
export function hasEnded(conversation: JsonObject): boolean {
	const reader = readerOf(conversation);
	const status = reader.get('conversationStatus')?.trim().toLowerCase() ?? '';
	return END_STATUSES.includes(status) || reader.get('callEndTime') !== null;
}

/** Whether a conversation has results of the analysis: a summary, notes, a category or metadata. */
export function hasAnalysis(conversation: JsonObject): boolean {
	const reader = readerOf(conversation);
	return (
		reader.get('summary') !== null ||
		reader.get('postCallNotes') !== null ||
		reader.get('categories').length > 0 ||
		Object.keys(reader.get('postCallMetadata')).length > 0
	);
}

const readerOf = (conversation: JsonObject) => new EventReader(toEvent(conversation), new Date());
