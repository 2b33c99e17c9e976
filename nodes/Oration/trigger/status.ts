import type { IWebhookFunctions } from 'n8n-workflow';
import type { Activity, TriggerActivity } from './activity';
import { unreachableWarning } from './address';
import { TOKEN, type WebhookSecret } from './authenticate';
import { isRejectReason, isSkipReason, NOT_READY, type Outcome } from './outcomes';
import { sendJson, sendPage, type PageResponse } from './page';
import { triggerKey } from './responses';
import type { SecretCache } from './secretCache';
import { needsSecret, showsActivity } from './settings';
import { toPage } from './statusPage';

type Request = Pick<ReturnType<IWebhookFunctions['getRequestObject']>, 'accepts'>;

/** What the page of the Production URL shows. */
export interface Status {
	/** The Production URL. */
	url: string;
	secret: 'none' | 'unavailable' | WebhookSecret;
	/** Undefined if it must not be shown. */
	activity: TriggerActivity | undefined;
}

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
		return await secretCache.get(context);
	} catch {
		return 'unavailable';
	}
}

/**
 * Sends the page of the Production URL, or the same facts as JSON if the client asks for it. For JSON, the status is
 * 503 if the trigger isn't ready.
 */
export function sendStatus(request: Request, response: PageResponse, status: Status): void {
	if (request.accepts(['html', 'json']) === 'json') {
		sendJson(response, status.secret === 'unavailable' ? 503 : 200, toJson(status));
	} else {
		sendPage(response, 200, toPage(status, new Date()));
	}
}

function toJson(status: Status): object {
	const { url, secret, activity } = status;
	return {
		ready: secret !== 'unavailable',
		problem: secret === 'unavailable' ? NOT_READY : null,
		warning: unreachableWarning(status) ?? null,
		url,
		secret: typeof secret === 'string' ? null : placeOf(secret),
		activity: activity ? summarize(activity) : null,
	};
}

function placeOf({ header }: WebhookSecret): { sentIn: 'header' | 'query'; name: string } {
	return header === undefined
		? { sentIn: 'query', name: TOKEN }
		: { sentIn: 'header', name: header };
}

function summarize({ since, outcomes }: TriggerActivity): object {
	const sum = (isCounted: (outcome: Outcome) => boolean) =>
		outcomes
			.filter(({ outcome }) => isCounted(outcome))
			.reduce((total, { count }) => total + count, 0);
	return {
		since,
		lastAt: outcomes[0]?.lastAt ?? null,
		started: sum((outcome) => outcome === 'started'),
		skipped: sum(isSkipReason),
		rejected: sum(isRejectReason),
		outcomes: Object.fromEntries(
			outcomes.map(({ outcome, count, lastAt }) => [outcome, { count, lastAt }]),
		),
	};
}
