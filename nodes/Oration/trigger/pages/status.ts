import type { IWebhookFunctions } from 'n8n-workflow';
import type { TriggerActivity } from '../activity/activity';
import { isRejectReason, isSkipReason, NOT_READY, type Outcome } from '../activity/outcomes';
import { sendJson, sendPage, type PageResponse } from './layout';
import { toPage, warningOf, type Status } from './statusPage';

type Request = Pick<ReturnType<IWebhookFunctions['getRequestObject']>, 'accepts'>;

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
		warning: warningOf(status) ?? null,
		url,
		secret: typeof secret === 'string' ? null : secret,
		activity: activity ? summarize(activity) : null,
	};
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
