import type { IWebhookFunctions } from 'n8n-workflow';
import type { TriggerActivity } from '../activity/activity';
import { isRejectReason, isSkipReason, type Outcome } from '../activity/outcomes';
import { HEADERS, sendPage, type PageResponse } from './layout';
import { notReady, toPage, type Status } from './statusPage';

type Request = Pick<ReturnType<IWebhookFunctions['getRequestObject']>, 'accepts'>;

/**
 * Sends the page of the Production URL, or the same facts as JSON if the client doesn't prefer HTML. For JSON, the status
 * is 503 if the trigger isn't ready.
 */
export function sendStatus(request: Request, response: PageResponse, status: Status): void {
	if (request.accepts(['json', 'html']) === 'html') {
		return sendPage(response, 200, toPage(status, new Date()));
	}
	const code = status.problem ? 503 : 200;
	response.status(code).set(HEADERS).json(toJson(status));
}

function toJson(status: Status): object {
	const { url, warning, problem, secret, activity } = status;
	return {
		ready: problem === undefined,
		problem: problem ? notReady(problem) : null,
		warning: warning ?? null,
		url,
		secret: secret ?? null,
		activity: activity ? summarize(activity) : null,
	};
}

function summarize({ since, outcomes }: TriggerActivity): object {
	const sum = (isCounted: (outcome: Outcome) => boolean) =>
		outcomes.reduce((total, { outcome, count }) => total + (isCounted(outcome) ? count : 0), 0);
	return {
		since,
		lastAt: outcomes[0]?.lastAt ?? null,
		started: sum((outcome) => outcome === 'started'),
		skipped: sum(isSkipReason),
		rejected: sum(isRejectReason),
		outcomes: Object.fromEntries(outcomes.map(({ outcome, ...last }) => [outcome, last])),
	};
}
