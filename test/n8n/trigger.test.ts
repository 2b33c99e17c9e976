import { parseEvent, SIMPLIFIED_FIELDS } from '../../nodes/Oration/event';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { waitFor } from '../../scripts/process';
import { ANALYSIS_COMPLETED, eventWith, sampleFile } from '../events';
import { codeNode, CORRECT_VALUE, get, Instance, JSON_TYPE, send, withSecret } from './instance';
import { newEvent, newEvents } from './load';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ACCEPTED = { status: 200, body: '' };
const PROTECTED = { authentication: 'sharedSecret' };

const n8n = Instance.forTests({
	WEBHOOK_URL: 'https://n8n.example.com/',
	// Even the debug log must not contain secrets or personal data.
	N8N_LOG_LEVEL: 'debug',
});

describe('an accepted event', () => {
	it('returns 200 with an empty body and starts one execution with the simplified fields', async () => {
		const trigger = await n8n.trigger();
		const event = newEvent();
		expect(await send(trigger.url, event)).toMatchObject(ACCEPTED);
		const [execution, ...more] = await trigger.waitForExecutions(1);
		expect(more).toEqual([]);
		expect(execution).toMatchObject({ mode: 'webhook', status: 'success', hints: [] });
		const record: Record<string, unknown> = { ...parseEvent(event) };
		expect(execution?.items).toEqual([
			Object.fromEntries(SIMPLIFIED_FIELDS.map((name) => [name, record[name]])),
		]);
	});

	it('outputs the full record of an event of the other type', async () => {
		const event = sampleFile('conversation-completed.current');
		const trigger = await n8n.trigger({ output: 'full', events: [event.eventType] });
		expect(await send(trigger.url, event)).toMatchObject(ACCEPTED);
		const [execution] = await trigger.waitForExecutions(1);
		const [item = {}] = execution?.items ?? [];
		const record = parseEvent(event, new Date(String(item.receivedAt)));
		expect(Object.entries(item)).toEqual(Object.entries(record));
	});

	it('passes filters and is output as selected, also with expressions, with a hint about an unknown field', async () => {
		const trigger = await n8n.trigger({
			output: 'selectedFields',
			fields: '={{ ["agentId", "durationSeconds", "nope"] }}',
			filters: {
				agentIds: '={{ ["other", "AGENT_1234567890abcdef"] }}',
				categories: 'upsell',
				directions: ['outbound'],
				minimumDuration: 268,
			},
		});
		const event = newEvent();
		const inbound = eventWith({ ...event.payload, telephonyType: 'inbound' });
		expect((await send(trigger.url, inbound)).status).toBe(200);
		await send(trigger.url, event);
		const [execution, ...more] = await trigger.waitForExecutions(1);
		const item = { agentId: 'agent_1234567890abcdef', durationSeconds: 268.25 };
		expect(execution?.items).toEqual([item]);
		expect(execution?.hints).toEqual(["These 'Fields' don't exist: nope."]);
		expect(more).toEqual([]);
	});

	it.each<Record<string, string>>([
		{ 'content-type': 'application/json; charset=utf-8' },
		{ 'content-type': 'application/json ; charset=utf-8' },
		{ 'content-type': 'text/plain' },
		{ 'content-type': 'application/cloudevents+json' },
		{ 'content-type': 'application/x-www-form-urlencoded' },
		{ 'content-type': 'multipart/mixed' },
		{ 'content-type': '' },
		{ ...JSON_TYPE, 'content-encoding': 'gzip' },
	])('is accepted with the headers %j', async (headers) => {
		const trigger = await n8n.trigger();
		const body = Buffer.from(JSON.stringify(newEvent()));
		expect(await send(trigger.url, body, headers)).toMatchObject(ACCEPTED);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.items[0]?.customerName).toBe('John Doe');
	});

	it("is accepted with a transcript that fills n8n's limit of 16 MiB", async () => {
		const trigger = await n8n.trigger({ output: 'full' });
		const turn = `Agent: ${'Is there anything else that I can do for you? '.repeat(9)}\nCustomer: No.\n`;
		const turns = Math.floor((16 * 1024 * 1024 - 1000) / JSON.stringify(turn).length);
		const event = eventWith({ transcript: turn.repeat(turns).trim() });
		expect(await send(trigger.url, event)).toMatchObject(ACCEPTED);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.items[0]?.transcript).toBe(event.payload.transcript);
		expect(execution?.items[0]?.transcriptTurns).toHaveLength(2 * turns);
	});
});

describe('a duplicate', () => {
	it('returns 200 and starts no execution, and one without items after a restart', async () => {
		const trigger = await n8n.trigger();
		const events = newEvents(3);
		const sendAll = async (sent: unknown[]) => {
			for (const event of sent) expect((await send(trigger.url, event)).status).toBe(200);
		};
		await sendAll([...events, ...events]);
		await trigger.waitForExecutions(3);
		await n8n.restart();
		await trigger.waitUntilPublished();
		await sendAll([...events, newEvent()]);
		const executions = await trigger.waitForExecutions(7);
		expect(executions.map(({ status, items }) => [status, items.length])).toEqual(
			[1, 1, 1, 0, 0, 0, 1].map((items) => ['success', items]),
		);
	});

	it("isn't detected when the execution of the event is retried", async () => {
		const trigger = await n8n.trigger({}, undefined, codeNode('throw new Error("down")'));
		await send(trigger.url, newEvent());
		const [failed] = await trigger.waitForExecutions(1);
		expect(failed?.status).toBe('error');
		await trigger.edit('Next', codeNode('return $input.all()'));
		const path = `/executions/${failed?.id}/retry`;
		await n8n.rest(path, { loadWorkflow: true });
		const [, retried] = await trigger.waitForExecutions(2);
		expect(retried).toMatchObject({ status: 'success', nextItems: failed?.items });
	});
});

describe('an invalid event', () => {
	it.each<[what: string, body: unknown, field: string, headers: Record<string, string>]>([
		['a list', [], 'body', JSON_TYPE],
		['nothing', '', 'body', JSON_TYPE],
		['an object without payload', { eventType: ANALYSIS_COMPLETED }, 'payload', JSON_TYPE],
		['text that is not JSON', '{"eventType":', 'body', { 'content-type': 'text/plain' }],
		['the form of a sample button in production', 'sample=answered', 'body', FORM],
	])('such as %s returns 400 with the field', async (_, body, field, headers) => {
		const trigger = await n8n.trigger();
		const response = await send(trigger.url, body, headers);
		expect(response).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
		expect(JSON.parse(response.body)).toMatchObject({ field, message: expect.any(String) });
		await send(trigger.url, newEvent());
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it('is rejected by n8n if its content type is JSON but its body is not', async () => {
		const trigger = await n8n.trigger();
		expect((await send(trigger.url, '{"eventType":')).status).toBe(422);
	});
});

/** The query and the headers of a request. */
type Sent = [query: string, headers?: Record<string, string>];

describe('the shared secret', () => {
	const token = `token=${CORRECT_VALUE}`;

	it.each<[sentIn: string, accepted: Sent, rejected: Sent[]]>([
		['header', ['', withSecret()], [['', withSecret('wrong')], [''], [`?${token}`]]],
		['query', [`?${token}`], [[''], ['?token=wrong'], [`?${token}&${token}`]]],
	])('is required in the %s', async (sentIn, [query, headers], rejected) => {
		const trigger = await n8n.trigger(PROTECTED, await n8n.createSecret(CORRECT_VALUE, sentIn));
		for (const [wrongQuery, wrongHeaders] of rejected) {
			const response = await send(trigger.url + wrongQuery, newEvent(), wrongHeaders);
			expect(response).toMatchObject({ status: 401, type: 'application/json; charset=utf-8' });
			expect(JSON.parse(response.body).message).toContain(`in the ${sentIn}`);
		}
		expect(await send(trigger.url + query, newEvent(), headers)).toMatchObject(ACCEPTED);
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it('is effective soon after a change, and the old one is rejected', async () => {
		const credential = await n8n.createSecret();
		const { url } = await n8n.trigger(PROTECTED, credential);
		expect((await send(url, newEvent(), withSecret())).status).toBe(200);
		const data = { secret: 'a-new-secret-of-the-test', sentIn: 'header' };
		await n8n.rest(`/credentials/${credential.id}`, { ...credential, data }, 'PATCH');
		const isAccepted = async () =>
			(await send(url, newEvent(), withSecret(data.secret))).status === 200;
		await waitFor('the new secret to be accepted', isAccepted);
		expect((await send(url, newEvent(), withSecret())).status).toBe(401);
	});
});

describe('the page of the Production URL', () => {
	/** Returns the URL that n8n shows in the editor. */
	const publicUrl = ({ url }: { url: string }) => `https://n8n.example.com${new URL(url).pathname}`;

	/** Returns the status for a monitor. */
	const statusOf = async ({ url }: { url: string }) => {
		const { status, type, body } = await get(url, { accept: 'application/json' });
		return { code: status, type, ...JSON.parse(body) };
	};

	/** Waits until requests are counted, and returns the counts. n8n ends a response just before it is counted. */
	const countsOf = async (trigger: { url: string }, requests: number) => {
		let outcomes: Record<string, { count: number }> = {};
		await waitFor(`${requests} requests to be counted`, async () => {
			({ outcomes } = (await statusOf(trigger)).activity);
			return Object.values(outcomes).reduce((total, { count }) => total + count, 0) === requests;
		});
		return Object.fromEntries(Object.entries(outcomes).map(([name, { count }]) => [name, count]));
	};

	it('explains the URL in a browser, and is JSON for a monitor', async () => {
		const trigger = await n8n.trigger();
		const page = await get(trigger.url);
		expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
		expect(page.body).toContain('Ready for events from Oration');
		expect(page.body).toContain(`<code>${publicUrl(trigger)}</code>`);
		expect(page.headers.get('cache-control')).toBe('no-store');
		expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
		expect(await statusOf(trigger)).toMatchObject({
			code: 200,
			type: 'application/json; charset=utf-8',
			ready: true,
			url: publicUrl(trigger),
		});
	});

	it("isn't ready without the shared secret, and the first event creates a failed execution", async () => {
		const trigger = await n8n.trigger(PROTECTED, await n8n.createSecret(' '));
		expect(await statusOf(trigger)).toMatchObject({ code: 503, ready: false });
		expect((await get(trigger.url)).body).toContain('Not ready: the shared secret');
		expect((await send(trigger.url, newEvent())).status).toBe(500);
		expect((await send(trigger.url, newEvent())).status).toBe(503);
		expect(await countsOf(trigger, 2)).toEqual({ secretUnavailable: 2 });
		const [execution, ...more] = await trigger.waitForExecutions(1);
		expect(execution).toMatchObject({
			status: 'error',
			error: expect.stringMatching(/The shared secret is empty.*set 'Authentication' to 'None'/),
		});
		expect(more).toEqual([]);
	});

	it("isn't ready if settings throw, which creates no execution for a sender without the secret", async () => {
		const filters = { agentIds: "={{ $('Nope').first().json.id }}" };
		const trigger = await n8n.trigger({ ...PROTECTED, filters }, await n8n.createSecret());
		const problem = "Not ready: the settings can't be read";
		expect(await statusOf(trigger)).toMatchObject({ code: 503, problem });
		expect((await send(trigger.url, newEvent())).status).toBe(401);
		expect((await send(trigger.url, newEvent(), withSecret())).status).toBe(500);
		const executions = await trigger.waitForExecutions(1);
		expect(executions.map(({ status }) => status)).toEqual(['error']);
	});

	it("isn't ready if settings throw, and runs nothing if On Error is set to continue", async () => {
		const parameters = { filters: { agentIds: "={{ $('Nope').first().json.id }}" } };
		const settings = { onError: 'continueRegularOutput' };
		const trigger = await n8n.trigger(parameters, undefined, undefined, settings);
		expect((await send(trigger.url, newEvent())).status).toBe(503);
		expect(await trigger.executions(0)).toEqual([]);
	});

	it('counts a missing and a wrong secret, and shows neither', async () => {
		const trigger = await n8n.trigger(PROTECTED, await n8n.createSecret(CORRECT_VALUE, 'query'));
		await send(trigger.url, newEvent());
		await send(`${trigger.url}?token=a-wrong-secret`, newEvent());
		expect(await countsOf(trigger, 2)).toEqual({ secretMissing: 1, secretWrong: 1 });
		const { body } = await get(trigger.url);
		expect(body).toContain(`${publicUrl(trigger)}?token=YOUR_SECRET`);
		expect(body).not.toContain(CORRECT_VALUE);
		expect(body).not.toContain('a-wrong-secret');
	});

	it('counts 16 requests at once, by outcome', async () => {
		const trigger = await n8n.trigger({ filters: { directions: ['outbound'] } });
		const event = newEvent();
		const completed = { ...newEvent(), eventType: 'conversation.completed' };
		const inbound = eventWith({ telephonyType: 'inbound' });
		const toRequest = (body: unknown): [unknown] => [body];
		const requests: Array<[unknown, Record<string, string>?]> = [
			['sample=answered', FORM],
			[newEvent(), { 'content-type': 'text/plain' }],
			...[event, event, completed, completed, inbound, {}, ...newEvents(8)].map(toRequest),
		];
		await Promise.all(requests.map(async (sent) => await send(trigger.url, ...sent)));
		const skipped = { duplicate: 1, eventType: 2, directions: 1 };
		expect(await countsOf(trigger, 16)).toEqual({ started: 10, ...skipped, invalidEvent: 2 });
	});
});

describe('while the editor listens', () => {
	it.each(Object.entries(SAMPLES))(
		'outputs a complete event for the button %s',
		async (name, { event }) => {
			const trigger = await n8n.draft({ output: 'raw' });
			await trigger.listen();
			const page = await get(trigger.testUrl);
			expect(page.status).toBe(200);
			expect(page.body).toContain(`<button name="sample" value="${name}"`);

			const response = await send(trigger.testUrl, `sample=${name}`, FORM);
			expect(response).toMatchObject({ status: 202, type: 'text/html; charset=utf-8' });
			const [execution] = await trigger.waitForExecutions(1);
			expect(execution).toMatchObject({ mode: 'manual', status: 'success', items: [event] });
		},
	);

	it('keeps listening after a skipped or rejected event', async () => {
		const parameters = { ...PROTECTED, filters: { directions: ['inbound'] } };
		const trigger = await n8n.draft(parameters, await n8n.createSecret());
		await trigger.listen();
		const statusOf = async (event: unknown, headers?: Record<string, string>) =>
			(await send(trigger.testUrl, event, headers)).status;
		expect((await get(trigger.testUrl)).status).toBe(200);
		expect(await statusOf(newEvent())).toBe(401);
		expect(await statusOf({}, withSecret())).toBe(400);
		expect(await statusOf(newEvent(), withSecret())).toBe(200);
		expect(await statusOf(eventWith({ telephonyType: 'inbound' }), withSecret())).toBe(200);
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it('outputs duplicates in the editor, and the event is still new in production', async () => {
		const trigger = await n8n.trigger();
		const event = newEvent();
		for (const times of [1, 2]) {
			await trigger.listen();
			expect(await send(trigger.testUrl, event)).toMatchObject(ACCEPTED);
			expect(await trigger.waitForExecutions(times)).toHaveLength(times);
		}
		await send(trigger.url, event);
		const executions = await trigger.waitForExecutions(3);
		expect(executions.map(({ mode }) => mode)).toEqual(['manual', 'manual', 'webhook']);
	});
});

describe('a Code node', () => {
	it('parses a raw event into the full record with parseEvent', async () => {
		const code = `
			const { parseEvent } = require('n8n-nodes-oration');
			return [{ json: parseEvent($json, new Date(0)) }];`;
		const trigger = await n8n.trigger({ output: 'raw' }, undefined, codeNode(code));
		const event = newEvent();
		await send(trigger.url, event);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.nextItems).toEqual([parseEvent(event, new Date(0))]);
	});
});

// The last test, so that it reads the log of all others, too.
it('n8n logs no secret, transcript, name or number at the level debug', async () => {
	const parameters = { ...PROTECTED, filters: { directions: ['inbound'] } };
	const credential = await n8n.createSecret(CORRECT_VALUE, 'query');
	const { url } = await n8n.trigger(parameters, credential);
	expect((await send(url, newEvent())).status).toBe(401);
	expect((await send(`${url}?token=${CORRECT_VALUE}`, newEvent())).status).toBe(200);
	expect(n8n.log).toContain('Oration Trigger rejected a request');
	expect(n8n.log).toContain('Oration Trigger skipped an event');
	for (const secret of [CORRECT_VALUE, 'Northwind', 'John Doe', 'john.doe', '+15550100123']) {
		expect(n8n.log).not.toContain(secret);
	}
});
