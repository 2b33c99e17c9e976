import { hash } from 'crypto';
import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { setNewest } from './newest';

const MAX_TRIGGERS = 100;
const MAX_EVENTS = 1000;
const POLL_INTERVAL_MS = 50;
/** After it, nobody knows whether n8n stored the event. */
const MAX_IN_FLIGHT_MS = 10 * 60 * 1000;

type Response = Pick<
	ReturnType<IWebhookFunctions['getResponseObject']>,
	'statusCode' | 'writableEnded'
>;

type Sender = Pick<ReturnType<IWebhookFunctions['getRequestObject']>['socket'], 'destroyed'>;

/** A delivery that n8n is storing. */
interface InFlight {
	response: Response;
	/** In milliseconds of `performance.now()`. */
	since: number;
}

/** Events of a trigger by their key, the oldest first. */
type Events = Map<string, InFlight | 'accepted'>;

/** What a delivery is. The sender of one that is `gone` hung up before it was known whether the event is a duplicate. */
export type Claim = 'new' | 'duplicate' | 'gone';

/** Returns the key of an event: a digest, so that it has one length and doesn't tell the ID. */
export function eventKey(eventType: string, eventId: string): string {
	return hash('sha256', JSON.stringify([eventType, eventId])).slice(0, 32);
}

/** Recognizes the events that a trigger accepted before in this process. */
export class DuplicateFilter {
	private readonly triggers = new Map<string, Events>();

	/**
	 * Claims an event for a delivery. An event that another delivery claimed is in flight until n8n has ended the response
	 * to it. Deliveries of the same event wait for that, and one of them becomes the new first if n8n failed to store it.
	 */
	async claim(trigger: string, key: string, response: Response, sender: Sender): Promise<Claim> {
		const events: Events = this.triggers.get(trigger) ?? new Map();
		setNewest(this.triggers, trigger, events, MAX_TRIGGERS);
		// Settling all of them keeps no response for longer than until the next event.
		for (const other of events.keys()) settle(events, other);
		for (;;) {
			settle(events, key);
			const event = events.get(key);
			if (event === 'accepted') return 'duplicate';
			if (event === undefined) {
				setNewest(events, key, { response, since: performance.now() }, MAX_EVENTS);
				return 'new';
			}
			await sleep(POLL_INTERVAL_MS);
			if (sender.destroyed) return 'gone';
		}
	}
}

/** Ends the flight of an event once its outcome is known, or once too much time has passed. */
function settle(events: Events, key: string): void {
	const event = events.get(key);
	if (event === undefined || event === 'accepted') return;
	const { response, since } = event;
	if (response.writableEnded && response.statusCode < 400) {
		events.set(key, 'accepted');
	} else if (response.writableEnded || performance.now() - since > MAX_IN_FLIGHT_MS) {
		events.delete(key);
	}
}
