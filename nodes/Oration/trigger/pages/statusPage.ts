import type { OutcomeCount, TriggerActivity } from '../activity/activity';
import {
	isRejectReason,
	isSkipReason,
	REJECT_REASONS,
	SKIP_REASONS,
	type Outcome,
	type Problem,
	type RejectReason,
} from '../activity/outcomes';
import { escapeHtml, type Page } from './layout';

/** What the page of the Production URL shows. */
export interface Status {
	url: string;
	/** Why Oration can't reach the URL. Undefined if it may reach it. */
	warning: string | undefined;
	problem?: Problem;
	/** Where requests must have the secret. Undefined if they need none, or it can't be loaded. */
	secret?: { sentIn: 'header' | 'query'; name: string };
	/** Undefined if it must not be shown. */
	activity?: TriggerActivity;
}

const FIXES = {
	secretUnavailable:
		'In n8n, open the Oration Trigger. Select a credential with a secret, or set <strong>Authentication</strong> to <strong>None</strong>. Then publish the workflow again.',
	settingsInvalid:
		'In n8n, open the Oration Trigger and correct its expressions. Each rejected event is a failed execution, which shows the reason. Then publish the workflow again.',
};

/** Returns the headline of a trigger that isn't ready. */
export const notReady = (problem: Problem) => `Not ready: ${REJECT_REASONS[problem]}`;

export function toPage(status: Status, now: Date): Page {
	const { intro, ...headline } = readHeadline(status);
	return {
		...headline,
		body: `<p>${intro}</p>${warningSection(status)}${eventsSection(status, now)}${urlSection(status)}`,
	};
}

function readHeadline(status: Status): Pick<Page, 'icon' | 'title'> & { intro: string } {
	const { problem, warning, activity } = status;
	if (problem) {
		const intro = `Until you fix this, n8n rejects every event. ${FIXES[problem]}`;
		return { icon: 'notReady', title: notReady(problem), intro };
	}
	if (activity && tellsOfRejection(activity, status)) {
		const title = 'Published, but the last event was rejected';
		return { icon: 'notReady', title, intro: 'Under Events, see what to fix.' };
	}
	if (warning !== undefined) {
		const title = "Published, but Oration can't reach the URL";
		return { icon: 'notReady', title, intro: 'Until you fix this, no event arrives.' };
	}
	const intro =
		'The workflow is published. It starts when Oration sends a matching event to the URL below.';
	return { icon: 'ready', title: 'Ready for events from Oration', intro };
}

/**
 * Whether the last request tells of a fault in the set-up. One without the secret, or without an event, can come from
 * anyone, so it tells something only while no event has been accepted.
 */
function tellsOfRejection({ outcomes }: TriggerActivity, status: Status): boolean {
	const isWorking = outcomes.some(({ outcome }) => !isRejectReason(outcome));
	const fromAnyone: Outcome[] = ['secretMissing', 'invalidEvent'];
	const last = outcomes.find(({ outcome }) => !isWorking || !fromAnyone.includes(outcome));
	return last !== undefined && isRejectReason(last.outcome) && !isFixed(last.outcome, status);
}

/** Whether a request that was rejected for its secret, or for a problem of the trigger, wouldn't be now. */
function isFixed(reason: RejectReason, { problem, secret }: Status): boolean {
	const isForSecret = reason === 'secretMissing' || reason === 'secretWrong';
	const isForProblem = reason === 'secretUnavailable' || reason === 'settingsInvalid';
	return problem === undefined && (isForProblem || (isForSecret && secret === undefined));
}

function warningSection({ warning }: Status): string {
	if (warning === undefined) return '';
	return `<section class="notice">
<h2>${warning}</h2>
<p>Set <a href="https://docs.n8n.io/hosting/configuration/configuration-examples/webhook-url/"><code>WEBHOOK_URL</code></a> to the public address of your n8n, which starts with <code>https://</code>, or ask the person who runs your n8n to do it. Then restart n8n and copy the URL again.</p>
</section>`;
}

function eventsSection(status: Status, now: Date): string {
	const { activity, problem } = status;
	if (problem && !activity) return '';
	const hidden =
		'This page shows no activity, because <strong>Show Activity on Status Page</strong> is off in the options of the Oration Trigger.';
	return `<section>
<h2>Events</h2>
${activity ? describeActivity(activity, status, now) : `<p>${hidden}</p>`}
</section>`;
}

function describeActivity({ since, outcomes }: TriggerActivity, status: Status, now: Date): string {
	const [last] = outcomes;
	if (last === undefined) {
		return `<p>No events since ${absoluteTime(since)} (${relativeTime(since, now)}). Each time n8n restarts, the counts start at 0, so this is normal if n8n restarted after your last call, and until your first call has been analyzed.</p>
<p>If you made a call since then, the most likely cause is a wrong URL in Oration. To check it, copy the URL from Oration and open it in a browser. If this page doesn't appear, the URL in Oration is wrong. If it appears, check that Oration sends the events that are selected in <strong>Trigger On</strong>, and has analyzed the call.</p>`;
	}
	const lastRejection = outcomes.find(({ outcome }) => isRejectReason(outcome));
	const rejection =
		lastRejection && lastRejection !== last
			? `\n<p>Last rejection: ${describeOutcome(lastRejection, status, now)}</p>`
			: '';
	const rows = outcomes.map(
		({ outcome, count, lastAt }) =>
			`<tr><th scope="row">${outcomeLabel(outcome)}</th><td class="number">${count}</td><td>${relativeTime(lastAt, now)}</td></tr>`,
	);
	return `<p>Last event: ${describeOutcome(last, status, now)}</p>${rejection}
<table>
<thead><tr><th scope="col">Outcome</th><th scope="col" class="number">Events</th><th scope="col">Last</th></tr></thead>
<tbody>
${rows.join('')}
</tbody>
</table>
<p class="muted">Counted since ${absoluteTime(since)} (${relativeTime(since, now)}). The counts start at 0 each time n8n restarts. To see what the workflow did with an event, open its <strong>Executions</strong> tab in n8n.</p>`;
}

function describeOutcome({ outcome, lastAt }: OutcomeCount, status: Status, now: Date): string {
	const sentence = `${relativeTime(lastAt, now)} (${absoluteTime(lastAt)}).`;
	if (isSkipReason(outcome)) {
		return `${sentence} The trigger skipped it, because ${SKIP_REASONS[outcome]}.`;
	}
	if (isRejectReason(outcome)) {
		return `${sentence} The trigger rejected it, because ${REJECT_REASONS[outcome]}. ${fixFor(outcome, status)} A rejected event starts the workflow only if Oration sends it again.`;
	}
	return `${sentence} It started the workflow.`;
}

function fixFor(reason: RejectReason, status: Status): string {
	if (isFixed(reason, status)) return 'This is fixed now.';
	const fixes: Partial<Record<RejectReason, string>> = {
		secretMissing: status.secret && 'Send it as described below.',
		secretWrong:
			'Enter the same secret in Oration and in the credential that is selected in the Oration Trigger.',
		invalidEvent:
			"Something other than Oration may have sent it. You can ignore this if it doesn't happen again.",
		notStored: "Check n8n's log, or ask the person who runs your n8n.",
	};
	return fixes[reason] ?? '';
}

function describeSecret({ sentIn, name }: NonNullable<Status['secret']>): string {
	const value = "the secret from the trigger's credential";
	const forgotten =
		'If you no longer have the secret, enter a new one in the credential and in Oration.';
	return sentIn === 'query'
		? `In Oration, replace <code>YOUR_SECRET</code> at the end of the URL with ${value}. ${forgotten}`
		: `In Oration's webhook settings, add the header <code>${escapeHtml(name)}</code> with ${value}. ${forgotten} If Oration can't add headers, select <strong>Query Parameter</strong> in the credential, then reload this page to see the URL.`;
}

function outcomeLabel(outcome: Outcome): string {
	if (isSkipReason(outcome)) return `Skipped: ${SKIP_REASONS[outcome]}`;
	if (isRejectReason(outcome)) return `Rejected: ${REJECT_REASONS[outcome]}`;
	return 'Started the workflow';
}

/** The code is selected with a click, the field with the keyboard. */
function urlSection({ url, secret }: Status): string {
	const value = escapeHtml(secret?.sentIn === 'query' ? `${url}?${secret.name}=YOUR_SECRET` : url);
	return `<section>
<h2 id="url">URL for Oration's webhook settings</h2>
<div class="url"><code>${value}</code><input type="text" readonly value="${value}" aria-labelledby="url"></div>
${secret ? `<p>The trigger rejects events without the secret. ${describeSecret(secret)}</p>` : ''}
</section>`;
}

/** Creates formats only when a page is shown, because they make Node.js load its language data. */
function absoluteTime(date: Date): string {
	const text = date.toLocaleString('en-US', {
		dateStyle: 'medium',
		timeStyle: 'short',
		hourCycle: 'h23',
		timeZone: 'UTC',
	});
	return `<time datetime="${date.toISOString()}">${text} UTC</time>`;
}

/** The largest unit that fits, with its seconds. */
const UNITS = [
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
] as const;

function relativeTime(date: Date, now: Date): string {
	const seconds = (now.getTime() - date.getTime()) / 1000;
	const fit = UNITS.find(([, size]) => seconds >= size);
	return fit
		? new Intl.RelativeTimeFormat('en-US').format(-Math.floor(seconds / fit[1]), fit[0])
		: 'just now';
}
