import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readEvent } from '../event/envelope';
import { toRecord } from '../event/record';
import { toOutput } from '../output/output';
import type { Activity } from './activity/activity';
import type { SecretCache } from './authentication/secretCache';
import { readJsonBody } from './body';
import { eventKey, type DuplicateFilter } from './duplicates/duplicateFilter';
import { withEventKey } from './duplicates/processedEvents';
import { whenStored } from './duplicates/whenStored';
import { failedFilter } from './filters';
import { acceptEvent, failRequest, rejectRequest, skipEvent } from './responses';
import { needsSecret, readSettings } from './settings';
import { triggerKey } from './triggerKey';

/** What the trigger remembers between requests, in this process. */
export interface TriggerMemory {
	activity: Activity;
	duplicateFilter: DuplicateFilter;
	secretCache: SecretCache;
}

/** Handles a request with an event: starts the workflow, skips the event, or rejects the request. */
export async function handleEvent(
	context: IWebhookFunctions,
	{ activity, duplicateFilter, secretCache }: TriggerMemory,
): Promise<IWebhookResponseData> {
	const trigger = triggerKey(context);
	const { events, choice, filters, deduplicate } = readSettings(context);

	const rejection = needsSecret(context)
		? await secretCache
				.rejection(context, trigger)
				.catch((error: unknown) => failRequest(context, activity, error))
		: undefined;
	if (rejection) return rejectRequest(context, activity, 401, rejection);

	const result = readEvent(await readJsonBody(context.getRequestObject()));
	if ('invalid' in result) {
		return rejectRequest(context, activity, 400, { reason: 'invalidEvent', ...result.invalid });
	}

	const { event } = result;
	if (!events.includes(event.eventType)) return skipEvent(context, activity, 'eventType');

	const record = toRecord(event);
	const filter = failedFilter(record, filters);
	if (filter) return skipEvent(context, activity, filter);

	const item = { json: toOutput(event, record, choice) };
	const response = context.getResponseObject();
	const stored = whenStored(response);
	const isTest = context.getMode() === 'manual';
	if (isTest || !deduplicate || record.eventId === null) {
		return acceptEvent(context, activity, item, stored);
	}

	const key = eventKey(event.eventType, record.eventId);
	const { socket } = context.getRequestObject();
	const claim = await duplicateFilter.claim(trigger, key, stored, socket);
	if (claim !== 'new') return skipEvent(context, activity, claim);
	return acceptEvent(context, activity, withEventKey(item, key), stored);
}
