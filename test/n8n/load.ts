/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports --
   the sender waits between retries and the counts are printed; the package doesn't include tests */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import { outputOf, type Execution, type Workflow } from '../../scripts/n8n/n8n';
import { ANSWERED } from '../events';
import { JSON_TYPE, send } from './instance';

const RETRY_DELAY_MS = 200;
/** Later attempts have no timeout, so that events are also acknowledged on a slow machine. */
const MAX_ATTEMPTS_WITH_TIMEOUT = 5;
/** Only ends a hang. */
const MAX_SENDING_MS = 20 * 60_000;

/** Whether to use the full counts from the docs. */
const IS_FULL_LOAD = process.env.npm_lifecycle_event === 'test:faults';

export const loadSize = (normal: number, full: number) => (IS_FULL_LOAD ? full : normal);

/** The counts of what must not happen to events. */
export const NO_FAULTS = { emptied: 0, lost: 0, duplicateRuns: 0 };

export const OUTPUT = { output: 'selectedFields', fields: ['eventId'] };

/** Returns the sample of an answered call with a new ID. */
export const newEvent = (): OrationEvent => ({
	...ANSWERED,
	eventId: randomUUID(),
});

export const newEvents = (count: number) => Array.from({ length: count }, newEvent);

/** Calls a function for each item, with at most `concurrency` calls at a time. */
export async function forEach<T>(
	items: T[],
	concurrency: number,
	call: (item: T) => Promise<void>,
): Promise<void> {
	const queue = [...items].reverse();
	const worker = async () => {
		for (let item = queue.pop(); item !== undefined; item = queue.pop()) await call(item);
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
}

/** Sends events, and retries each one until n8n returns 200. */
export class Sender {
	/** The number of requests, including retries. */
	sent = 0;

	readonly acknowledged: OrationEvent[] = [];

	/** Events whose first attempt failed. */
	readonly retried = new Set<OrationEvent>();

	/** @param timeoutMs the timeout of the first attempts */
	constructor(private readonly timeoutMs?: number) {}

	async deliver(url: string, event: OrationEvent): Promise<void> {
		const deadline = Date.now() + MAX_SENDING_MS;
		for (let attempt = 1; ; attempt++) {
			this.sent++;
			const hasTimeout = this.timeoutMs !== undefined && attempt <= MAX_ATTEMPTS_WITH_TIMEOUT;
			const signal = hasTimeout ? AbortSignal.timeout(this.timeoutMs) : undefined;
			const result = await send(url, event, JSON_TYPE, signal).then(
				// While n8n starts, it returns 200 for every request without running a node.
				({ status, body }) => (body.includes('starting up') ? body : String(status)),
				() => 'no response',
			);
			if (result === '200') break;
			if (Date.now() > deadline) throw new Error(`Still getting '${result}' after 20 minutes`);
			this.retried.add(event);
			await sleep(RETRY_DELAY_MS);
		}
		this.acknowledged.push(event);
	}

	/** Waits for executions, and compares them with the events. Prints the counts for the docs, and returns them. */
	async countsOf(trigger: Workflow, atLeast: number) {
		const executions = await trigger.executions(atLeast);
		const { sent, acknowledged } = this;
		const eventIds = executions.map(eventIdOf);
		const ran = eventIds.filter((eventId) => eventId !== undefined);
		const withoutEvent = executions.filter((_, index) => eventIds[index] === undefined);
		const skipped = withoutEvent.filter(({ status }) => status === 'success').length;
		const nextRan = executions.filter((execution) => outputOf(execution, 'Next').length > 0);
		const nextIds = nextRan.map(eventIdOf);
		const storedIds = new Set<unknown>(ran);
		const counts = {
			sent,
			acknowledged: acknowledged.length,
			ran: ran.length,
			/** Executions in which the trigger output nothing. */
			skipped,
			/** Executions whose data n8n replaced with an error. See docs/reliability.md. */
			emptied: withoutEvent.length - skipped,
			lost: new Set(acknowledged.filter(({ eventId }) => !storedIds.has(eventId))).size,
			/** Runs of the next node after the first one for an event. */
			duplicateRuns: nextIds.length - new Set(nextIds).size,
		};
		process.stdout.write(`${expect.getState().currentTestName}:\n  ${JSON.stringify(counts)}\n`);
		return counts;
	}

	/**
	 * Checks that events ran and that as many later duplicates were skipped. On a busy machine, n8n can take longer than 10
	 * seconds to check up to ten events. The trigger then logs it, and lets them run.
	 */
	async expectSkippedDuplicates(
		trigger: Workflow,
		events: number,
		processes: Array<{ log: string }>,
	) {
		const counts = await this.countsOf(trigger, 2 * events);
		const { duplicateRuns } = counts;
		const late = processes.flatMap(({ log }) => log.match(/couldn't access n8n's list/g) ?? []);
		expect(duplicateRuns).toBeLessThanOrEqual(10 * late.length);
		const [ran, skipped] = [events + duplicateRuns, events - duplicateRuns];
		expect(counts).toMatchObject({ ran, skipped, emptied: 0, lost: 0 });
	}
}

/**
 * Returns the event ID of the items that an execution started with, if it still has them. If n8n was killed before or
 * during the execution, the trigger's output can be missing, or can be a placeholder from n8n. The items are then in the
 * execution stack.
 */
function eventIdOf(execution: Execution): unknown {
	const { executionData, resultData } = execution.data;
	const [start] = executionData?.nodeExecutionStack ?? [];
	const waiting = start?.data.main?.[0] ?? [];
	const outputs = Object.keys(resultData.runData).flatMap((name) => outputOf(execution, name));
	const items = [...outputs, ...waiting.map(({ json }) => json)];
	return items.find(({ eventId }) => eventId !== undefined)?.eventId;
}

/** Returns the event IDs of the finished executions that have their event. */
export const executedEventIds = async (trigger: Workflow): Promise<unknown[]> =>
	(await trigger.storedExecutions()).map(eventIdOf).filter((eventId) => eventId !== undefined);
