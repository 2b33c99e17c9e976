import { hash } from 'crypto';
import { setBounded } from '../activity/boundedMap';
import type { StoreResult } from './whenStored';

const MAX_EVENTS = 1000;

/** The events of a trigger by key, oldest first. */
interface Events {
	accepted: Map<string, true>;
	/** The deliveries whose execution n8n is storing. */
	inFlight: Map<string, Promise<void>>;
}

/** Returns the key of an event: a digest, which has a fixed length and doesn't reveal the ID. */
export function eventKey(eventType: string, eventId: string): string {
	return hash('sha256', JSON.stringify([eventType, eventId])).slice(0, 32);
}

/** Recognizes events that a trigger has accepted before in this process. */
export class DuplicateFilter {
	private readonly triggers = new Map<string, Events>();

	/**
	 * Claims an event for a delivery. The event is in flight until `stored` resolves. Other deliveries of the same event
	 * wait until then, and are `disconnected` if their sender hung up meanwhile. If n8n failed to store the event, or may
	 * have failed, the next one claims it.
	 */
	async claim(
		trigger: string,
		key: string,
		stored: Promise<StoreResult>,
		sender: { destroyed: boolean },
	): Promise<'new' | 'duplicate' | 'disconnected'> {
		const events = this.triggers.get(trigger) ?? { accepted: new Map(), inFlight: new Map() };
		setBounded(this.triggers, trigger, events);
		const { accepted, inFlight } = events;
		for (let first = inFlight.get(key); first; first = inFlight.get(key)) {
			await first;
			if (sender.destroyed) return 'disconnected';
		}
		if (accepted.has(key)) return 'duplicate';
		const settled = stored.then((result) => {
			if (result === 'stored') setBounded(accepted, key, true, MAX_EVENTS);
			if (inFlight.get(key) === settled) inFlight.delete(key);
		});
		setBounded(inFlight, key, settled, MAX_EVENTS);
		return 'new';
	}
}
