import { NodeApiError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { pause, throwIfCanceled } from '../../api/cancel';
import { getConversation, hasAnalysis } from '../../api/conversations';
import { isRejection } from '../../api/errors';
import { itemError, type Item } from '../../api/item';
import { toEvent } from '../../event/envelope';
import type { ConversationRecord } from '../../event/fields';
import type { JsonObject } from '../../event/json';
import { hasEnded, toRecord } from '../../event/record';
import { forEachBounded, toNodeError } from '../items';
import { readMaxWaitMs, readParameter } from '../parameters';

const DEFAULT_MAX_WAIT_MINUTES = 15;
const INITIAL_PAUSE_MS = 5000;
const MAX_PAUSE_MS = 30_000;
const MAX_REQUESTS = 5;
/** How long a conversation may be unknown, because Oration doesn't say that it finds a new one at once. */
const MAX_UNKNOWN_MS = 30_000;
/** How long an unanswered call is waited for, because Oration doesn't say that it analyzes one. */
const MAX_UNANSWERED_MS = 2 * 60_000;

export const waitProperties: INodeProperties[] = [
	{
		displayName: 'Wait Until',
		name: 'waitFor',
		type: 'options',
		default: 'nothing',
		options: [
			{
				name: 'Analysis Completes',
				value: 'analysis',
				description:
					'Until there is a summary, notes, a category or metadata, or for two minutes if nobody answered',
			},
			{
				name: 'Conversation Ends',
				value: 'end',
				description: "Until the call is over, even if Oration hasn't analyzed it",
			},
			{ name: "Don't Wait", value: 'nothing', description: 'Output the conversation now' },
		],
	},
	{
		displayName: 'Max Wait Time (Minutes)',
		name: 'maxWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 0.1 },
		default: DEFAULT_MAX_WAIT_MINUTES,
		displayOptions: { show: { waitFor: ['analysis', 'end'] } },
		description:
			'If it takes longer, Get fails, and Create outputs the conversation as last seen. You can then get the conversation again.',
	},
];

/** What to wait for: whether a conversation is complete, and the error if it isn't in time. */
const CONDITIONS = new Map([
	['nothing', { isMet: () => true, error: '' }],
	['end', { isMet: hasEnded, error: "The conversation hasn't ended yet" }],
	['analysis', { isMet: hasAnalysis, error: "The conversation hasn't been analyzed yet" }],
]);

export interface Wait extends ReturnType<typeof readWait> {
	item: Item;
	id: string;
	/** The conversation as last seen. */
	conversation: JsonObject;
	/** Since when it has been seen to have ended unanswered. */
	unansweredAt?: number | undefined;
}

/**
 * Reads what to wait for, and for how long: 0 if the conversation isn't waited for.
 *
 * @throws NodeOperationError if 'Wait Until' has an unknown value
 */
export function readWait(item: Item) {
	const value = String(readParameter(item, 'waitFor'));
	const condition = CONDITIONS.get(value);
	if (condition) {
		const maxWaitMs = value === 'nothing' ? 0 : readMaxWaitMs(item, DEFAULT_MAX_WAIT_MINUTES);
		return { condition, maxWaitMs };
	}
	const description = "Its expression must return 'nothing', 'end' or 'analysis'.";
	throw itemError(item, "'Wait Until' has an unknown value", description);
}

/**
 * Gets conversations until each one is complete or its time is up. They are waited for side by side, with pauses that grow
 * from 5 to 30 seconds and with at most 5 requests at the same time.
 *
 * @param onEnd called for each wait that has ended, with an error if its conversation isn't complete
 * @throws NodeOperationError if the execution is canceled, and what `onEnd` throws
 */
export async function waitForConversations<T extends Wait>(
	context: IExecuteFunctions,
	waits: T[],
	onEnd: (wait: T, error?: unknown) => void,
): Promise<void> {
	const startedAt = Date.now();
	let pending = waits;
	for (let pauseMs = INITIAL_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
		const incomplete: T[] = [];
		let nextPauseMs = pauseMs;
		await forEachBounded(pending, MAX_REQUESTS, async (wait) => {
			const { leftMs, error } = await request(wait, startedAt);
			if (leftMs <= 0) return onEnd(wait, error);
			incomplete.push(wait);
			nextPauseMs = Math.min(nextPauseMs, leftMs);
		});
		if (incomplete.length === 0) return;
		pending = incomplete;
		await pause(context, nextPauseMs);
	}
}

/** Gets a conversation once. Returns how long to keep waiting, and why the conversation isn't complete. */
async function request(wait: Wait, startedAt: number) {
	const { item, id, condition, maxWaitMs } = wait;
	let error: unknown;
	try {
		wait.conversation = await getConversation(item, id);
		const record = toRecord(toEvent(wait.conversation));
		if (condition.isMet(record)) return { leftMs: 0 };
		const isUnanswered = hasEnded(record) && record.isAnswered === false;
		wait.unansweredAt = isUnanswered ? (wait.unansweredAt ?? Date.now()) : undefined;
		error = itemError(item, condition.error, statusOf(record));
	} catch (failure) {
		throwIfCanceled(item.context);
		const waits = maxWaitMs > 0 && canPass(failure, Date.now() - startedAt);
		if (!waits) return { leftMs: 0, error: failure };
		error = failure;
	}
	const leftMs = startedAt + maxWaitMs - Date.now();
	// There is nothing more to wait for than that such a call is analyzed after all.
	if (wait.unansweredAt !== undefined) {
		return { leftMs: Math.min(leftMs, wait.unansweredAt + MAX_UNANSWERED_MS - Date.now()) };
	}
	const shown = toNodeError(item, error);
	shown.description = `Conversation ID: ${id}. ${shown.description}`;
	return { leftMs, error: shown };
}

function canPass(error: unknown, elapsedMs: number): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const isNew = error.httpCode === '404' && elapsedMs < MAX_UNKNOWN_MS;
	return isNew || !isRejection(Number(error.httpCode));
}

/** Returns what Oration says of an incomplete conversation, and how to go on. */
function statusOf(record: ConversationRecord): string {
	return hasEnded(record)
		? "It has ended. To continue without an analysis, select 'Conversation Ends' in 'Wait Until'. Running this node again doesn't place a call."
		: `Its status in Oration is '${record.conversationStatus ?? 'unknown'}'. To keep waiting, run this node again or increase 'Max Wait Time (Minutes)'. Running it again doesn't place a call.`;
}
