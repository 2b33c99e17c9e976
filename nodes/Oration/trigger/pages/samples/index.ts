import { deepCopy } from 'n8n-workflow';
import type { OrationEvent } from '../../../event/envelope';
import answered from './answered.json';
import completed from './completed.json';
import newer from './newer.json';
import unanswered from './unanswered.json';

interface Sample {
	label: string;
	/** What the sample is for. */
	description: string;
	event: OrationEvent;
}

/** Sample events, based on Oration's documentation. The keys are the values of the buttons. */
export const SAMPLES = {
	answered: {
		label: 'Answered call',
		description: 'A call with a summary, categories and a recording.',
		event: answered,
	},
	newer: {
		label: 'Answered call (newer event format)',
		description: "A call without a summary or categories, as in Oration's newer documentation.",
		event: newer,
	},
	unanswered: {
		label: 'Unanswered call',
		description: 'A call without a transcript or recording, to test empty fields.',
		event: unanswered,
	},
	completed: {
		label: 'Completed call, not analyzed yet',
		description: 'A call that has ended, for workflows that start on Conversation Completed.',
		event: completed,
	},
} as const satisfies Record<string, Sample>;

/** Returns a sample as a new object, because nodes can change the item that they get. */
export function sampleEvent(name: unknown): OrationEvent | undefined {
	const [, sample] = Object.entries(SAMPLES).find(([known]) => known === name) ?? [];
	return sample && deepCopy<OrationEvent>(sample.event);
}
