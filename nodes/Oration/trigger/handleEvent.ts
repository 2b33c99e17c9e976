import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readEvent } from '../event/envelope';
import { toRecord } from '../event/record';
import { toItem } from '../output/output';
import { Activity } from './activity/activity';
import type { Rejection } from './activity/outcomes';
import { FailureLimit } from './authentication/failureLimit';
import { SecretCache } from './authentication/secretCache';
import { readJsonBody } from './body';
import { DuplicateFilter, eventKey } from './duplicates/duplicateFilter';
import { withEventKey } from './duplicates/processedEvents';
import { whenStored } from './duplicates/whenStored';
import { Responder } from './responses';
import { needsSecret, readSettings, type Settings } from './settings';
import { triggerKey } from './triggerKey';

const UNREADABLE: Rejection = {
	reason: 'invalidEvent',
	message: 'The body is too large for n8n, or was cut off',
	field: 'body',
};
const SECRET_UNAVAILABLE: Rejection = {
	reason: 'secretUnavailable',
	message: "The trigger isn't ready: n8n can't load its shared secret",
};

/** What the trigger remembers between requests, in this process. */
export class TriggerMemory {
	readonly activity = new Activity();

	readonly duplicateFilter = new DuplicateFilter();

	readonly failureLimit = new FailureLimit();

	readonly secretCache = new SecretCache();
}

/** Handles a request with an event: starts the workflow, skips the event, or rejects the request. */
export async function handleEvent(context: IWebhookFunctions, memory: TriggerMemory) {
	const respond = new Responder(context, memory.activity);
	const rejection = needsSecret(context) && (await authenticate(context, memory, respond));
	if (rejection) return rejection;

	const { events, choice, failedFilter, deduplicate } = readSettingsOrFail(context, respond);

	const body = await readJsonBody(context.getRequestObject());
	if ('unreadable' in body) return respond.reject(body.unreadable, UNREADABLE);
	const result = readEvent(body.json);
	if ('invalid' in result) {
		return respond.reject(400, { reason: 'invalidEvent', ...result.invalid });
	}

	const { event } = result;
	const record = toRecord(event);
	if (!events.includes(record.eventType)) return respond.skip('eventType');
	const filter = failedFilter(record);
	if (filter) return respond.skip(filter);

	const item = toItem(event, choice, record);
	const stored = whenStored(context.getResponseObject());
	const isTest = context.getMode() === 'manual';
	if (isTest || !deduplicate || record.eventId === null) return respond.start(item, stored);

	const key = eventKey(record.eventType, record.eventId);
	const { socket } = context.getRequestObject();
	const claim = await memory.duplicateFilter.claim(triggerKey(context), key, stored, socket);
	return claim === 'new' ? respond.start(withEventKey(item, key), stored) : respond.skip(claim);
}

/** Rejects a request without the secret. Fails if the secret can't be loaded, but not more often than strangers may. */
async function authenticate(
	context: IWebhookFunctions,
	{ secretCache, failureLimit }: TriggerMemory,
	respond: Responder,
): Promise<IWebhookResponseData | undefined> {
	const trigger = triggerKey(context);
	try {
		const rejection = await secretCache.rejection(context, trigger);
		return rejection && respond.reject(401, rejection);
	} catch (error) {
		if (context.getMode() !== 'manual' && failureLimit.isReached(trigger)) {
			return respond.reject(503, SECRET_UNAVAILABLE);
		}
		return respond.fail('secretUnavailable', error);
	}
}

function readSettingsOrFail(context: IWebhookFunctions, respond: Responder): Settings {
	try {
		return readSettings(context);
	} catch (error) {
		return respond.fail('settingsInvalid', error);
	}
}
