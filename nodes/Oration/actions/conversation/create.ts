import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createConversation } from '../../api/conversations';
import type { Item } from '../../api/item';
import { toEvent } from '../../event/envelope';
import type { JsonObject } from '../../event/json';
import { toRecord } from '../../event/record';
import { toItem, type OutputChoice } from '../../output/output';
import { rejectRetryOnFail, toErrorItem, toNodeError, tryItems } from '../items';
import { readOutput } from '../parameters';
import { readConversation } from './fields';
import { readWait, waitForConversations, type Wait } from './wait';

/** How to go on if the node stops after some calls. */
const WARNING =
	"If you run the node again with the same items, it calls these people again. To process the remaining items when one fails, set 'On Error' to 'Continue' in the node's settings.";

interface CreatedWait extends Wait {
	choice: OutputChoice;
	/** The conversation as Oration created it. */
	created: JsonObject;
}

/**
 * Creates a conversation for each item, then waits for those with 'Wait Until'. Never retries a request, because each one
 * can call a person. An item whose conversation was created doesn't fail.
 */
export async function createConversations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	// Reads all items first, so that an invalid one doesn't stop the node after some calls.
	const { valid, results } = await tryItems(context, readSettings);
	const ids: string[] = [];
	const waits: CreatedWait[] = [];
	try {
		for (const [item, { requested, ...settings }] of valid) {
			try {
				const { id, conversation, token } = await createConversation(item, requested);
				ids.push(id);
				const json = { conversationId: id, ...conversation, ...token };
				results[item.index] = { json, pairedItem: { item: item.index } };
				if (settings.maxWaitMs > 0) {
					waits.push({ ...settings, item, id, created: conversation, conversation: {} });
				}
			} catch (error) {
				results[item.index] = toErrorItem(item, error);
			}
		}
		await waitForConversations(context, waits, (wait, error) => {
			results[wait.item.index] = outputOfWait(wait, error);
		});
	} catch (error) {
		throw withCreated(toNodeError({ context, index: 0 }, error), ids);
	}
	return results;
}

/** Returns the chosen output of a conversation as last seen, with its ID and status, and a hint if it isn't complete. */
function outputOfWait(
	{ item, id, choice, created, conversation }: CreatedWait,
	error: unknown,
): INodeExecutionData {
	const event = toEvent({ ...created, ...conversation, id });
	const record = toRecord(event);
	const { json, ...output } = toItem(event, choice, record);
	const hint = error === undefined ? {} : { orationHint: hintFor(item, error) };
	return {
		...output,
		...hint,
		json: { conversationId: id, conversationStatus: record.conversationStatus, ...json },
		pairedItem: { item: item.index },
	};
}

const hintFor = (item: Item, error: unknown) =>
	`${toNodeError(item, error).message}. The output is the conversation as last seen. If you run this node again, it calls the person again. To get the result later, use 'Conversation: Get' with the 'conversationId'.`;

/** Adds to the error of a run that stops which conversations it created. */
function withCreated(error: ReturnType<typeof toNodeError>, ids: string[]) {
	if (ids.length === 0) return error;
	const { description, context } = error;
	const item =
		context.itemIndex === undefined ? '' : ` at item ${String(context.itemIndex)} (counted from 0)`;
	const reason = description && !/[.!?]$/.test(description) ? `${description}.` : description;
	const note = `Conversations created before the node stopped${item}: ${ids.join(', ')}. ${WARNING}`;
	error.description = [reason, note].filter(Boolean).join(' ');
	return error;
}

/** Reads everything before the first call, because an error after a call would invite another one. */
function readSettings(item: Item) {
	rejectRetryOnFail(item, 'n8n would call people again.');
	return { requested: readConversation(item), choice: readOutput(item), ...readWait(item) };
}
