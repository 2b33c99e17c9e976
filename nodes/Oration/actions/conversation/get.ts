import {
	NodeApiError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { pause } from '../../api/cancel';
import { getConversation, hasAnalysis, hasEnded } from '../../api/conversations';
import { isRejection } from '../../api/errors';
import { itemError, type Item } from '../../api/item';
import { toEvent } from '../../event/envelope';
import type { JsonObject } from '../../event/json';
import { forEachBounded, itemsOf, toErrorItem } from '../items';
import { outputOf } from '../../output/output';
import { outputProperties } from '../../output/properties';
import { readMaxWaitMs, readParameter, requiredId } from '../parameters';

const show = { resource: ['conversation'], operation: ['get'] };
const DEFAULT_MAX_WAIT_MINUTES = 15;
const INITIAL_PAUSE_MS = 5000;
const MAX_PAUSE_MS = 30_000;
const MAX_REQUESTS = 5;

export const getProperties: INodeProperties[] = [
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show },
		placeholder: 'e.g. conv_123',
		description: "The 'conversationId' field from the Oration Trigger or from Conversation: Create",
	},
	{
		displayName: 'Wait Until',
		name: 'waitFor',
		type: 'options',
		default: 'nothing',
		displayOptions: { show },
		options: [
			{
				name: 'Analysis Completes',
				value: 'analysis',
				description: 'Until there is a summary, notes, a category or metadata',
			},
			{
				name: 'Conversation Ends',
				value: 'end',
				description: "Until the call is over, even if Oration hasn't analyzed it",
			},
			{ name: "Don't Wait", value: 'nothing', description: 'Get the conversation now' },
		],
	},
	{
		displayName: 'Max Wait Time (Minutes)',
		name: 'maxWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 0.1 },
		default: DEFAULT_MAX_WAIT_MINUTES,
		displayOptions: { show: { ...show, waitFor: ['analysis', 'end'] } },
		description: 'The item fails if it takes longer. You can then get the conversation again.',
	},
	...outputProperties({ show }),
];

/** What to wait for: whether a conversation is complete, and the error if it isn't in time. */
const CONDITIONS = new Map([
	['nothing', { isMet: () => true, error: '' }],
	['end', { isMet: hasEnded, error: "The conversation hasn't ended yet" }],
	['analysis', { isMet: hasAnalysis, error: "The conversation hasn't been analyzed yet" }],
]);

/** The result of a request. The error is what to report if the time is up. */
type Result =
	| { kind: 'complete'; conversation: JsonObject }
	| { kind: 'incomplete' | 'unavailable'; error: Error };

/**
 * Gets the conversation of each item. Items that wait do so side by side, with pauses that grow from 5 to 30 seconds and
 * with at most 5 requests at the same time.
 */
export async function getConversations(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const startedAt = Date.now();
	const results: INodeExecutionData[] = [];
	let items = itemsOf(context);
	for (let pauseMs = INITIAL_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
		const elapsedMs = Date.now() - startedAt;
		const isFirst = pauseMs === INITIAL_PAUSE_MS;
		const waiting: Item[] = [];
		let nextPauseMs = pauseMs;
		await forEachBounded(items, MAX_REQUESTS, async (item) => {
			try {
				const result = await request(item);
				if (result.kind === 'complete') {
					const output = outputOf(item, toEvent(result.conversation));
					results[item.index] = { ...output, pairedItem: { item: item.index } };
					return;
				}
				if (isFirst && result.kind === 'unavailable') throw result.error;
				const leftMs = readMaxWaitMs(item, DEFAULT_MAX_WAIT_MINUTES) - elapsedMs;
				if (leftMs <= 0) throw result.error;
				waiting.push(item);
				nextPauseMs = Math.min(nextPauseMs, leftMs);
			} catch (error) {
				results[item.index] = toErrorItem(item, error);
			}
		});
		if (waiting.length === 0) return results;
		items = waiting;
		await pause(context, nextPauseMs);
	}
}

async function request(item: Item): Promise<Result> {
	const condition = readCondition(item);
	const id = requiredId(item, 'conversationId', 'Conversation ID');
	return await getConversation(item, id).then(
		(conversation) =>
			condition.isMet(conversation)
				? { kind: 'complete', conversation }
				: { kind: 'incomplete', error: itemError(item, condition.error, statusOf(conversation)) },
		(error: unknown) => {
			const canPass = error instanceof NodeApiError && !isRejection(Number(error.httpCode));
			if (canPass) return { kind: 'unavailable', error };
			throw error;
		},
	);
}

/** Returns what Oration says of an incomplete conversation, and how to go on. */
function statusOf(conversation: JsonObject): string {
	return hasEnded(conversation)
		? "It has ended. Oration may not analyze such a conversation, for example if nobody answered. To continue without an analysis, select 'Conversation Ends' in 'Wait Until'. Running this node again doesn't place a call."
		: `Its status in Oration is '${String(conversation.conversationStatus ?? 'unknown')}'. To keep waiting, run this node again or increase 'Max Wait Time (Minutes)'. Running it again doesn't place a call.`;
}

function readCondition(item: Item) {
	const condition = CONDITIONS.get(String(readParameter(item, 'waitFor')));
	if (condition) return condition;
	const description = "Its expression must return 'nothing', 'end' or 'analysis'.";
	throw itemError(item, "'Wait Until' has an unknown value", description);
}
