import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { pause } from '../../api/cancel';
import { getConversation, hasAnalysis, hasEnded } from '../../api/conversations';
import { toEvent } from '../../event/envelope';
import type { JsonObject } from '../../event/json';
import { forEachBounded, toErrorItem } from '../items';
import { outputOf } from '../../output/output';
import { outputProperties } from '../../output/properties';
import { requiredId } from '../parameters';

const show = { resource: ['conversation'], operation: ['get'] };
const DEFAULT_MAX_WAIT_MINUTES = 15;
const MINUTE_MS = 60_000;
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
		displayName: 'Wait For',
		name: 'waitFor',
		type: 'options',
		default: 'nothing',
		displayOptions: { show },
		options: [
			{
				name: 'Analysis',
				value: 'analysis',
				description: 'Until there is a summary, notes, a category or metadata',
			},
			{
				name: 'End of the Conversation',
				value: 'end',
				description: "Until the call is over, even if Oration hasn't analyzed it",
			},
			{ name: 'Nothing', value: 'nothing', description: 'Get the conversation now' },
		],
	},
	{
		displayName: 'Max Wait Time (Minutes)',
		name: 'maxWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
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

/**
 * Gets the conversation of each item. Items that wait do so side by side, with pauses that grow from 5 to 30 seconds and
 * with at most 5 requests at the same time.
 */
export async function getConversations(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const startedAt = Date.now();
	const results: INodeExecutionData[] = [];
	let waiting = [...context.getInputData().keys()];
	for (let pauseMs = INITIAL_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
		const elapsed = Date.now() - startedAt;
		const isFirst = pauseMs === INITIAL_PAUSE_MS;
		let wait = pauseMs;
		const incomplete: number[] = [];
		await forEachBounded(waiting, MAX_REQUESTS, async (item) => {
			try {
				const found = await getIfComplete(context, item, elapsed, isFirst);
				if ('json' in found) {
					results[item] = { json: found.json, pairedItem: { item } };
				} else {
					incomplete.push(item);
					wait = Math.min(wait, found.remainingMs);
				}
			} catch (error) {
				results[item] = toErrorItem(context, item, error);
			}
		});
		if (incomplete.length === 0) return results;
		waiting = incomplete;
		await pause(context, wait);
	}
}

/**
 * Returns the conversation of an item, or the remaining time if it must wait.
 *
 * @param elapsedMs how long the item has waited
 * @param isFirst whether it's the first request for the item. Later, an error that can pass doesn't end the wait.
 */
async function getIfComplete(
	context: IExecuteFunctions,
	itemIndex: number,
	elapsedMs: number,
	isFirst: boolean,
): Promise<{ json: JsonObject } | { remainingMs: number }> {
	const condition = readCondition(context, itemIndex);
	const id = requiredId(context, 'conversationId', 'Conversation ID', itemIndex);
	const readRemainingMs = () => readMaxWaitMs(context, itemIndex) - elapsedMs;
	const conversation = await getConversation(context, itemIndex, id).catch(
		(error: unknown): JsonObject => {
			if (isFirst || !isTemporary(error) || readRemainingMs() <= 0) throw error;
			return {};
		},
	);
	if (condition.isMet(conversation)) {
		const isRaw = context.getNodeParameter('output', itemIndex) === 'raw';
		return { json: isRaw ? conversation : outputOf(context, itemIndex, toEvent(conversation)) };
	}
	const remainingMs = readRemainingMs();
	if (remainingMs > 0) return { remainingMs };
	throw new NodeOperationError(context.getNode(), condition.error, {
		description: hasEnded(conversation)
			? "It has ended. Oration may not analyze such a conversation, for example if nobody answered. To continue without an analysis, select 'End of the Conversation' in 'Wait For'. Running this node again doesn't place a call."
			: `Its status in Oration is '${String(conversation.conversationStatus ?? 'unknown')}'. To keep waiting, run this node again or increase 'Max Wait Time (Minutes)'. Running it again doesn't place a call.`,
		itemIndex,
	});
}

function readMaxWaitMs(context: IExecuteFunctions, itemIndex: number): number {
	const minutes = Number(context.getNodeParameter('maxWaitMinutes', itemIndex));
	return (minutes > 0 ? minutes : DEFAULT_MAX_WAIT_MINUTES) * MINUTE_MS;
}

/** Whether an error can pass: no connection, a rate limit, or a failure of Oration. */
function isTemporary(error: unknown): boolean {
	return error instanceof NodeApiError && !/^4(?!29)/.test(String(error.httpCode));
}

function readCondition(context: IExecuteFunctions, itemIndex: number) {
	const condition = CONDITIONS.get(String(context.getNodeParameter('waitFor', itemIndex)));
	if (condition) return condition;
	throw new NodeOperationError(context.getNode(), "'Wait For' has an unknown value", {
		description: "Its expression must return 'nothing', 'end' or 'analysis'.",
		itemIndex,
	});
}
