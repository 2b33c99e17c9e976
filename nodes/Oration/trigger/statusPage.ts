import type { OutcomeCount, TriggerActivity } from './activity';
import { unreachableWarning } from './address';
import { TOKEN, type WebhookSecret } from './authenticate';
import {
	isRejectReason,
	isSkipReason,
	REJECT_REASONS,
	SKIP_REASONS,
	type Outcome,
	type RejectReason,
} from './outcomes';
import { escapeHtml, type Page } from './page';
import type { Status } from './status';

const FIX_SECRET =
	'In n8n, open the Oration Trigger. Select a credential with a secret, or set <strong>Authentication</strong> to <strong>None</strong>. Then publish the workflow again.';

/** Returns the page of the Production URL. */
export function toPage(status: Status, now: Date): Page {
	const isReady = status.secret !== 'unavailable';
	return {
		title: isReady
			? 'Ready for events from Oration'
			: `Not ready: ${REJECT_REASONS.secretUnavailable}`,
		icon: isReady ? 'ready' : 'notReady',
		body: [
			isReady
				? '<p>The workflow is published. It starts when Oration sends an event to the URL below.</p>'
				: `<p>Until you fix this, n8n rejects every event. ${FIX_SECRET}</p>`,
			warningSection(status.url),
			eventsSection(status, now),
			urlSection(status),
		].join('\n'),
	};
}

function warningSection(url: string): string {
	const warning = unreachableWarning(url);
	if (warning === undefined) return '';
	return `<section class="notice">
<h2>${warning}</h2>
<p>Set <a href="https://docs.n8n.io/hosting/configuration/configuration-examples/webhook-url/"><code>WEBHOOK_URL</code></a> to the public address of your n8n, which starts with <code>https://</code>. Then restart n8n and copy the URL again.</p>
</section>`;
}

function eventsSection({ activity, secret }: Status, now: Date): string {
	return `<section>
<h2>Events</h2>
${activity ? describeActivity(activity, secret, now) : '<p>This page shows no activity, because <strong>Show Activity on Page</strong> is off in the Oration Trigger.</p>'}
</section>`;
}

function describeActivity(
	{ since, outcomes }: TriggerActivity,
	secret: Status['secret'],
	now: Date,
): string {
	const [last] = outcomes;
	if (last === undefined) {
		return `<p>No events yet. This page shows that your browser reaches the URL. Oration hasn't sent anything to it since ${absoluteTime(since)}. Check the webhook URL in Oration, then make a call and wait for its analysis.</p>
<p class="muted">The counts are of this n8n process. They start at 0 when n8n restarts.</p>`;
	}
	const lastRejection = outcomes.find(({ outcome }) => isRejectReason(outcome));
	const rejection =
		lastRejection && lastRejection !== last
			? `\n<p>Last rejection: ${describeOutcome(lastRejection, secret, now)}</p>`
			: '';
	return `<p>Last event: ${describeOutcome(last, secret, now)}</p>${rejection}
<table>
<thead><tr><th scope="col">Outcome</th><th scope="col" class="number">Events</th><th scope="col">Last</th></tr></thead>
<tbody>
${outcomes.map((count) => outcomeRow(count, now)).join('\n')}
</tbody>
</table>
<p class="muted">Counted by this n8n process since ${absoluteTime(since)}. The counts start at 0 when n8n restarts. To see what a workflow did with an event, open its <strong>Executions</strong> tab in n8n.</p>`;
}

function describeOutcome(
	{ outcome, lastAt }: OutcomeCount,
	secret: Status['secret'],
	now: Date,
): string {
	const sentence = `${relativeTime(lastAt, now)} (${absoluteTime(lastAt)}).`;
	if (isSkipReason(outcome)) {
		return `${sentence} The trigger skipped it, because ${SKIP_REASONS[outcome]}.`;
	}
	if (isRejectReason(outcome)) {
		return `${sentence} The trigger rejected it, because ${REJECT_REASONS[outcome]}. ${fixFor(outcome, secret)}`;
	}
	return `${sentence} It started the workflow.`;
}

function fixFor(reason: RejectReason, secret: Status['secret']): string {
	switch (reason) {
		case 'secretMissing':
			return typeof secret === 'string' ? '' : `In Oration, ${describeSecret(secret)}.`;
		case 'secretWrong':
			return 'Enter the same secret in Oration and in the credential in n8n.';
		case 'secretUnavailable':
			return secret === 'unavailable' ? '' : 'This is fixed now.';
		case 'invalidEvent':
			return 'Check what sent it: it may not be Oration.';
		case 'notStored':
			return "Check n8n's log.";
	}
}

function describeSecret({ header }: WebhookSecret): string {
	return header === undefined
		? `replace <code>YOUR_SECRET</code> at the end of the URL with the secret from the credential in n8n`
		: `add the header <code>${escapeHtml(header)}</code> with the secret from the credential in n8n`;
}

function outcomeRow({ outcome, count, lastAt }: OutcomeCount, now: Date): string {
	return `<tr><th scope="row">${outcomeLabel(outcome)}</th><td class="number">${count}</td><td>${relativeTime(lastAt, now)}</td></tr>`;
}

function outcomeLabel(outcome: Outcome): string {
	if (isSkipReason(outcome)) return `Skipped: ${SKIP_REASONS[outcome]}`;
	if (isRejectReason(outcome)) return `Rejected: ${REJECT_REASONS[outcome]}`;
	return 'Started the workflow';
}

/** The code is selected with a click, the field with the keyboard. */
function urlSection({ url, secret }: Status): string {
	const needsToken = typeof secret !== 'string' && secret.header === undefined;
	const value = escapeHtml(needsToken ? `${url}?${TOKEN}=YOUR_SECRET` : url);
	return `<section>
<h2 id="url">URL for Oration's webhook settings</h2>
<div class="url"><code>${value}</code><input type="text" readonly value="${value}" aria-labelledby="url"></div>
${typeof secret === 'string' ? '' : `<p>In Oration, also ${describeSecret(secret)}. The trigger rejects events without it.</p>`}
</section>`;
}

const TIME_FORMAT = new Intl.DateTimeFormat('en-US', {
	dateStyle: 'medium',
	timeStyle: 'short',
	hourCycle: 'h23',
	timeZone: 'UTC',
});

function absoluteTime(date: Date): string {
	return `<time datetime="${date.toISOString()}">${TIME_FORMAT.format(date)} UTC</time>`;
}

const RELATIVE_FORMAT = new Intl.RelativeTimeFormat('en-US');

/** The largest unit that fits, with its seconds. */
const UNITS = [
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
] as const;

function relativeTime(date: Date, now: Date): string {
	const seconds = (now.getTime() - date.getTime()) / 1000;
	const fit = UNITS.find(([, size]) => seconds >= size);
	return fit ? RELATIVE_FORMAT.format(-Math.floor(seconds / fit[1]), fit[0]) : 'just now';
}
