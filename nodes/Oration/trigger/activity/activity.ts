import { setBounded } from './boundedMap';
import type { Outcome } from './outcomes';

const MAX_TRIGGERS = 100;

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

interface Counts {
	since: Date;
	/** The newest outcome is the last. */
	outcomes: Map<Outcome, OutcomeCount>;
}

/** Counts what requests to triggers led to in this process. Holds nothing else of a request. */
export class Activity {
	private readonly startedAt = new Date();

	private readonly triggers = new Map<string, Counts>();

	record(trigger: string, outcome: Outcome): void {
		const counts = this.triggers.get(trigger) ?? this.noCounts();
		const count = (counts.outcomes.get(outcome)?.count ?? 0) + 1;
		counts.outcomes.delete(outcome);
		counts.outcomes.set(outcome, { outcome, count, lastAt: new Date() });
		setBounded(this.triggers, trigger, counts, MAX_TRIGGERS);
	}

	of(trigger: string): TriggerActivity {
		const { since, outcomes } = this.triggers.get(trigger) ?? this.noCounts();
		return { since, outcomes: [...outcomes.values()].reverse() };
	}

	/** If there are too many triggers, the counts of this one may have been evicted, so they begin now. */
	private noCounts(): Counts {
		const mayBeEvicted = this.triggers.size >= MAX_TRIGGERS;
		return { since: mayBeEvicted ? new Date() : this.startedAt, outcomes: new Map() };
	}
}
