import type { IWebhookFunctions } from 'n8n-workflow';
import type { TriggerMemory } from './handleEvent';
import { unreachableWarning } from './pages/address';
import type { Status } from './pages/statusPage';
import { needsSecret, readSettings } from './settings';
import { triggerKey } from './triggerKey';

/** Reads what the page of the Production URL shows. */
export async function readStatus(
	context: IWebhookFunctions,
	{ activity, secretCache }: TriggerMemory,
): Promise<Status> {
	const trigger = triggerKey(context);
	const url = context.getNodeWebhookUrl('default') ?? '';
	const counted = activity.of(trigger);
	const status: Status = {
		url,
		// After the first event, Oration evidently can reach it.
		warning: counted.outcomes.length > 0 ? undefined : unreachableWarning(url),
	};
	try {
		if (readSettings(context).showActivity) status.activity = counted;
	} catch {
		status.problem = 'settingsInvalid';
	}
	try {
		if (needsSecret(context)) status.secret = (await secretCache.get(context, trigger)).place;
	} catch {
		status.problem = 'secretUnavailable';
	}
	return status;
}
