import {
	REJECT_REASONS,
	SKIP_REASONS,
	type Outcome,
} from '../../../../nodes/Oration/trigger/activity/outcomes';
import { filters } from '../../../../nodes/Oration/trigger/properties';
import { sendStatus } from '../../../../nodes/Oration/trigger/pages/status';
import type { Status } from '../../../../nodes/Oration/trigger/pages/statusPage';
import { useClock } from '../../clock';
import { renderPage } from '../../renderPage';
import { PRODUCTION_URL, webhookContext } from '../../webhookContext';

const NOW = new Date('2026-11-26T12:00:00.000Z');
const START = new Date('2026-11-26T09:14:00.000Z');
const HTTP_URL = 'http://n8n.example.com/webhook/1/oration';
const IN_HEADER = { sentIn: 'header', name: 'x-oration-secret' } as const;
const WARNING = "Oration can't reach the URL, because it doesn't start with https://";
const NONE = { warning: undefined, problem: undefined, secret: undefined };
const IN_URL = { sentIn: 'query', name: 'token' } as const;

useClock(NOW);

/** Returns activity in which each outcome came once, the first one last. */
const activityOf = (...outcomes: Array<[Outcome, minutesAgo: number, count?: number]>) => ({
	since: START,
	outcomes: outcomes.map(([outcome, minutes, count = 1]) => {
		return { outcome, count, lastAt: new Date(NOW.getTime() - minutes * 60_000) };
	}),
});

const send = (accept: string | undefined, changes: Partial<Status>) => {
	const { context } = webhookContext({ headers: { accept } });
	const status = { url: PRODUCTION_URL, ...NONE, activity: activityOf(), ...changes };
	return renderPage((response) => sendStatus(context.getRequestObject(), response, status));
};

const pageOf = (changes: Partial<Status>) => send('text/html', changes);
const textOf = (changes: Partial<Status>) => pageOf(changes).text;

const jsonOf = (changes: Partial<Status>) => {
	const { status, html } = send('application/json', changes);
	return { code: status, ...JSON.parse(html) };
};

const UNREACHABLE = { url: HTTP_URL, warning: WARNING };
const WRONG_SECRET = activityOf(['secretWrong', 1], ['started', 2]);
const ALL_OUTCOMES = activityOf(
	['started', 2, 12],
	['agentIds', 3, 4],
	['secretMissing', 12, 5],
	['invalidEvent', 13],
);

describe('the status page', () => {
	it.each<[state: string, icon: 'good' | 'bad', changes: Partial<Status>]>([
		['with no events', 'good', {}],
		['with events', 'good', { activity: ALL_OUTCOMES, secret: IN_HEADER }],
		['without a secret', 'bad', { problem: 'secretUnavailable', activity: undefined }],
		['with settings that throw', 'bad', { problem: 'settingsInvalid', activity: undefined }],
		['with a rejection', 'bad', { activity: WRONG_SECRET, secret: IN_HEADER }],
		['with an unreachable URL and the secret in it', 'bad', { ...UNREACHABLE, secret: IN_URL }],
	])('has status 200, an icon, and says %s', (_, icon, changes) => {
		const { status, html, text } = pageOf(changes);
		expect(status).toBe(200);
		expect(html.match(/<svg class="(\w+)"/)?.[1]).toBe(icon);
		expect(text.replaceAll('. ', '.\n')).toMatchSnapshot();
	});

	it('says first that the trigger is not ready', () => {
		const activity = activityOf(['invalidEvent', 1]);
		const { text } = pageOf({ problem: 'secretUnavailable', activity, warning: WARNING });
		expect(text).toMatch(/^Not ready: the shared secret can't be loaded/);
	});

	it.each<[newestFirst: Outcome[], isRejected: boolean]>([
		[['secretMissing'], true],
		[['invalidEvent'], true],
		[['secretMissing', 'started'], false],
		[['invalidEvent', 'duplicate'], false],
		[['secretWrong', 'started'], true],
		[['notStored', 'started'], true],
		[['invalidEvent', 'secretWrong', 'started'], true],
		[['started', 'secretWrong'], false],
		[['agentIds', 'notStored'], false],
		[['secretUnavailable', 'started'], false],
		[['settingsInvalid'], false],
	])('after %j warns of a rejection: %j', (newestFirst, isRejected) => {
		const activity = activityOf(...newestFirst.map((outcome): [Outcome, number] => [outcome, 1]));
		const text = textOf({ activity, secret: IN_HEADER });
		expect(text.startsWith('Published, but the last event was rejected')).toBe(isRejected);
	});

	const SECRET_REJECTIONS: Outcome[] = ['secretMissing', 'secretWrong'];
	it.each(SECRET_REJECTIONS)('after %s is ready if no secret is needed any more', (outcome) => {
		const text = textOf({ activity: activityOf([outcome, 1]) });
		expect(text).toMatch(/^Ready for events from Oration/);
		expect(text).toContain('This is fixed now.');
	});

	it('says that its activity is hidden only if that is sure', () => {
		const hidden = 'This page shows no activity';
		expect(textOf({ activity: undefined })).toContain(hidden);
		const text = textOf({ activity: undefined, problem: 'secretUnavailable' });
		expect(text).not.toContain(hidden);
	});

	const problem = 'secretUnavailable';
	it.each<[outcome: Outcome, changes: Partial<Status>, sentence: string]>([
		['started', {}, 'It started the workflow. Outcome'],
		['agentIds', {}, `The trigger skipped it, because ${SKIP_REASONS.agentIds}. Outcome`],
		['notStored', {}, "Check n8n's log, or ask the person who runs your n8n. A"],
		['secretUnavailable', {}, 'This is fixed now. A'],
		['secretUnavailable', { problem }, "the shared secret can't be loaded. A"],
		['settingsInvalid', {}, 'This is fixed now. A'],
		['secretMissing', { secret: IN_HEADER }, 'Send it as described below. A'],
		['secretMissing', { problem }, `because ${REJECT_REASONS.secretMissing}. A`],
		['invalidEvent', {}, "You can ignore this if it doesn't happen again. A"],
	])('explains the last event: %s with %j', (outcome, changes, sentence) => {
		const text = textOf({ activity: activityOf([outcome, 1]), ...changes });
		expect(text).toContain('Last event: 1 minute ago (Nov 26, 2026, 11:59 UTC). ');
		expect(text).toContain(sentence);
		expect(text).not.toContain('Last rejection');
	});

	it.each([
		[0, 'just now'],
		[59, '59 minutes ago'],
		[60, '1 hour ago'],
		[23 * 60 + 59, '23 hours ago'],
		[24 * 60, '1 day ago'],
		[72 * 60, '3 days ago'],
	])('of an event that came %d minutes ago says %s', (minutes, text) => {
		expect(textOf({ activity: activityOf(['started', minutes]) })).toContain(
			`Last event: ${text} (`,
		);
	});

	it('names each filter as the editor does', () => {
		const texts: Record<string, string> = SKIP_REASONS;
		const labels = (filters.options ?? []).map(({ name, ...option }) => [
			texts[name],
			'displayName' in option && `it doesn't match the ${option.displayName} filter`,
		]);
		expect(labels.map(([text]) => text)).toEqual(labels.map(([, label]) => label));
	});

	it.each<[Status['secret'], value: string]>([
		[undefined, PRODUCTION_URL],
		[IN_HEADER, PRODUCTION_URL],
		[IN_URL, `${PRODUCTION_URL}?token=YOUR_SECRET`],
	])('with the secret %j has a URL to select with a click and with the keyboard', (secret, url) => {
		const { html } = pageOf({ secret });
		expect(html).toContain(`<code>${url}</code>`);
		expect(html).toContain(`<input type="text" readonly value="${url}" aria-labelledby="url">`);
	});

	it.each([
		['header', { secret: { ...IN_HEADER, name: '<b>"' } }, '<code>&#60;b&#62;&#34;</code> with'],
		['URL', { url: `${PRODUCTION_URL}"><b>` }, `value="${PRODUCTION_URL}&#34;&#62;&#60;b&#62;"`],
	])('escapes the %s', (_, changes, escaped) => {
		const { html } = pageOf(changes);
		expect(html).toContain(escaped);
		expect(html).not.toContain('<b>');
	});
});

describe('sendStatus', () => {
	const BROWSER =
		'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

	it.each<[accept: string | undefined, type: 'html' | 'json']>([
		['text/html', 'html'],
		[BROWSER, 'html'],
		['application/json', 'json'],
		['application/health+json', 'json'],
		['application/json, text/html;q=0.9', 'json'],
		['*/*', 'json'],
		[undefined, 'json'],
	])('for Accept: %s sends %s', (accept, type) => {
		const { status, html } = send(accept, { problem: 'secretUnavailable' });
		expect([status, html.slice(0, 9)]).toEqual(
			type === 'html' ? [200, '<!doctype'] : [503, '{"ready":'],
		);
	});
});

describe('the status as JSON', () => {
	it('has the facts of the page', () => {
		expect(jsonOf({ activity: ALL_OUTCOMES, secret: IN_HEADER })).toEqual({
			code: 200,
			ready: true,
			problem: null,
			warning: null,
			url: PRODUCTION_URL,
			secret: { sentIn: 'header', name: 'x-oration-secret' },
			activity: {
				since: '2026-11-26T09:14:00.000Z',
				lastAt: '2026-11-26T11:58:00.000Z',
				started: 12,
				skipped: 4,
				rejected: 6,
				outcomes: {
					started: { count: 12, lastAt: '2026-11-26T11:58:00.000Z' },
					agentIds: { count: 4, lastAt: '2026-11-26T11:57:00.000Z' },
					secretMissing: { count: 5, lastAt: '2026-11-26T11:48:00.000Z' },
					invalidEvent: { count: 1, lastAt: '2026-11-26T11:47:00.000Z' },
				},
			},
		});
	});

	const notReady = (why: string) => ({ code: 503, ready: false, problem: `Not ready: ${why}` });

	it.each<[changes: Partial<Status>, facts: object]>([
		[{ problem: 'secretUnavailable' }, notReady("the shared secret can't be loaded")],
		[{ problem: 'settingsInvalid' }, notReady("the settings can't be read")],
		[{ warning: WARNING }, { code: 200, warning: WARNING }],
		[{}, { activity: { lastAt: null, outcomes: {} } }],
		[{ activity: undefined }, { activity: null }],
	])('of %j has %j', (changes, facts) => {
		expect(jsonOf(changes)).toMatchObject(facts);
	});
});
