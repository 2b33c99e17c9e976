import { MAX_TRIGGERS, setBounded } from './boundedMap';
import type { Outcome } from './outcomes';

export interface OutcomeCount {
	outcome: Outcome;
	count: number;
	lastAt: Date;
}

export interface TriggerActivity {
	/** When the count began. */
	since: Date;
	/** The newest outcome is the first. */
	outcomes: OutcomeCount[];
}

/** Counts what requests to triggers led to in this process. Holds nothing else of a request. */
export class Activity {
	private readonly startedAt = new Date();

	private readonly triggers = new Map<string, TriggerActivity>();

	record(trigger: string, outcome: Outcome): void {
		const { since, outcomes } = this.of(trigger);
		const count = (outcomes.find((last) => last.outcome === outcome)?.count ?? 0) + 1;
		const others = outcomes.filter((last) => last.outcome !== outcome);
		const counted = { since, outcomes: [{ outcome, count, lastAt: new Date() }, ...others] };
		setBounded(this.triggers, trigger, counted);
	}

	of(trigger: string): TriggerActivity {
		// If there are too many triggers, the counts of this one may have been evicted, so they begin now.
		const since = this.triggers.size >= MAX_TRIGGERS ? new Date() : this.startedAt;
		return this.triggers.get(trigger) ?? { since, outcomes: [] };
	}
}
