import { mock } from 'jest-mock-extended';
import type { INode, INodeParameters, IWebhookFunctions } from 'n8n-workflow';
import {
	Activity,
	type TriggerActivity,
} from '../../../../nodes/Oration/trigger/activity/activity';
import {
	REJECT_REASONS,
	SKIP_REASONS,
	type Outcome,
} from '../../../../nodes/Oration/trigger/activity/outcomes';
import { filters } from '../../../../nodes/Oration/trigger/properties';
import { SecretCache } from '../../../../nodes/Oration/trigger/authentication/secretCache';
import { sendStatus } from '../../../../nodes/Oration/trigger/pages/status';
import type { Status } from '../../../../nodes/Oration/trigger/pages/statusPage';
import { readStatus } from '../../../../nodes/Oration/trigger/readStatus';
import { renderPage } from '../../renderPage';

const NOW = new Date('2026-11-26T12:00:00.000Z');
const START = new Date('2026-11-26T09:14:00.000Z');
const URL = 'https://n8n.example.com/webhook/1/oration';
const IN_HEADER = { sentIn: 'header', name: 'x-oration-secret' } as const;
const IN_URL = { sentIn: 'query', name: 'token' } as const;

const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

/** Returns activity in which each outcome came once, the first one last. */
function activityOf(...outcomes: Array<[Outcome, minutesAgo: number, count?: number]>) {
	return {
		since: START,
		outcomes: outcomes.map(([outcome, minutes, count = 1]) => ({
			outcome,
			count,
			lastAt: minutesAgo(minutes),
		})),
	} satisfies TriggerActivity;
}

const status = (changes: Partial<Status>): Status => ({
	url: URL,
	secret: 'none',
	activity: activityOf(),
	...changes,
});

const send = (type: 'html' | 'json', changes: Partial<Status>) =>
	renderPage((response) => {
		const request = mock<Parameters<typeof sendStatus>[0]>();
		request.accepts.mockReturnValue(type);
		sendStatus(request, response, status(changes));
	});

const textOf = (changes: Partial<Status>) => send('html', changes).text;

const jsonOf = (changes: Partial<Status>) => {
	const { status: code, json } = send('json', changes);
	return { code, ...JSON.parse(JSON.stringify(json)) };
};

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

describe('readStatus', () => {
	const read = async (parameters: INodeParameters) => {
		const context = mock<IWebhookFunctions>({
			getNodeWebhookUrl: () => undefined,
			getWorkflow: () => ({ id: 'w', active: true }),
			getNode: () => mock<INode>({ id: 'n', credentials: undefined }),
		});
		context.getNodeParameter.mockImplementation((name) => parameters[name]);
		context.getCredentials.mockRejectedValue(new Error('not selected'));
		return await readStatus(context, new SecretCache(), new Activity());
	};

	it('returns what the page shows', async () => {
		expect(await read({ authentication: 'none' })).toEqual({
			url: '',
			secret: 'none',
			activity: { since: NOW, outcomes: [] },
		});
	});

	it('reports a secret that cannot be loaded', async () => {
		expect(await read({ authentication: 'sharedSecret' })).toMatchObject({
			secret: 'unavailable',
		});
	});

	it('returns no activity that must not be shown', async () => {
		expect(await read({ options: { showActivity: false } })).toMatchObject({
			activity: undefined,
		});
	});
});

describe('the status page', () => {
	it('says that the trigger is ready', () => {
		expect(textOf({})).toMatch(
			/^Ready for events from Oration The workflow is published\. It starts when Oration sends a matching event to the URL below\. Events /,
		);
		expect(send('html', {}).html).toContain('<svg class="good"');
	});

	it('says why the trigger is not ready, and what to do', () => {
		expect(textOf({ secret: 'unavailable' })).toMatch(
			/^Not ready: the shared secret can't be loaded Until you fix this, n8n rejects every event\. In n8n, open the Oration Trigger\. Select a credential with a secret, or set Authentication to None\. Then publish the workflow again\. Events /,
		);
		expect(send('html', { secret: 'unavailable' }).html).toContain('<svg class="bad"');
	});

	it('says in its title that the last event was rejected', () => {
		const activity = activityOf(['invalidEvent', 1], ['started', 2]);
		expect(textOf({ activity })).toMatch(
			/^Published, but the last event was rejected Under Events, see what to fix\. Events /,
		);
		expect(send('html', { activity }).html).toContain('<svg class="bad"');
	});

	it('says in its title that Oration cannot reach the URL', () => {
		const url = 'http://n8n.example.com/webhook/1/oration';
		expect(textOf({ url })).toMatch(
			/^Published, but Oration can't reach the URL Until you fix this, no event arrives\. Oration /,
		);
		expect(send('html', { url }).html).toContain('<svg class="bad"');
	});

	it('has status 200 in a browser even if the trigger is not ready', () => {
		expect(send('html', { secret: 'unavailable' }).status).toBe(200);
	});

	describe('about events', () => {
		it('says since when none arrived, and what to check', () => {
			expect(textOf({})).toContain(
				"No events yet. Your browser reaches the URL, but no event has arrived since Nov 26, 2026, 09:14 UTC (2 hours ago). That's normal until your first call has been analyzed. If you already made a call, the most likely cause is a wrong URL in Oration. To check it, copy the URL from Oration and open it in a browser. If this page doesn't appear, the URL in Oration is wrong. If it appears, check that Oration sends the events that are selected in Trigger On, and has analyzed the call. The counts start at 0 each time n8n restarts.",
			);
		});

		it('says when the last one came and that it started the workflow', () => {
			expect(textOf({ activity: activityOf(['started', 2]) })).toContain(
				'Last event: 2 minutes ago (Nov 26, 2026, 11:58 UTC). It started the workflow. Outcome Events Last Started the workflow 1 2 minutes ago Counted since',
			);
		});

		it('says why the last one was skipped', () => {
			expect(textOf({ activity: activityOf(['agentIds', 1]) })).toContain(
				"Last event: 1 minute ago (Nov 26, 2026, 11:59 UTC). The trigger skipped it, because it doesn't match the Agent IDs filter.",
			);
		});

		it('says why the last rejected one was rejected', () => {
			const activity = activityOf(['started', 2], ['secretWrong', 12], ['invalidEvent', 13]);
			expect(textOf({ activity, secret: IN_HEADER })).toContain(
				"Last rejection: 12 minutes ago (Nov 26, 2026, 11:48 UTC). The trigger rejected it, because the shared secret doesn't match the secret in n8n. Enter the same secret in Oration and in the credential that is selected in the Oration Trigger. A rejected event starts the workflow only if Oration sends it again. Outcome",
			);
		});

		it.each([
			['notStored', "Check n8n's log, or ask the person who runs your n8n."],
			['secretUnavailable', 'This is fixed now.'],
			[
				'invalidEvent',
				"Something other than Oration may have sent it. You can ignore this if it doesn't happen again.",
			],
		] as const)('says how to fix %s', (outcome, fix) => {
			expect(textOf({ activity: activityOf([outcome, 1]), secret: IN_HEADER })).toContain(
				`because ${REJECT_REASONS[outcome]}. ${fix} A rejected event starts`,
			);
		});

		it.each([
			['secretUnavailable', 'unavailable'],
			['secretMissing', 'none'],
		] as const)('says nothing more about %s if the secret is %s', (outcome, secret) => {
			expect(textOf({ activity: activityOf([outcome, 1]), secret })).toContain(
				`because ${REJECT_REASONS[outcome]}. A rejected event starts`,
			);
		});

		it('does not repeat the last event as the last rejection', () => {
			const text = textOf({ activity: activityOf(['invalidEvent', 1]) });
			expect(text).toContain(
				"because it isn't an event from Oration. Something other than Oration may have sent it",
			);
			expect(text).not.toContain('Last rejection');
		});

		it('counts each outcome', () => {
			const activity = activityOf(['started', 2, 12], ['agentIds', 3, 4], ['secretMissing', 12, 5]);
			expect(textOf({ activity })).toContain(
				"Outcome Events Last Started the workflow 12 2 minutes ago Skipped: it doesn't match the Agent IDs filter 4 3 minutes ago Rejected: the shared secret is missing 5 12 minutes ago Counted since",
			);
		});

		it('says since when it counts', () => {
			expect(textOf({ activity: activityOf(['started', 2]) })).toContain(
				'Counted since Nov 26, 2026, 09:14 UTC (2 hours ago). The counts start at 0 each time n8n restarts. To see what the workflow did with an event, open its Executions tab in n8n. URL for',
			);
		});

		it('names the option if it shows no activity', () => {
			expect(textOf({ activity: undefined })).toContain(
				'This page shows no activity, because Show Activity on Status Page is off in the options of the Oration Trigger. URL for',
			);
		});

		it.each([
			[0, 'just now'],
			[59, '59 minutes ago'],
			[60, '1 hour ago'],
			[23 * 60 + 59, '23 hours ago'],
			[24 * 60, '1 day ago'],
			[72 * 60, '3 days ago'],
		])('that came %d minutes ago, says %s', (minutes, text) => {
			expect(textOf({ activity: activityOf(['started', minutes]) })).toContain(
				`Last event: ${text} (`,
			);
		});

		it.each([
			...Object.entries(SKIP_REASONS).map(([name, text]) => [name, `Skipped: ${text}`]),
			...Object.entries(REJECT_REASONS).map(([name, text]) => [name, `Rejected: ${text}`]),
		])('has a text for %s', (name, text) => {
			const outcome = [...Object.keys(SKIP_REASONS), ...Object.keys(REJECT_REASONS)].find(
				(key): key is Outcome => key === name,
			);
			expect(textOf({ activity: activityOf([outcome ?? 'started', 1]) })).toContain(text);
		});
	});

	it('names each filter as the editor does', () => {
		const texts: Record<string, string> = SKIP_REASONS;
		for (const filter of filters.options ?? []) {
			const label = 'displayName' in filter ? filter.displayName : '';
			expect(texts[filter.name]).toBe(`it doesn't match the ${label} filter`);
		}
	});

	describe('about the secret', () => {
		it('names the header', () => {
			expect(textOf({ secret: IN_HEADER })).toContain(
				"The trigger rejects events without the secret. In Oration's webhook settings, add the header x-oration-secret with the secret from the trigger's credential. If you no longer have the secret, enter a new one in the credential and in Oration. If Oration can't add headers, select Query Parameter in the credential, then reload this page to see the URL.",
			);
		});

		it('says where it is in the URL', () => {
			expect(textOf({ secret: IN_URL })).toContain(
				"The trigger rejects events without the secret. In Oration, replace YOUR_SECRET at the end of the URL with the secret from the trigger's credential. If you no longer have the secret, enter a new one in the credential and in Oration.",
			);
		});

		it('has a placeholder for it in the URL', () => {
			const { html } = send('html', { secret: IN_URL });
			expect(html).toContain(`<code>${URL}?token=YOUR_SECRET</code>`);
			expect(html).toContain(`value="${URL}?token=YOUR_SECRET"`);
		});

		it('is not in the URL if it is in a header', () => {
			expect(send('html', { secret: IN_HEADER }).html).toContain(`<code>${URL}</code>`);
		});

		it('refers to it if it is missing', () => {
			const activity = activityOf(['secretMissing', 12]);
			expect(textOf({ activity, secret: IN_HEADER })).toContain(
				'because the shared secret is missing. Send it as described below.',
			);
		});

		it('says nothing if none is needed', () => {
			expect(textOf({})).not.toContain('secret');
			expect(textOf({})).toMatch(/URL for Oration's webhook settings https:\S+$/);
		});

		it('escapes the name of the header', () => {
			const { html } = send('html', { secret: { ...IN_HEADER, name: '<b>"' } });
			expect(html).toContain('the header <code>&lt;b&gt;&quot;</code> with');
		});
	});

	describe('about the URL', () => {
		it('has it to select with a click, and with the keyboard', () => {
			const { html } = send('html', {});
			expect(html).toContain(`<code>${URL}</code>`);
			expect(html).toContain(`<input type="text" readonly value="${URL}" aria-labelledby="url">`);
		});

		it('warns if Oration cannot reach it, and names the setting of n8n', () => {
			expect(textOf({ url: 'http://localhost:5678/webhook/1/oration' })).toContain(
				"fix this, no event arrives. Oration can't reach the URL, because it belongs to this computer or a private network Set WEBHOOK_URL to the public address of your n8n, which starts with https://, or ask the person who runs your n8n to do it. Then restart n8n and copy the URL again. Events",
			);
		});

		it('does not warn after an event, because it reached the URL', () => {
			const activity = activityOf(['started', 2]);
			expect(textOf({ activity, url: 'http://n8n.example.com/' })).not.toContain("can't reach");
		});

		it('has no warning for a public one', () => {
			expect(textOf({})).not.toContain("can't reach");
		});

		it('escapes it', () => {
			expect(send('html', { url: `${URL}"><b>` }).html).not.toContain('<b>');
		});
	});

	it('has no form', () => {
		expect(send('html', {}).html).not.toContain('<form');
	});
});

describe('the status as JSON', () => {
	it('has the facts of the page', () => {
		const activity = activityOf(['started', 2, 12], ['agentIds', 3, 4], ['secretMissing', 12, 5]);
		expect(jsonOf({ activity, secret: IN_HEADER })).toEqual({
			code: 200,
			ready: true,
			problem: null,
			warning: null,
			url: URL,
			secret: { sentIn: 'header', name: 'x-oration-secret' },
			activity: {
				since: '2026-11-26T09:14:00.000Z',
				lastAt: '2026-11-26T11:58:00.000Z',
				started: 12,
				skipped: 4,
				rejected: 5,
				outcomes: {
					started: { count: 12, lastAt: '2026-11-26T11:58:00.000Z' },
					agentIds: { count: 4, lastAt: '2026-11-26T11:57:00.000Z' },
					secretMissing: { count: 5, lastAt: '2026-11-26T11:48:00.000Z' },
				},
			},
		});
	});

	it('has status 503 and the problem if the trigger is not ready', () => {
		expect(jsonOf({ secret: 'unavailable' })).toMatchObject({
			code: 503,
			ready: false,
			problem: "Not ready: the shared secret can't be loaded",
			secret: null,
		});
	});

	it('has a warning if Oration cannot reach the URL', () => {
		expect(jsonOf({ url: 'http://n8n.example.com/' })).toMatchObject({
			code: 200,
			warning: "Oration can't reach the URL, because it doesn't start with https://",
		});
	});

	it('has no warning after an event, like the page', () => {
		const activity = activityOf(['started', 2]);
		expect(jsonOf({ activity, url: 'http://n8n.example.com/' })).toMatchObject({ warning: null });
	});

	it('names the query parameter of the secret', () => {
		expect(jsonOf({ secret: IN_URL })).toMatchObject({
			secret: { sentIn: 'query', name: 'token' },
		});
	});

	it('has no activity if it is hidden', () => {
		expect(jsonOf({ activity: undefined })).toMatchObject({ activity: null });
	});
});
