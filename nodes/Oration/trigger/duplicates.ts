import { hash } from 'crypto';
import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { setBounded } from './boundedMap';

const MAX_TRIGGERS = 100;
const MAX_EVENTS = 1000;
const POLL_INTERVAL_MS = 50;
/** After this time, it's unknown whether n8n stored the event. */
export const MAX_IN_FLIGHT_MS = 10 * 60 * 1000;

type Response = Pick<
	ReturnType<IWebhookFunctions['getResponseObject']>,
	'statusCode' | 'writableEnded'
>;

type Sender = Pick<ReturnType<IWebhookFunctions['getRequestObject']>['socket'], 'destroyed'>;

/** A delivery whose execution n8n is storing. */
interface InFlight {
	response: Response;
	/** In milliseconds, from `performance.now()`. */
	startedAt: number;
}

/** The events of a trigger by key, oldest first. */
interface Events {
	accepted: Map<string, true>;
	inFlight: Map<string, InFlight>;
}

/** `disconnected`: the sender hung up before it was known whether the event is a duplicate. */
export type Claim = 'new' | 'duplicate' | 'disconnected';

/** Returns the key of an event: a digest, which has a fixed length and doesn't reveal the ID. */
export function eventKey(eventType: string, eventId: string): string {
	return hash('sha256', JSON.stringify([eventType, eventId])).slice(0, 32);
}

/** Recognizes events that a trigger has accepted before in this process. */
export class DuplicateFilter {
	private readonly triggers = new Map<string, Events>();

	/**
	 * Claims an event for a delivery. The event is in flight until n8n ends the response. Other deliveries of the same
	 * event wait until then. If n8n failed to store the event, the next one claims it.
	 */
	async claim(trigger: string, key: string, response: Response, sender: Sender): Promise<Claim> {
		const events = this.triggers.get(trigger) ?? { accepted: new Map(), inFlight: new Map() };
		setBounded(this.triggers, trigger, events, MAX_TRIGGERS);
		for (const claimed of events.inFlight.keys()) settle(events, claimed);
		for (;;) {
			if (events.accepted.has(key)) return 'duplicate';
			if (!events.inFlight.has(key)) {
				setBounded(events.inFlight, key, { response, startedAt: performance.now() }, MAX_EVENTS);
				return 'new';
			}
			await sleep(POLL_INTERVAL_MS);
			if (sender.destroyed) return 'disconnected';
			settle(events, key);
		}
	}
}

/** Accepts or releases an event if its response has ended, and releases it if it has been in flight for too long. */
function settle({ accepted, inFlight }: Events, key: string): void {
	const delivery = inFlight.get(key);
	if (delivery === undefined) return;
	const { response, startedAt } = delivery;
	if (response.writableEnded && response.statusCode < 400) {
		setBounded(accepted, key, true, MAX_EVENTS);
	}
	if (response.writableEnded || performance.now() - startedAt > MAX_IN_FLIGHT_MS) {
		inFlight.delete(key);
	}
}
