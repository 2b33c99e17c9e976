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
interface Events {
	accepted: Map<string, true>;
	inFlight: Map<string, InFlight>;
}

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
		const events = this.triggers.get(trigger) ?? { accepted: new Map(), inFlight: new Map() };
		setNewest(this.triggers, trigger, events, MAX_TRIGGERS);
		for (;;) {
			settle(events);
			if (events.accepted.has(key)) return 'duplicate';
			if (!events.inFlight.has(key)) {
				setNewest(events.inFlight, key, { response, since: performance.now() }, MAX_EVENTS);
				return 'new';
			}
			await sleep(POLL_INTERVAL_MS);
			if (sender.destroyed) return 'gone';
		}
	}
}

/** Ends the flight of each event whose outcome is known, or that has been in flight for too long. */
function settle({ accepted, inFlight }: Events): void {
	for (const [key, { response, since }] of inFlight) {
		if (response.writableEnded && response.statusCode < 400) {
			setNewest(accepted, key, true, MAX_EVENTS);
		}
		if (response.writableEnded || performance.now() - since > MAX_IN_FLIGHT_MS) {
			inFlight.delete(key);
		}
	}
}
