import type { IDataObject } from 'n8n-workflow';

/** Enough to know a delivery that is repeated hours later, small enough to be saved with every event. */
const REMEMBERED_EVENTS = 1000;

/** Whether an event was accepted before. Events without an ID are all new. */
export function isRepeated(staticData: IDataObject, eventId: string | null): boolean {
	return eventId !== null && rememberedEvents(staticData).includes(eventId);
}

/** Remembers an event. n8n saves the static data once it has stored the execution, and not where that fails. */
export function remember(staticData: IDataObject, eventId: string | null): void {
	if (eventId === null) return;
	staticData.eventIds = [...rememberedEvents(staticData), eventId].slice(-REMEMBERED_EVENTS);
}

function rememberedEvents(staticData: IDataObject): unknown[] {
	return Array.isArray(staticData.eventIds) ? staticData.eventIds : [];
}
