import { setBounded } from '../activity/boundedMap';

const MAX_TRIGGERS = 100;
const INTERVAL_MS = 10_000;

/** Lets each trigger fail visibly once in 10 seconds: strangers must not fill the list of executions. */
export class FailureLimit {
	/** In milliseconds, from `performance.now()`. */
	private readonly lastFailures = new Map<string, number>();

	/** Whether a trigger must not fail visibly now. */
	isReached(trigger: string): boolean {
		const now = performance.now();
		const last = this.lastFailures.get(trigger);
		if (last !== undefined && now - last < INTERVAL_MS) return true;
		setBounded(this.lastFailures, trigger, now, MAX_TRIGGERS);
		return false;
	}
}
