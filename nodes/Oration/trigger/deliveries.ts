import { hash } from 'crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

/**
 * Keeps each event from starting the workflow more than once. For one trigger an event is
 *
 * - **new** as long as nothing is known of it. Its next copy is taken, and it is then
 * - **in flight** until n8n has answered that copy. Other copies wait for the answer. If it is a 200, the event is
 * - **stored**: n8n has its execution. Further copies start nothing. With any other answer, or if the connection ends
 *   without one, the event is new again, and one of the waiting copies is taken in its place.
 *
 * What is stored is known exactly within a process. Other processes, and this one after a restart, learn it from the
 * static data of the workflow, which n8n saves as a whole: the last save wins.
 */
class Deliveries {
	private readonly inFlight = new Map<string, Promise<void>>();

	/** Stored events by their digest, each as what is saved of it, the oldest first. */
	private stored = new Map<string, string>();

	/** Whether a copy of an event is to start the workflow. */
	async take(eventId: string, staticData: IDataObject, response: Response): Promise<boolean> {
		const digest = digestOf(eventId);
		if (!this.stored.has(digest)) this.learn(staticData.events);
		for (let first = this.inFlight.get(digest); first; first = this.inFlight.get(digest)) {
			await first;
		}
		if (this.stored.has(digest)) return false;

		this.inFlight.set(
			digest,
			wasAccepted(response).then((isStored) => {
				if (isStored) this.store(digest);
				this.inFlight.delete(digest);
			}),
		);
		// n8n writes the static data out when it has stored the execution, just before it answers. So this event is
		// stored by then, as is every other that was written out before: no save erases what another has saved.
		const events = { toJSON: () => this.written(digest) };
		staticData.events = events;
		void afterHandOver().then(() => (staticData.events = events));
		return true;
	}

	get isIdle(): boolean {
		return this.inFlight.size === 0;
	}

	private written(digest: string): string {
		this.store(digest);
		return [...this.stored.values()].join(SEPARATOR);
	}

	private store(digest: string): void {
		if (this.stored.has(digest)) return;
		this.stored.set(digest, `${Date.now().toString(36)}${digest}`);
		this.forgetOldest();
	}

	/** Adds what is saved. It may be of another process, or garbage. */
	private learn(saved: unknown): void {
		if (typeof saved !== 'string') return;
		const unknown = saved.split(SEPARATOR).filter((event) => this.isUnknown(event));
		if (unknown.length === 0) return;
		// What is saved starts with its time, so that the order of the texts is that of the times.
		const oldestFirst = [...this.stored.values(), ...unknown].sort();
		this.stored = new Map(oldestFirst.map((event) => [digestIn(event), event]));
		this.forgetOldest();
	}

	private isUnknown(saved: string): boolean {
		return !this.stored.has(digestIn(saved)) && SAVED_EVENT.test(saved);
	}

	private forgetOldest(): void {
		for (const digest of this.stored.keys()) {
			if (this.stored.size <= MOST_EVENTS) return;
			this.stored.delete(digest);
		}
	}
}

/** Whether n8n has answered 200, once the connection is done with. */
async function wasAccepted(response: Response): Promise<boolean> {
	if (!response.closed) {
		await new Promise((resolve) => response.once('close', resolve));
	}
	return response.writableFinished && response.statusCode === 200;
}

/**
 * n8n 2 loses the note that the static data has changed while it takes over what webhook() returns (seen in 2.40.7, in
 * `WorkflowRunner.establishContextForPersistence`), so it has to be set once more then. That is some promises later, in
 * the same turn of the event loop; storing the execution takes many turns.
 */
async function afterHandOver(): Promise<void> {
	for (let promises = 0; promises < 100; promises++) await undefined;
}

type Response = Pick<
	ReturnType<IWebhookFunctions['getResponseObject']>,
	'closed' | 'once' | 'statusCode' | 'writableFinished'
>;

const MOST_EVENTS = 1000;
const MOST_TRIGGERS = 100;
/** The time in milliseconds, in base 36, and the digest. */
const SAVED_EVENT = /^[0-9a-z]{8}[\w-]{12}$/;
/** One text is saved, as n8n watches each entry of a list for changes, at the cost of some milliseconds an event. */
const SEPARATOR = ' ';

const digestIn = (savedEvent: string): string => savedEvent.slice(-12);

const triggers = new Map<string, Deliveries>();

/** The deliveries of a trigger: of a node, by its ID, in a workflow. The least used ones are forgotten where there are many. */
export function deliveriesOf(workflowId: string | undefined, nodeId: string): Deliveries {
	const key = `${workflowId} ${nodeId}`;
	const deliveries = triggers.get(key) ?? new Deliveries();
	triggers.delete(key);
	triggers.set(key, deliveries);
	if (triggers.size > MOST_TRIGGERS) {
		const leastUsed = [...triggers].find(([, { isIdle }]) => isIdle);
		if (leastUsed) triggers.delete(leastUsed[0]);
	}
	return deliveries;
}

/** 72 bits of the event ID's hash: short, of one length, and nothing of what the ID holds. */
function digestOf(eventId: string): string {
	return hash('sha256', eventId, 'base64url').slice(0, 12);
}
