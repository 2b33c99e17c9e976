/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   the sender waits before it retries, and counts are printed; nothing of this is published */
import { randomUUID } from 'node:crypto';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import { sampleFile } from '../events';
import { send, type TriggerUnderTest } from './instance';

const PAUSE_MS = 200;
/** Later ones wait, so that a slow machine can't keep an event from being acknowledged. */
const MAX_IMPATIENT_ATTEMPTS = 5;
const JSON_TYPE = { 'content-type': 'application/json' };
/** It ends a hang. */
const MAX_SENDING_MS = 20 * 60_000;

/** Whether to test with the counts that the documents state, and not with smaller ones. */
const FULL = process.env.npm_lifecycle_event === 'test:faults';

export const count = (normal: number, full: number) => (FULL ? full : normal);

export const OUTPUT = { output: 'selectedFields', fields: ['eventId'] };

/** Returns the realistic event with a new ID. */
export const newEvent = (): OrationEvent => ({
	...sampleFile('analysis-completed.realistic'),
	eventId: randomUUID(),
});

export const many = (count: number) => Array.from({ length: count }, newEvent);

export const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Calls a function for each item in turn, with so many calls at once. */
export async function forEach<T>(
	items: T[],
	concurrency: number,
	call: (item: T) => Promise<void>,
): Promise<void> {
	const waiting = [...items].reverse();
	const worker = async () => {
		for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await call(item);
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
}

/** A sender that retries an event until it gets a 200. */
export class Sender {
	/** Requests, retried ones among them. */
	sent = 0;

	readonly acknowledged: OrationEvent[] = [];

	/** Events whose first sending wasn't answered 200. */
	readonly retried = new Set<OrationEvent>();

	private readonly deadline = Date.now() + MAX_SENDING_MS;

	/** @param impatience milliseconds after which the first attempts give up */
	constructor(private readonly impatience?: number) {}

	async deliver(url: string, event: OrationEvent): Promise<void> {
		for (let attempt = 1; ; attempt++) {
			this.sent++;
			const isImpatient = this.impatience !== undefined && attempt <= MAX_IMPATIENT_ATTEMPTS;
			const signal = isImpatient ? AbortSignal.timeout(this.impatience) : undefined;
			const answer = await send(url, event, JSON_TYPE, signal).then(
				// While n8n starts, it answers 200 to everything before any node gets to see it.
				({ status, body }) => (body.includes('starting up') ? body : String(status)),
				() => 'no answer',
			);
			if (answer === '200') break;
			if (Date.now() > this.deadline) throw new Error(`Still ${answer} after 20 minutes`);
			this.retried.add(event);
			await sleep(PAUSE_MS);
		}
		this.acknowledged.push(event);
	}
}

/** Counts how the events compare with the executions, and prints it: the documents state it. */
export async function countsOf(
	trigger: TriggerUnderTest,
	{ sent, acknowledged }: Pick<Sender, 'sent' | 'acknowledged'>,
) {
	const executed = await trigger.executedEvents();
	const ids = (events: typeof executed) => events.map(({ eventId }) => eventId);
	const ran = executed.filter(({ end }) => end === 'ran');
	const nextRan = executed.filter((event) => event.nextRan);
	const kept = new Set(ids(ran));
	const counts = {
		sent,
		acknowledged: acknowledged.length,
		ran: ran.length,
		skipped: executed.filter(({ end }) => end === 'skipped').length,
		/** n8n replaced their data with an error: see docs/deliveries.md. */
		emptied: executed.filter(({ end }) => end === 'emptied').length,
		lost: new Set(acknowledged.filter(({ eventId }) => !kept.has(eventId))).size,
		/** Runs of the node after the trigger beyond the first for an event. */
		doubled: nextRan.length - new Set(ids(nextRan)).size,
	};
	process.stdout.write(`${expect.getState().currentTestName}:\n  ${JSON.stringify(counts)}\n`);
	return counts;
}
