/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   these requests are too odd for fetch; nothing of this is published */
import net from 'node:net';
import fc from 'fast-check';
import { waitFor } from '../../scripts/waitFor';
import { Instance, open, send, sendCompressed, type TriggerUnderTest } from './instance';
import { forEach, newEvent, OUTPUT } from './load';

const RIGHT = 'kJ8-secret-of-the-test';
const HEADER = 'x-oration-secret';
const MEGABYTE = 1024 * 1024;

let n8n: Instance;
let trigger: TriggerUnderTest;

beforeAll(async () => {
	n8n = await Instance.start({ N8N_LOG_LEVEL: 'info' });
	const credential = await n8n.createSecret({
		secret: RIGHT,
		sentIn: 'header',
		headerName: HEADER,
	});
	trigger = await n8n.trigger({ ...OUTPUT, authentication: 'sharedSecret' }, credential);
});

afterAll(async () => {
	await n8n.stop();
});

const authenticated = { 'content-type': 'application/json', [HEADER]: RIGHT };

/** Sends, and gives the status of the answer. */
async function hostile(body: unknown, headers: Record<string, string> = authenticated) {
	return (await send(trigger.url, body, headers)).status;
}

/** Sends bytes as they are, and gives the status line. */
async function raw(request: string): Promise<string> {
	const { hostname, port } = new URL(trigger.url);
	return await new Promise((resolve) => {
		let answer = '';
		const socket = net.connect(Number(port), hostname, () => socket.write(request));
		socket.on('data', (chunk) => (answer += chunk));
		socket.on('error', () => resolve('no answer'));
		socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
	});
}

async function normalEventWorks(): Promise<void> {
	const event = newEvent();
	expect((await send(trigger.url, event, authenticated)).status).toBe(200);
	const hasRun = async () =>
		(await trigger.executedEvents()).some(({ eventId }) => eventId === event.eventId);
	await waitFor(`the execution of ${event.eventId}`, hasRun);
}

/** The same cases in each run, so that a failure can be looked at. */
const samples = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
	fc.sample(arbitrary, { numRuns: count, seed: 20_261_122 });

it('1,000 events with anything in them are answered 200 or 400, and none fails', async () => {
	const odd = fc.oneof(
		fc.jsonValue(),
		fc.record({ eventType: fc.jsonValue(), payload: fc.jsonValue(), eventId: fc.jsonValue() }),
		fc
			.dictionary(
				fc.oneof(
					fc.constantFrom('__proto__', 'constructor', ...Object.keys(newEvent().payload)),
					fc.string({ unit: 'binary' }),
				),
				fc.jsonValue(),
			)
			.map((payload) => ({ eventType: 'conversation.analysisCompleted', payload })),
	);
	await forEach(samples(odd, 1000), 8, async (value) => {
		const body = JSON.stringify(value);
		expect([200, 400]).toContain(await hostile(body));
	});
	await normalEventWorks();
});

it('600 wrong secrets of every length are answered 401', async () => {
	const wrong = [
		...Array.from({ length: RIGHT.length }, (_, length) => RIGHT.slice(0, length)),
		...Array.from({ length: 300 }, (_, length) => 'x'.repeat(length)),
		...samples(fc.stringMatching(/^[\x21-\x7e]{1,64}$/), 300),
	];
	await forEach(wrong, 8, async (secret) => {
		expect(await hostile(newEvent(), { ...authenticated, [HEADER]: secret })).toBe(401);
	});
	await normalEventWorks();
});

it('400 broken bodies and odd content types are refused without a 5xx', async () => {
	const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x/y', ''];
	const whole = JSON.stringify(newEvent());
	const broken = samples(fc.tuple(fc.nat(whole.length - 2), fc.constantFrom(...types)), 400);
	await forEach(broken, 8, async ([length, type]) => {
		const status = await hostile(whole.slice(0, length), {
			...authenticated,
			'content-type': type,
		});
		expect([400, 422]).toContain(status);
	});
	await normalEventWorks();
});

it('other methods, doubled headers, wrong lengths and query tricks start nothing', async () => {
	const { pathname } = new URL(trigger.url);
	const head = (method: string, ...lines: string[]) =>
		[`${method} ${pathname} HTTP/1.1`, 'host: n8n', 'connection: close', ...lines, '', ''].join(
			'\r\n',
		);
	const before = (await trigger.executions(1)).length;
	for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
		expect(await raw(head(method))).toMatch(/^HTTP\/1.1 (204|4\d\d|500)/);
	}
	const secret = `${HEADER}: ${RIGHT}`;
	const json = 'content-type: application/json';
	expect(await raw(`${head('POST', secret, secret, json, 'content-length: 2')}{}`)).toContain(
		'401',
	);
	expect(await raw(`${head('POST', secret, json, 'content-length: 1')}{}`)).not.toContain(' 200');
	expect(await raw(`${head('POST', secret, json, 'content-length: -1')}{}`)).toContain('400');
	for (const query of ['?token', '?token[]=a', '?__proto__[a]=1', `?token=${RIGHT}`, '?%']) {
		const answer = await send(`${trigger.url}${query}`, newEvent());
		expect(answer.status).toBe(401);
	}
	expect((await open(`${trigger.url}?token=%00`)).status).toBe(200);
	expect(await trigger.executions(1)).toHaveLength(before);
	await normalEventWorks();
});

async function sendHugeBodies(): Promise<void> {
	const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
	const event = (payload: string) =>
		`{"eventType":"conversation.analysisCompleted","payload":${payload}}`;
	for (const depth of [100, 1000, 10_000, 1_000_000]) {
		await hostile(event(`{"x":${deep(depth)}}`));
		await hostile(deep(depth));
	}
	for (const unit of ['a', ':', '\\n', 'a: b\\n', ' ', '\\u0000']) {
		const transcript = unit.repeat(Math.floor((15 * MEGABYTE) / unit.length));
		expect(await hostile(event(`{"transcript":"${transcript}"}`))).toBe(200);
	}
	await sendCompressed(trigger.url, 'x'.repeat(64 * MEGABYTE));
	await hostile('x'.repeat(17 * MEGABYTE), { ...authenticated, 'content-type': 'text/plain' });
}

it('an event is accepted after deep, huge and compressed bodies', async () => {
	await sendHugeBodies();
	await normalEventWorks();
});

it.each(['full', 'raw'])(
	'nothing that n8n could not show is stored with the output %s',
	async (output) => {
		const deepTrigger = await n8n.trigger({ output });
		const sendNested = async (levels: number, encode: (deep: string) => string) => {
			const deep = `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`;
			const event = JSON.stringify(newEvent()).replace(
				'"dynamicVariables":',
				`$&${encode(deep)},"x":`,
			);
			return (await send(deepTrigger.url, event)).status;
		};
		const nested = (deep: string) => deep;
		const inText = (deep: string) => JSON.stringify(deep);
		expect(await sendNested(190, nested)).toBe(200);
		expect(await sendNested(190, inText)).toBe(200);
		expect(await sendNested(100_000, nested)).toBe(400);
		expect(await sendNested(100_000, inText)).toBe(200);
		const executions = await deepTrigger.executions(3);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
	},
);

it('no execution has failed', async () => {
	const executions = await trigger.executions(1);
	expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
});
