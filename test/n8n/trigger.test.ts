import { parseEvent, SIMPLIFIED_FIELDS } from '../../nodes/Oration/event';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { waitFor } from '../../scripts/process';
import { ANALYSIS_COMPLETED, eventWith, sampleFile } from '../events';
import { codeNode, get, Instance, JSON_TYPE, send, sendCompressed } from './instance';
import { newEvent, newEvents } from './load';

const SECRET_TYPE = 'orationWebhookSecretApi';
const CORRECT_VALUE = 'kJ8-secret-of-the-test';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ACCEPTED = { status: 200, body: '' };

let n8n: Instance;

const createSecret = async (secret = CORRECT_VALUE, sentIn = 'query') =>
	await n8n.createCredential(SECRET_TYPE, { secret, sentIn, headerName: 'x-oration-secret' });

const PROTECTED = { authentication: 'sharedSecret' };
const SENT = `?token=${CORRECT_VALUE}`;

beforeAll(async () => {
	n8n = await Instance.start({ WEBHOOK_URL: 'https://n8n.example.com/' });
});

afterAll(async () => {
	await n8n.stop();
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
		const [item] = execution?.items ?? [];
		expect(item).toEqual(parseEvent(event, new Date(String(item?.receivedAt))));
		expect(Object.keys(item ?? {})).toEqual(Object.keys(parseEvent(event)));
	});

	it('evaluates expressions in parameters', async () => {
		const trigger = await n8n.trigger({
			output: 'selectedFields',
			fields: '={{ ["agentId", "ringSeconds"] }}',
			filters: { agentIds: '={{ ["agent_1234567890abcdef"] }}' },
		});
		await send(trigger.url, newEvent());
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.items).toEqual([{ agentId: 'agent_1234567890abcdef', ringSeconds: 12.5 }]);
	});

	it.each([
		['application/json; charset=utf-8'],
		['application/json ; charset=utf-8'],
		['text/plain'],
		['application/cloudevents+json'],
		['application/x-www-form-urlencoded'],
		['multipart/mixed'],
		[''],
	])('is accepted with the content type %j', async (type) => {
		const trigger = await n8n.trigger();
		const body = Buffer.from(JSON.stringify(newEvent()));
		expect(await send(trigger.url, body, { 'content-type': type })).toMatchObject(ACCEPTED);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.items[0]?.customerName).toBe('John Doe');
	});

	it('is accepted with a compressed body', async () => {
		const trigger = await n8n.trigger();
		expect(await sendCompressed(trigger.url, newEvent())).toMatchObject(ACCEPTED);
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
	it('returns 200 and starts no execution', async () => {
		const trigger = await n8n.trigger();
		const [event, other] = [newEvent(), newEvent()];
		await send(trigger.url, event);
		expect((await send(trigger.url, event)).status).toBe(200);
		await send(trigger.url, other);
		expect((await send(trigger.url, event)).status).toBe(200);
		await send(trigger.url, newEvent());
		expect(await trigger.waitForExecutions(3)).toHaveLength(3);
	});

	it("isn't detected when the execution of the event is retried", async () => {
		const trigger = await n8n.trigger({}, undefined, codeNode('throw new Error("down")'));
		await send(trigger.url, newEvent());
		const [failed] = await trigger.waitForExecutions(1);
		expect(failed?.status).toBe('error');
		await trigger.edit('Next', codeNode('return $input.all()'));
		const path = `/executions/${failed?.id}/retry`;
		expect(await n8n.rest(path, { loadWorkflow: true })).toMatchObject({ status: 'success' });
		const [, retried] = await trigger.waitForExecutions(2);
		expect(retried?.nextItems).toEqual(failed?.items);
	});
});

describe('filters', () => {
	const event = newEvent();

	it('skip an event that differs, with status 200', async () => {
		const trigger = await n8n.trigger({
			filters: {
				agentIds: 'other, AGENT_1234567890abcdef',
				categories: 'upsell',
				directions: ['outbound'],
				minimumDuration: 268,
			},
		});
		const inbound = eventWith({ ...event.payload, telephonyType: 'inbound' });
		expect((await send(trigger.url, inbound)).status).toBe(200);
		await send(trigger.url, event);
		const executions = await trigger.waitForExecutions(1);
		expect(executions.map(({ items }) => items[0]?.durationSeconds)).toEqual([268.25]);
	});
});

describe('an invalid event', () => {
	const TEXT = { 'content-type': 'text/plain' };

	it.each<[what: string, body: unknown, field: string, headers: Record<string, string>]>([
		['a list', [], 'body', JSON_TYPE],
		['nothing', '', 'body', JSON_TYPE],
		['an object without payload', { eventType: ANALYSIS_COMPLETED }, 'payload', JSON_TYPE],
		['text that is not JSON', '{"eventType":', 'body', TEXT],
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
	const inHeader = (value: string) => ({ ...JSON_TYPE, 'X-Oration-Secret': value });

	it.each<[sentIn: string, accepted: Sent, rejected: Sent[]]>([
		['header', ['', inHeader(CORRECT_VALUE)], [['', inHeader('wrong')], [''], [SENT]]],
		['query', [SENT], [[''], ['?token=wrong'], [`${SENT}&token=${CORRECT_VALUE}`]]],
	])('is required in the %s', async (sentIn, [query, headers], rejected) => {
		const trigger = await n8n.trigger(PROTECTED, await createSecret(CORRECT_VALUE, sentIn));
		for (const [wrongQuery, wrongHeaders] of rejected) {
			const response = await send(trigger.url + wrongQuery, newEvent(), wrongHeaders);
			expect(response).toMatchObject({ status: 401, type: 'application/json; charset=utf-8' });
			expect(JSON.parse(response.body).message).toContain(`in the ${sentIn}`);
		}
		expect(await send(trigger.url + query, newEvent(), headers)).toMatchObject(ACCEPTED);
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it('is effective soon after a change, and the old one is rejected', async () => {
		const credential = await createSecret();
		const trigger = await n8n.trigger(PROTECTED, credential);
		expect((await send(trigger.url + SENT, newEvent())).status).toBe(200);
		const data = { secret: 'a-new-secret-of-the-test', sentIn: 'query' };
		await n8n.rest(`/credentials/${credential.id}`, { ...credential, data }, 'PATCH');
		const changed = `${trigger.url}?token=a-new-secret-of-the-test`;
		const isAccepted = async () => (await send(changed, newEvent())).status === 200;
		await waitFor('the new secret to be accepted', isAccepted);
		expect((await send(trigger.url + SENT, newEvent())).status).toBe(401);
	});

	it.each([
		[CORRECT_VALUE, 'OK'],
		['two words', 'Error'],
	])('%s has the test result %s', async (secret, status) => {
		const data = { secret, sentIn: 'header', headerName: 'x-oration-secret' };
		const credential = await n8n.createCredential(SECRET_TYPE, data);
		const credentials = { ...credential, data };
		expect(await n8n.rest('/credentials/test', { credentials })).toMatchObject({ status });
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
		let counts: Record<string, number> = {};
		await waitFor(`${requests} requests to be counted`, async () => {
			const { activity } = await statusOf(trigger);
			const outcomes: Record<string, { count: number }> = activity.outcomes;
			counts = Object.fromEntries(
				Object.entries(outcomes).map(([outcome, { count }]) => [outcome, count]),
			);
			return Object.values(counts).reduce((total, count) => total + count, 0) === requests;
		});
		return counts;
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
		const trigger = await n8n.trigger(PROTECTED, await createSecret(' '));
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
		const trigger = await n8n.trigger({ ...PROTECTED, filters }, await createSecret());
		const problem = "Not ready: the settings can't be read";
		expect(await statusOf(trigger)).toMatchObject({ code: 503, problem });
		expect((await send(trigger.url, newEvent())).status).toBe(401);
		expect((await send(trigger.url + SENT, newEvent())).status).toBe(500);
		const executions = await trigger.waitForExecutions(1);
		expect(executions.map(({ status }) => status)).toEqual(['error']);
	});

	const completed = { ...newEvent(), eventType: 'conversation.completed' };

	it('counts a missing and a wrong secret, and shows neither', async () => {
		const trigger = await n8n.trigger(PROTECTED, await createSecret());
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
		const trigger = await n8n.draft(parameters, await createSecret());
		const url = trigger.testUrl + SENT;
		await trigger.listen();
		expect((await get(url)).status).toBe(200);
		expect((await send(trigger.testUrl, newEvent())).status).toBe(401);
		expect((await send(url, {})).status).toBe(400);
		expect((await send(url, newEvent())).status).toBe(200);
		expect((await send(url, eventWith({ telephonyType: 'inbound' }))).status).toBe(200);
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

describe('the output panel', () => {
	const event = eventWith({ id: 'conv_1', userJoinTime: '2026-04-01T10:15:30Z' });

	it('has a hint about a missing summary, and one about fields that do not exist', async () => {
		const parameters = { output: 'selectedFields', fields: '={{ ["summary", "nope"] }}' };
		const trigger = await n8n.trigger(parameters);
		await send(trigger.url, event);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.hints).toEqual([
			expect.stringContaining('Oration sent no summary.'),
			"These 'Fields' don't exist: nope.",
		]);
	});

	it('has a hint about an event that another node parsed', async () => {
		const parameters = { resource: 'event', operation: 'parse', event: JSON.stringify(event) };
		const { hints } = await (await n8n.action(parameters)).run();
		expect(hints).toEqual([expect.stringContaining('Oration sent no summary.')]);
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

describe('n8n', () => {
	it('accepts new events and skips duplicates after a restart', async () => {
		const trigger = await n8n.trigger();
		const events = [newEvent(), newEvent(), newEvent()];
		for (const event of events) await send(trigger.url, event);
		await trigger.waitForExecutions(3);
		await n8n.restart();
		await trigger.waitUntilPublished();
		for (const event of [...events, newEvent()]) {
			expect(await send(trigger.url, event)).toMatchObject(ACCEPTED);
		}
		const executions = await trigger.waitForExecutions(7);
		expect(executions.map(({ status, items }) => [status, items.length])).toEqual(
			[1, 1, 1, 0, 0, 0, 1].map((items) => ['success', items]),
		);
	});

	it('logs no secret, transcript, name or number at the level debug', async () => {
		const parameters = { ...PROTECTED, filters: { directions: ['inbound'] } };
		const { url } = await n8n.trigger(parameters, await createSecret());
		expect((await send(url, newEvent())).status).toBe(401);
		expect((await send(url + SENT, newEvent())).status).toBe(200);
		expect(n8n.log).toContain('Oration Trigger rejected a request');
		expect(n8n.log).toContain('Oration Trigger skipped an event');
		for (const secret of [CORRECT_VALUE, 'Northwind', 'John Doe', 'john.doe', '+15550100123']) {
			expect(n8n.log).not.toContain(secret);
		}
	});
});
