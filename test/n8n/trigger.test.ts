import type { INodeTypeDescription } from 'n8n-workflow';
import { parseEvent, SIMPLIFIED_FIELDS } from '../../nodes/Oration/event';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { waitFor } from '../../scripts/process';
import { eventWith, sampleFile } from '../events';
import { codeNode, get, Instance, JSON_TYPE, send, sendCompressed } from './instance';
import { newEvent } from './load';

const SECRET_TYPE = 'orationWebhookSecretApi';
const CORRECT_VALUE = 'kJ8-secret-of-the-test';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ACCEPTED = { status: 200, body: '' };
/** How the secret is sent. */
const IN_URL = { sentIn: 'query' };
const IN_HEADER = { sentIn: 'header', headerName: 'x-oration-secret' };
const WITH_SECRET = { authentication: 'sharedSecret' };

let n8n: Instance;

const createSecret = async (sentIn: object, secret = CORRECT_VALUE) =>
	await n8n.createCredential(SECRET_TYPE, { secret, ...sentIn });

beforeAll(async () => {
	n8n = await Instance.start({ WEBHOOK_URL: 'https://n8n.example.com/' });
});

afterAll(async () => {
	await n8n.stop();
});

/** Sends an event to a new trigger, which accepts it, and returns its only execution. */
async function executionFor(
	body: unknown,
	parameters: object = {},
	deliver: typeof send = send,
	headers?: Record<string, string>,
) {
	const trigger = await n8n.trigger(parameters);
	expect(await deliver(trigger.url, body, headers)).toMatchObject(ACCEPTED);
	const [execution, ...more] = await trigger.waitForExecutions(1);
	expect(more).toEqual([]);
	return execution;
}

describe('an accepted event', () => {
	it('returns 200 with an empty body and starts one execution with the simplified fields', async () => {
		const event = newEvent();
		const execution = await executionFor(event);
		expect(execution).toMatchObject({ mode: 'webhook', status: 'success' });
		const record: Record<string, unknown> = { ...parseEvent(event) };
		expect(execution?.items).toEqual([
			Object.fromEntries(SIMPLIFIED_FIELDS.map((name) => [name, record[name]])),
		]);
	});

	it.each([
		'analysis-completed.documented',
		'analysis-completed.current',
		'analysis-completed.unanswered',
		'conversation-completed.current',
	] as const)('outputs the full record of %s', async (name) => {
		const event = sampleFile(name);
		const before = new Date().toISOString();
		const execution = await executionFor(event, { output: 'full', events: [event.eventType] });
		const after = new Date().toISOString();
		const [item] = execution?.items ?? [];
		const receivedAt = String(item?.receivedAt);
		expect([before, receivedAt, after].sort()).toEqual([before, receivedAt, after]);
		expect(item).toEqual(parseEvent(event, new Date(receivedAt)));
		expect(Object.keys(item ?? {})).toEqual(Object.keys(parseEvent(event)));
	});

	it('outputs the selected fields', async () => {
		const fields = ['eventId', 'ringSeconds', 'transcriptTurns'];
		const event = newEvent();
		const execution = await executionFor(event, { output: 'selectedFields', fields });
		const { transcriptTurns } = parseEvent(event);
		expect(execution?.items).toEqual([
			{ eventId: event.eventId, ringSeconds: 12.5, transcriptTurns },
		]);
	});

	it('outputs the raw event', async () => {
		const event = { ...newEvent(), attempt: 1 };
		expect((await executionFor(event, { output: 'raw' }))?.items).toEqual([event]);
	});

	it('evaluates expressions in parameters', async () => {
		const execution = await executionFor(newEvent(), {
			output: 'selectedFields',
			fields: '={{ ["agentId"] }}',
			filters: { agentIds: '={{ ["agent_1234567890abcdef"] }}' },
		});
		expect(execution?.items).toEqual([{ agentId: 'agent_1234567890abcdef' }]);
	});

	it.each([
		['application/json; charset=utf-8'],
		['application/json ; charset=utf-8'],
		['text/plain'],
		['application/octet-stream'],
		['application/cloudevents+json'],
		['application/x-www-form-urlencoded'],
		['multipart/mixed'],
		[''],
	])('is accepted with the content type %j', async (type) => {
		const body = Buffer.from(JSON.stringify(newEvent()));
		const execution = await executionFor(body, {}, send, { 'content-type': type });
		expect(execution?.items[0]?.customerName).toBe('John Doe');
	});

	it('is accepted with a compressed body', async () => {
		const execution = await executionFor(newEvent(), {}, sendCompressed);
		expect(execution?.items[0]?.customerName).toBe('John Doe');
	});

	it("is accepted with a transcript that fills n8n's limit of 16 MiB", async () => {
		const turn = `Agent: ${'Is there anything else that I can do for you? '.repeat(9)}\nCustomer: No.\n`;
		const turns = Math.floor((16 * 1024 * 1024 - 1000) / JSON.stringify(turn).length);
		const event = eventWith({ transcript: turn.repeat(turns) });
		const execution = await executionFor(event, { output: 'full' });
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

	it('is a new event if its type differs', async () => {
		const events = ['conversation.completed', 'conversation.analysisCompleted'];
		const trigger = await n8n.trigger({ events, output: 'selectedFields', fields: ['eventType'] });
		const event = newEvent();
		for (const eventType of events) await send(trigger.url, { ...event, eventType });
		const executions = await trigger.waitForExecutions(2);
		expect(executions.map(({ nextItems }) => nextItems)).toEqual([
			[{ eventType: 'conversation.completed' }],
			[{ eventType: 'conversation.analysisCompleted' }],
		]);
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

	it('starts another execution if duplicates are not skipped', async () => {
		const trigger = await n8n.trigger({ options: { deduplicate: false } });
		const event = newEvent();
		await send(trigger.url, event);
		await send(trigger.url, event);
		expect(await trigger.waitForExecutions(2)).toHaveLength(2);
	});
});

describe('a skipped event', () => {
	it.each([
		['of another type', {}, { ...newEvent(), eventType: 'conversation.completed' }],
		['that a filter skips', { filters: { directions: ['inbound'] } }, newEvent()],
		['that is too short', { filters: { minimumDuration: 269 } }, newEvent()],
	])('%s returns 200 and starts no execution', async (_, parameters, event) => {
		const trigger = await n8n.trigger(parameters);
		expect((await send(trigger.url, event)).status).toBe(200);
		const wanted = eventWith({
			telephonyType: 'inbound',
			callStartTime: 1_775_000_000,
			callEndTime: 1_775_000_300,
		});
		await send(trigger.url, wanted);
		const [execution, ...more] = await trigger.waitForExecutions(1);
		expect(more).toEqual([]);
		expect(execution?.items[0]?.durationSeconds).toBe(300);
	});

	it('is accepted if it matches all filters', async () => {
		const execution = await executionFor(newEvent(), {
			filters: {
				agentIds: 'other, AGENT_1234567890abcdef',
				campaignIds: 'camp_1234567890abcdef',
				categories: 'upsell',
				conversationStatuses: ['completed'],
				conversationTypes: ['telephony'],
				directions: ['outbound'],
				endReasons: ['user_hangup'],
				minimumDuration: 268,
				workspaceIds: 'ws_1234567890abcdef',
			},
		});
		expect(execution?.status).toBe('success');
	});
});

describe('an invalid event', () => {
	it.each([
		['a list', [], 'body'],
		['a text', '"text"', 'body'],
		['null', 'null', 'body'],
		['nothing', '', 'body'],
		['an object without eventType', { payload: {} }, 'eventType'],
		['an object without payload', { eventType: 'conversation.analysisCompleted' }, 'payload'],
	])('such as %s returns 400 with the field', async (_, body, field) => {
		const trigger = await n8n.trigger();
		const response = await send(trigger.url, body);
		expect(response).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
		expect(JSON.parse(response.body)).toMatchObject({ field, message: expect.any(String) });
		await send(trigger.url, newEvent());
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it("returns 400 if it isn't JSON", async () => {
		const trigger = await n8n.trigger();
		const response = await send(trigger.url, '{"eventType":', { 'content-type': 'text/plain' });
		expect(response.status).toBe(400);
	});

	it('is rejected by n8n if its content type is JSON but its body is not', async () => {
		const trigger = await n8n.trigger();
		expect((await send(trigger.url, '{"eventType":')).status).toBe(422);
	});

	it('returns 400 for the form of a sample button in production', async () => {
		const trigger = await n8n.trigger();
		expect((await send(trigger.url, 'sample=answered', FORM)).status).toBe(400);
	});
});

describe('the shared secret', () => {
	it('is required in the header', async () => {
		const trigger = await n8n.trigger(WITH_SECRET, await createSecret(IN_HEADER));
		const withHeader = async (headers: object) =>
			await send(trigger.url, newEvent(), { ...JSON_TYPE, ...headers });
		const rejected = await withHeader({ 'x-oration-secret': 'wrong' });
		expect(rejected).toMatchObject({ status: 401, type: 'application/json; charset=utf-8' });
		expect(JSON.parse(rejected.body).message).toContain("in the header 'x-oration-secret'");
		expect((await withHeader({})).status).toBe(401);
		expect((await send(`${trigger.url}?token=${CORRECT_VALUE}`, newEvent())).status).toBe(401);
		expect(await withHeader({ 'X-Oration-Secret': CORRECT_VALUE })).toMatchObject(ACCEPTED);
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it('is required in the URL', async () => {
		const trigger = await n8n.trigger(WITH_SECRET, await createSecret(IN_URL));
		const twice = `?token=${CORRECT_VALUE}&token=${CORRECT_VALUE}`;
		for (const query of ['', '?token=wrong', twice]) {
			expect((await send(`${trigger.url}${query}`, newEvent())).status).toBe(401);
		}
		expect(await send(`${trigger.url}?token=${CORRECT_VALUE}`, newEvent())).toMatchObject(ACCEPTED);
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

	it('is effective soon after a change, and the old one is rejected', async () => {
		const credential = await createSecret(IN_URL);
		const trigger = await n8n.trigger(WITH_SECRET, credential);
		expect((await send(`${trigger.url}?token=${CORRECT_VALUE}`, newEvent())).status).toBe(200);
		const data = { secret: 'a-new-secret-of-the-test', ...IN_URL };
		await n8n.rest(`/credentials/${credential.id}`, { ...credential, data }, 'PATCH');
		const changed = `${trigger.url}?token=a-new-secret-of-the-test`;
		await waitFor('the new secret to be accepted', async () => {
			return (await send(changed, newEvent())).status === 200;
		});
		expect((await send(`${trigger.url}?token=${CORRECT_VALUE}`, newEvent())).status).toBe(401);
	});

	it('creates a failed execution and rejects events if it is empty', async () => {
		const trigger = await n8n.trigger(WITH_SECRET, await createSecret(IN_URL, ' '));
		expect((await send(trigger.url, newEvent())).status).toBe(500);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution).toMatchObject({
			status: 'error',
			error: expect.stringContaining('The shared secret is empty'),
		});
		expect(execution?.error).toContain("set 'Authentication' to 'None'");
	});

	it.each([
		[CORRECT_VALUE, 'OK'],
		['two words', 'Error'],
	])('%s has the test result %s', async (secret, status) => {
		const data = { secret, ...IN_HEADER };
		const credentials = { ...(await createSecret(IN_HEADER, secret)), data };
		expect(await n8n.rest('/credentials/test', { credentials })).toMatchObject({ status });
	});
});

describe('the page of the Production URL', () => {
	/** Returns the URL that n8n shows in the editor. */
	const publicUrl = ({ url }: { url: string }) => `https://n8n.example.com${new URL(url).pathname}`;

	it('explains the URL in a browser', async () => {
		const trigger = await n8n.trigger();
		const page = await get(trigger.url);
		expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
		expect(page.body).toContain('Ready for events from Oration');
		expect(page.body).toContain(`<code>${publicUrl(trigger)}</code>`);
		expect(page.headers.get('cache-control')).toBe('no-store');
		expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
		await send(trigger.url, newEvent());
		expect(await trigger.waitForExecutions(1)).toHaveLength(1);
	});

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

	it('has the same facts as JSON', async () => {
		const trigger = await n8n.trigger();
		expect(await statusOf(trigger)).toEqual({
			code: 200,
			type: 'application/json; charset=utf-8',
			ready: true,
			problem: null,
			warning: null,
			url: publicUrl(trigger),
			secret: null,
			activity: {
				since: expect.stringMatching(/^\d{4}-.*Z$/),
				lastAt: null,
				started: 0,
				skipped: 0,
				rejected: 0,
				outcomes: {},
			},
		});
	});

	it("isn't ready without the shared secret, and counts the events that it rejects", async () => {
		const trigger = await n8n.trigger(WITH_SECRET, await createSecret(IN_URL, ' '));
		expect(await statusOf(trigger)).toMatchObject({ code: 503, ready: false });
		expect((await get(trigger.url)).body).toContain('Not ready: the shared secret');
		expect((await send(trigger.url, newEvent())).status).toBe(500);
		expect(await countsOf(trigger, 1)).toEqual({ secretUnavailable: 1 });
	});

	const completed = { ...newEvent(), eventType: 'conversation.completed' };

	it.each([
		['a new event', {}, newEvent(), { started: 1 }, JSON_TYPE],
		['a type that is not selected', {}, completed, { eventType: 1 }, JSON_TYPE],
		[
			'a filtered event',
			{ filters: { agentIds: 'other' } },
			newEvent(),
			{ agentIds: 1 },
			JSON_TYPE,
		],
		['a body that is no event', {}, [], { invalidEvent: 1 }, JSON_TYPE],
		['the form of a sample button', {}, 'sample=answered', { invalidEvent: 1 }, FORM],
		['an event as text', {}, newEvent(), { started: 1 }, { 'content-type': 'text/plain' }],
	])('counts %s', async (_, parameters, body, counts, headers) => {
		const trigger = await n8n.trigger(parameters);
		await send(trigger.url, body, headers);
		expect(await countsOf(trigger, 1)).toEqual(counts);
	});

	it('counts a missing and a wrong secret, and shows neither', async () => {
		const trigger = await n8n.trigger(WITH_SECRET, await createSecret(IN_URL));
		await send(trigger.url, newEvent());
		await send(`${trigger.url}?token=a-wrong-secret`, newEvent());
		expect(await countsOf(trigger, 2)).toEqual({ secretMissing: 1, secretWrong: 1 });
		const { body } = await get(trigger.url);
		expect(body).toContain(`${publicUrl(trigger)}?token=YOUR_SECRET`);
		expect(body).not.toContain(CORRECT_VALUE);
		expect(body).not.toContain('a-wrong-secret');
	});

	it('counts 16 requests at once', async () => {
		const trigger = await n8n.trigger();
		const twice = newEvent();
		const bodies = [
			twice,
			twice,
			completed,
			completed,
			{},
			{},
			...Array.from({ length: 10 }, newEvent),
		];
		await Promise.all(bodies.map(async (body) => await send(trigger.url, body)));
		expect(await countsOf(trigger, 16)).toEqual({
			started: 11,
			duplicate: 1,
			eventType: 2,
			invalidEvent: 2,
		});
	});

	it('counts no event while the editor listens', async () => {
		const trigger = await n8n.trigger();
		await trigger.listen();
		await send(trigger.testUrl, newEvent());
		await trigger.waitForExecutions(1);
		await send(trigger.url, newEvent());
		expect(await countsOf(trigger, 1)).toEqual({ started: 1 });
	});

	it('hides the counts if the option is off', async () => {
		const trigger = await n8n.trigger({ options: { showActivity: false } });
		await send(trigger.url, newEvent());
		expect(await statusOf(trigger)).toMatchObject({ activity: null });
		expect((await get(trigger.url)).body).toContain('This page shows no activity');
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

	it('outputs an event from Oration in the editor', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		expect(await send(trigger.testUrl, newEvent())).toMatchObject(ACCEPTED);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.mode).toBe('manual');
		expect(execution?.items[0]?.customerName).toBe('John Doe');
	});

	it('keeps listening after a skipped or rejected event', async () => {
		const parameters = { ...WITH_SECRET, filters: { directions: ['inbound'] } };
		const trigger = await n8n.draft(parameters, await createSecret(IN_URL));
		const url = `${trigger.testUrl}?token=${CORRECT_VALUE}`;
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
			await send(trigger.testUrl, event);
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

describe('n8n', () => {
	it('has the node with its icon and aliases', async () => {
		const types: INodeTypeDescription[] = await n8n.get('/types/nodes.json');
		const type = types.find(({ name }) => name === 'n8n-nodes-oration.orationTrigger');
		expect(type?.codex?.alias).toContain('transcript');
		const iconUrl = type?.iconUrl;
		const light = typeof iconUrl === 'object' ? iconUrl.light : iconUrl;
		const icon = await get(`${n8n.url}/${light}`);
		expect(icon).toMatchObject({ status: 200, type: expect.stringContaining('image/svg+xml') });
	});

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
		const parameters = { ...WITH_SECRET, filters: { directions: ['inbound'] } };
		const { url } = await n8n.trigger(parameters, await createSecret(IN_URL));
		expect((await send(url, newEvent())).status).toBe(401);
		expect((await send(`${url}?token=${CORRECT_VALUE}`, newEvent())).status).toBe(200);
		expect(n8n.log).toContain('Oration Trigger rejected a request');
		expect(n8n.log).toContain('Oration Trigger skipped an event');
		for (const secret of [CORRECT_VALUE, 'Northwind', 'John Doe', 'john.doe', '+1234567890']) {
			expect(n8n.log).not.toContain(secret);
		}
	});
});
