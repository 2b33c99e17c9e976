import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { asEvent, getConversation } from '../api/conversations';
import { downloadRecording } from '../api/recordings';
import { readEvent } from '../event/envelope';
import type { JsonObject } from '../event/json';
import { toOutput, type OutputChoice } from '../event/output';
import { Conversation } from '../event/record';
import type { FollowUp } from './settings';

/**
 * An event that is stored and waits for `execute()`. It has none of the fields of an event at its top, so that nothing
 * after the trigger takes it for one, whatever keeps `execute()` from running.
 *
 * @param isSample whether it is one of the samples, which Oration does not know
 */
export function toPending({ event, receivedAt }: Conversation, isSample = false): JsonObject {
	return { pendingEvent: event, receivedAt: receivedAt.toISOString(), isSample };
}

/** Whether an item is what `toPending` gave. An event that is handed on as it came has an `eventType` as well. */
export function isPending({ json }: INodeExecutionData): boolean {
	return 'pendingEvent' in json && !('eventType' in json);
}

/**
 * Follows a stored event up as its options ask for, and makes the output of it.
 *
 * @throws NodeApiError or NodeOperationError where it was not confirmed
 */
export async function finish(
	context: IExecuteFunctions,
	item: number,
	{ isToConfirm, recording }: FollowUp,
	choice: OutputChoice,
): Promise<INodeExecutionData> {
	const { conversation, isSample } = readPending(context, item);
	if (isToConfirm && !isSample) await confirm(context, item, conversation);

	const result: INodeExecutionData = {
		json: { ...toOutput(conversation, choice) },
		pairedItem: { item },
	};
	if (isToConfirm) result.json.confirmed = !isSample;
	if (recording) {
		try {
			if (isSample) throw new Error('A sample has no recording');
			const url = conversation.get('recordingUrl');
			if (url === null) throw new Error("The event has no 'recordingUrl'");
			result.binary = {
				[recording.field]: await downloadRecording(context, item, url, recording),
			};
		} catch (error) {
			result.json.warnings = [...conversation.get('warnings'), sentenceOf(error)];
		}
	}
	return result;
}

function readPending(
	context: IExecuteFunctions,
	itemIndex: number,
): { conversation: Conversation; isSample: boolean } {
	const item: INodeExecutionData = context.getInputData()[itemIndex] ?? { json: {} };
	const { pendingEvent, receivedAt, isSample } = item.json;
	const result = readEvent(pendingEvent);
	if (isPending(item) && 'event' in result) {
		const conversation = new Conversation(result.event, new Date(String(receivedAt)));
		return { conversation, isSample: isSample === true };
	}
	throw new NodeOperationError(context.getNode(), 'The event was not followed up', {
		description:
			"It was received before 'Confirm With Oration' or 'Download Recording' was chosen. To run it as it was received, switch them off.",
		itemIndex,
	});
}

/** @throws NodeApiError where Oration did not answer, NodeOperationError where it did not confirm the event */
async function confirm(
	context: IExecuteFunctions,
	itemIndex: number,
	claimed: Conversation,
): Promise<void> {
	const refuse = (description: string): never => {
		throw new NodeOperationError(context.getNode(), 'The event is not confirmed', {
			description,
			itemIndex,
		});
	};
	const id = claimed.get('conversationId');
	if (id === null) return refuse('It names no conversation.');

	const found = await getConversation(context, itemIndex, id).catch((error: unknown) => {
		if (isNotKnown(error)) return undefined;
		throw error;
	});
	if (found === undefined) return refuse('Oration does not know its conversation.');
	const known = new Conversation(asEvent(found), claimed.receivedAt);
	for (const [name, what] of [
		['conversationId', 'ID'],
		['workspaceId', 'workspace'],
		['agentId', 'agent'],
	] as const) {
		if (known.get(name) === null) return refuse(`Oration does not say its ${what}.`);
		if (known.get(name) !== claimed.get(name)) {
			return refuse(`Oration knows its conversation with another ${what}.`);
		}
	}
}

/** Oration does not document what it answers for an ID that it does not know, or that is none. */
function isNotKnown(error: unknown): boolean {
	return error instanceof NodeApiError && (error.httpCode === '404' || error.httpCode === '400');
}

function sentenceOf(error: unknown): string {
	if (error instanceof NodeOperationError) {
		return `${error.message}: ${error.description ?? ''}`;
	}
	return error instanceof Error ? `${error.message}.` : String(error);
}
