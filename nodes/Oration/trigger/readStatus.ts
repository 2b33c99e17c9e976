import type { IWebhookFunctions } from 'n8n-workflow';
import type { TriggerMemory } from './handleEvent';
import type { Status } from './pages/statusPage';
import { needsSecret, readSettings, type Settings } from './settings';
import { triggerKey } from './triggerKey';

/** Reads what the page of the Production URL shows. */
export async function readStatus(
	context: IWebhookFunctions,
	{ activity, secretCache }: TriggerMemory,
): Promise<Status> {
	const trigger = triggerKey(context);
	const secret = needsSecret(context)
		? await secretCache.get(context, trigger).catch(() => 'unavailable' as const)
		: undefined;
	const settings = readable(context);
	const isUnavailable = secret === 'unavailable';
	return {
		url: context.getNodeWebhookUrl('default') ?? '',
		problem: isUnavailable ? 'secretUnavailable' : settings ? undefined : 'settingsInvalid',
		secret: isUnavailable ? undefined : secret?.place,
		activity: settings?.showActivity ? activity.of(trigger) : undefined,
	};
}

function readable(context: IWebhookFunctions): Settings | undefined {
	try {
		return readSettings(context);
	} catch {
		return undefined;
	}
}
