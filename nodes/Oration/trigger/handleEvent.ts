import type { IWebhookFunctions } from 'n8n-workflow';
import { InvalidEventError, readEvent } from '../event/envelope';
import { toRecord } from '../event/record';
import { toItem } from '../output/output';
import { Activity } from './activity/activity';
import { SecretCache } from './authentication/secretCache';
import { readJsonBody } from './body';
import { DuplicateFilter, eventKey } from './duplicates/duplicateFilter';
import { withEventKey } from './duplicates/processedEvents';
import { whenStored } from './duplicates/whenStored';
import { Responder } from './responses';
import { needsSecret, readSettings, type Settings } from './settings';
import { triggerKey } from './triggerKey';

/** What the trigger remembers between requests, in this process. */
export const createMemory = () => ({
	activity: new Activity(),
	duplicateFilter: new DuplicateFilter(),
	secretCache: new SecretCache(),
});

export type TriggerMemory = ReturnType<typeof createMemory>;

/** Handles a request with an event: starts the workflow, skips the event, or rejects the request. */
export async function handleEvent(context: IWebhookFunctions, memory: TriggerMemory) {
	const respond = new Responder(context, memory.activity);
	const trigger = triggerKey(context);
	const isTest = context.getMode() === 'manual';

	try {
		const isProtected = needsSecret(context);
		const rejection = isProtected && (await memory.secretCache.rejection(context, trigger));
		if (rejection) return respond.reject(401, rejection);
	} catch (error) {
		const isShown = isTest || memory.secretCache.claimVisibleFailure(trigger);
		return respond.fail('secretUnavailable', error, isShown);
	}

	let settings: Settings;
	try {
		settings = readSettings(context);
	} catch (error) {
		return respond.fail('settingsInvalid', error);
	}

	const { json, unreadable } = await readJsonBody(context.getRequestObject());
	const event = unreadable
		? new InvalidEventError('body', 'The body is too large for n8n, or was cut off')
		: readEvent(json);
	if (event instanceof InvalidEventError) {
		const { message, field } = event;
		return respond.reject(unreadable ?? 400, { reason: 'invalidEvent', message, field });
	}

	const { events, choice, failedFilter, deduplicate } = settings;
	const record = toRecord(event);
	if (!events.includes(record.eventType)) return respond.skip('eventType');
	const filter = failedFilter(record);
	if (filter) return respond.skip(filter);

	const item = toItem(event, choice, record);
	const stored = whenStored(context.getResponseObject());
	if (isTest || !deduplicate || record.eventId === null) return respond.start(item, stored);

	const key = eventKey(record.eventType, record.eventId);
	const { socket } = context.getRequestObject();
	const claim = await memory.duplicateFilter.claim(trigger, key, stored, socket);
	return claim === 'new' ? respond.start(withEventKey(item, key), stored) : respond.skip(claim);
}
