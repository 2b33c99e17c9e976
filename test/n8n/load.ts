/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   the sender waits before it repeats, and counts are printed; nothing of this is published */
import { randomUUID } from 'node:crypto';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import { sampleFile } from '../events';
import { send, type TriggerUnderTest } from './instance';

const PAUSE = 200;
const SLOW = 500;

/** Whether to test with the counts that the documentation states, and not with smaller ones. */
const FULL = process.env.npm_lifecycle_event === 'test:faults';

export const count = (normal: number, full: number) => (FULL ? full : normal);

export const OUTPUT = { output: 'selectedFields', fields: ['eventId'] };

/** The realistic event, with an ID of its own. */
export const newEvent = (): OrationEvent => ({
	...sampleFile('analysis-completed.realistic'),
	eventId: randomUUID(),
});

export const many = (count: number) => Array.from({ length: count }, newEvent);

export const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export const shuffled = <T>(list: T[]): T[] =>
	list
		.map((item) => ({ item, place: Math.random() }))
		.sort((one, other) => one.place - other.place)
		.map(({ item }) => item);

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

/** A sender that repeats an event until it gets a 200. */
export class Sender {
	/** Requests, repeated ones among them. */
	sent = 0;

	/** Requests that took so long that copies sent 1 s apart are not apart for n8n. */
	slow = 0;

	readonly acknowledged: OrationEvent[] = [];

	/** Events whose first sending was not answered 200. */
	readonly repeated = new Set<OrationEvent>();

	private readonly deadline = Date.now() + 300_000;

	async deliver(url: string, event: OrationEvent): Promise<void> {
		for (;;) {
			this.sent++;
			const start = Date.now();
			const answer = await send(url, event).then(
				// n8n answers 200 to everything while it starts, before any node gets to see it.
				({ status, body }) => (body.includes('starting up') ? body : String(status)),
				() => 'no answer',
			);
			if (Date.now() - start > SLOW) this.slow++;
			if (answer === '200') break;
			if (Date.now() > this.deadline) throw new Error(`Still ${answer} after 300 s`);
			this.repeated.add(event);
			await sleep(PAUSE);
		}
		this.acknowledged.push(event);
	}
}

/** How the events compare with the executions: printed, as it is what the documentation states. */
export async function countsOf(trigger: TriggerUnderTest, { sent, acknowledged }: Sender) {
	const executed = await trigger.executedEvents();
	const known = executed.filter((id) => id !== undefined);
	const ids = new Set<unknown>(known);
	const counts = {
		sent,
		acknowledged: acknowledged.length,
		executions: executed.length,
		lost: new Set(acknowledged.filter(({ eventId }) => !ids.has(eventId))).size,
		doubled: known.length - ids.size,
		/** Executions whose data n8n replaced with an error: see docs/deliveries.md. */
		emptied: executed.length - known.length,
	};
	process.stdout.write(`${expect.getState().currentTestName}:\n  ${JSON.stringify(counts)}\n`);
	return counts;
}
