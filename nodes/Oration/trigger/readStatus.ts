import type { IWebhookFunctions } from 'n8n-workflow';
import type { TriggerMemory } from './handleEvent';
import type { Status } from './pages/statusPage';
import { needsSecret, readSettings } from './settings';
import { triggerKey } from './triggerKey';

/** Reads what the page of the Production URL shows. */
export async function readStatus(
	context: IWebhookFunctions,
	{ activity, secretCache }: TriggerMemory,
): Promise<Status> {
	const trigger = triggerKey(context);
	const status: Status = { url: context.getNodeWebhookUrl('default') ?? '' };
	try {
		if (readSettings(context).showActivity) status.activity = activity.of(trigger);
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
