import { eventWith } from '../events';
import { get, Instance, JSON_TYPE, send } from './instance';
import { newEvent } from './load';

const CORRECT_VALUE = 'kJ8-secret-of-the-test';
const PROTECTED = { authentication: 'sharedSecret' };
const THROWS = { filters: { agentIds: "={{ $('Nope').first().json.id }}" } };
const NEWER = { id: 'conv_1', userJoinTime: '2026-04-01T10:15:30Z' };

let n8n: Instance;

beforeAll(async () => {
	n8n = await Instance.start({ N8N_PAYLOAD_SIZE_MAX: '1' });
});

afterAll(async () => {
	await n8n.stop();
});

const protectedTrigger = async (parameters: object, headerName: string, secret = CORRECT_VALUE) => {
	const data = { secret, sentIn: 'header', headerName };
	const credential = await n8n.createCredential('orationWebhookSecretApi', data);
	return await n8n.trigger({ ...PROTECTED, ...parameters }, credential);
};

/** Returns the status for a monitor. */
const statusOf = async (url: string, accept = 'application/json') => {
	const { status, type, body } = await get(url, { accept });
	return { status, type, body };
};

describe('settings that throw', () => {
	it('create no execution for a sender without the secret', async () => {
		const trigger = await protectedTrigger(THROWS, 'x-oration-secret');
		expect((await send(trigger.url, newEvent())).status).toBe(401);
		const accepted = { ...JSON_TYPE, 'x-oration-secret': CORRECT_VALUE };
		expect((await send(trigger.url, newEvent(), accepted)).status).toBe(500);
		const executions = await trigger.waitForExecutions(1);
		expect(executions.map(({ status }) => status)).toEqual(['error']);
	});

	it('make the trigger not ready', async () => {
		const { url } = await n8n.trigger(THROWS);
		const { status, body } = await statusOf(url);
		expect([status, JSON.parse(body).problem]).toEqual([
			503,
			"Not ready: the settings can't be read",
		]);
		expect((await statusOf(url, 'text/html')).body).toContain(
			'Not ready: the settings can&#39;t be',
		);
	});
});

it('a secret that is missing makes one failed execution, then rejects with 503', async () => {
	const trigger = await protectedTrigger({}, 'x-oration-secret', ' ');
	expect((await send(trigger.url, newEvent())).status).toBe(500);
	expect(await send(trigger.url, newEvent())).toMatchObject({
		status: 503,
		body: expect.stringContaining("n8n can't load its shared secret"),
	});
	expect(await trigger.waitForExecutions(1)).toHaveLength(1);
});

it('accepts a secret after Bearer in the header Authorization', async () => {
	const trigger = await protectedTrigger({}, 'Authorization');
	const sendWith = async (authorization: string) =>
		(await send(trigger.url, newEvent(), { ...JSON_TYPE, authorization })).status;
	expect(await sendWith(`Bearer ${CORRECT_VALUE}`)).toBe(200);
	expect(await sendWith(CORRECT_VALUE)).toBe(200);
	expect(await sendWith(`Bearer ${CORRECT_VALUE}x`)).toBe(401);
});

it('keeps the status of n8n for a body that is too large', async () => {
	const { url } = await n8n.trigger();
	const type = { 'content-type': 'application/octet-stream' };
	expect((await send(url, 'x'.repeat(2_000_000), type)).status).toBe(413);
});

it.each([
	['application/json; charset=utf-8', 'application/json; charset=utf-8'],
	['application/health+json', 'application/json; charset=utf-8'],
	['*/*', 'application/json; charset=utf-8'],
	['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
])('the status for the Accept header %s has the type %s', async (accept, type) => {
	const { url } = await n8n.trigger();
	expect(await statusOf(url, accept)).toMatchObject({ status: 200, type });
});

describe('the output panel', () => {
	it.each([
		['a missing summary', {}, eventWith(NEWER), 'Oration sent no summary.'],
		[
			'a field that does not exist',
			{ output: 'selectedFields', fields: '={{ ["agentId", "nope"] }}' },
			eventWith({ ...NEWER, summary: 'Hi' }, { eventId: 'evt_2' }),
			"These 'Fields' don't exist: nope.",
		],
	])('has a hint about %s', async (_, parameters, event, hint) => {
		const trigger = await n8n.trigger(parameters);
		await send(trigger.url, event);
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution?.status).toBe('success');
		expect(execution?.hints).toEqual([expect.stringContaining(hint)]);
	});

	it('has no hint about a summary that exists', async () => {
		const trigger = await n8n.trigger();
		await send(trigger.url, eventWith({ ...NEWER, summary: 'Hi' }));
		expect((await trigger.waitForExecutions(1))[0]?.hints).toEqual([]);
	});

	it('has a hint about an event that another node parsed', async () => {
		const event = JSON.stringify(eventWith(NEWER));
		const action = await n8n.action({ resource: 'event', operation: 'parse', event });
		expect((await action.run()).hints).toEqual([expect.stringContaining('no summary')]);
	});
});
