import { deepCopy } from 'n8n-workflow';
import type { OrationEvent } from '../../../event/envelope';
import answered from './answered.json';
import completed from './completed.json';
import newer from './newer.json';
import unanswered from './unanswered.json';

/** Sample events with what they are for, based on Oration's documentation. The keys are the values of the buttons. */
export const SAMPLES = { answered, newer, unanswered, completed };

/** Returns a sample as a new object, because nodes can change the item that they get. */
export function sampleEvent(name: unknown): OrationEvent | undefined {
	const [, sample] = Object.entries(SAMPLES).find(([known]) => known === name) ?? [];
	return sample && deepCopy<OrationEvent>(sample.event);
}
