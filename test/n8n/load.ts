/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   the sender waits between retries and the counts are printed; the package doesn't include tests */
import { randomUUID } from 'node:crypto';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import { sampleFile } from '../events';
import { send, type TriggerUnderTest } from './instance';

const RETRY_DELAY_MS = 200;
/** Later attempts have no timeout, so that events are also acknowledged on a slow machine. */
const MAX_ATTEMPTS_WITH_TIMEOUT = 5;
export const JSON_TYPE = { 'content-type': 'application/json' };
/** Only ends a hang. */
const MAX_SENDING_MS = 20 * 60_000;

/** Whether to use the full counts from the docs. */
const IS_FULL_LOAD = process.env.npm_lifecycle_event === 'test:faults';

export const loadSize = (normal: number, full: number) => (IS_FULL_LOAD ? full : normal);

export const OUTPUT = { output: 'selectedFields', fields: ['eventId'] };

/** Returns the realistic event with a new ID. */
export const newEvent = (): OrationEvent => ({
	...sampleFile('analysis-completed.realistic'),
	eventId: randomUUID(),
});

export const newEvents = (count: number) => Array.from({ length: count }, newEvent);

export const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

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

	private readonly deadline = Date.now() + MAX_SENDING_MS;

	/** @param timeoutMs the timeout of the first attempts */
	constructor(private readonly timeoutMs?: number) {}

	async deliver(url: string, event: OrationEvent): Promise<void> {
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
			if (Date.now() > this.deadline) throw new Error(`Still getting '${result}' after 20 minutes`);
			this.retried.add(event);
			await sleep(RETRY_DELAY_MS);
		}
		this.acknowledged.push(event);
	}
}

/** Compares the events with the executions. Prints the counts for the docs, and returns them. */
export async function countsOf(
	trigger: TriggerUnderTest,
	{ sent, acknowledged }: Pick<Sender, 'sent' | 'acknowledged'>,
) {
	const executed = await trigger.executedEvents();
	const ids = (events: typeof executed) => events.map(({ eventId }) => eventId);
	const ran = executed.filter(({ end }) => end === 'ran');
	const nextRan = executed.filter((event) => event.nextRan);
	const storedIds = new Set(ids(ran));
	const counts = {
		sent,
		acknowledged: acknowledged.length,
		ran: ran.length,
		skipped: executed.filter(({ end }) => end === 'skipped').length,
		/** Executions whose data n8n replaced with an error. See docs/reliability.md. */
		emptied: executed.filter(({ end }) => end === 'emptied').length,
		lost: new Set(acknowledged.filter(({ eventId }) => !storedIds.has(eventId))).size,
		/** Runs of the next node after the first one for an event. */
		duplicateRuns: nextRan.length - new Set(ids(nextRan)).size,
	};
	process.stdout.write(`${expect.getState().currentTestName}:\n  ${JSON.stringify(counts)}\n`);
	return counts;
}
