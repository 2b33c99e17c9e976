import type { IWebhookFunctions } from 'n8n-workflow';
import type { Activity } from './activity/activity';
import type { SecretCache } from './authentication/secretCache';
import type { Status } from './pages/statusPage';
import { needsSecret, showsActivity } from './settings';
import { triggerKey } from './triggerKey';

/** Reads what the page of the Production URL shows. */
export async function readStatus(
	context: IWebhookFunctions,
	secretCache: SecretCache,
	activity: Activity,
): Promise<Status> {
	return {
		url: context.getNodeWebhookUrl('default') ?? '',
		secret: needsSecret(context) ? await readSecret(context, secretCache) : 'none',
		activity: showsActivity(context) ? activity.of(triggerKey(context)) : undefined,
	};
}

async function readSecret(
	context: IWebhookFunctions,
	secretCache: SecretCache,
): Promise<Status['secret']> {
	try {
		return (await secretCache.get(context, triggerKey(context))).place;
	} catch {
		return 'unavailable';
	}
}
