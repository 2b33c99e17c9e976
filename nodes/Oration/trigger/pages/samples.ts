import { deepCopy } from 'n8n-workflow';
import type { OrationEvent } from '../../event/envelope';
import type { JsonObject } from '../../event/json';
import { common, samples } from './samples.json';

type SampleFile = Record<'label' | 'description' | 'eventType', string> & { payload: JsonObject };

/** Sample events, based on Oration's documentation. The keys are the values of the buttons. */
export const SAMPLES = {
	answered: toSample(samples.answered),
	newer: toSample(samples.newer),
	unanswered: toSample(samples.unanswered),
	completed: toSample(samples.completed),
};

/** Returns a sample as a new object, because nodes can change the item that they get. */
export function sampleEvent(name: unknown): OrationEvent | undefined {
	const [, sample] = Object.entries(SAMPLES).find(([known]) => known === name) ?? [];
	return sample && deepCopy(sample.event);
}

function toSample({ eventType, payload, ...sample }: SampleFile) {
	const sent: JsonObject = { ...common, ...payload };
	return { ...sample, event: { eventId: 'evt_sample', eventType, payload: sent } };
}
