/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   fetch can't send these requests; the package doesn't include tests */
import net from 'node:net';
import fc from 'fast-check';
import { waitFor } from '../../scripts/process';
import { CORRECT_VALUE, get, Instance, send, withSecret, type TriggerUnderTest } from './instance';
import { executedEventIds, forEach, newEvent, OUTPUT } from './load';

const MEGABYTE = 1024 * 1024;

const n8n = Instance.forTests();
let trigger: TriggerUnderTest;

beforeAll(async () => {
	const parameters = { ...OUTPUT, authentication: 'sharedSecret' };
	trigger = await n8n.trigger(parameters, await n8n.createSecret());
});

/** Sends a request and returns the status of the response. */
async function statusOf(body: unknown, headers: Record<string, string> = withSecret()) {
	return (await send(trigger.url, body, headers)).status;
}

/** Sends raw bytes and returns the status line of the response. */
async function sendRaw(request: string): Promise<string> {
	const { hostname, port } = new URL(trigger.url);
	return await new Promise((resolve) => {
		let received = '';
		const socket = net.connect(Number(port), hostname, () => socket.write(request));
		socket.on('data', (chunk) => (received += chunk));
		socket.on('error', () => resolve('no response'));
		socket.on('close', () => resolve(received.split('\r\n')[0] ?? ''));
	});
}

/** Sends an event, waits for its execution, and expects that no execution has failed. */
async function expectEventAccepted(): Promise<void> {
	const event = newEvent();
	expect(await statusOf(event)).toBe(200);
	const hasRun = async () => (await executedEventIds(trigger)).includes(event.eventId);
	await waitFor(`the execution of ${event.eventId}`, hasRun);
	const statuses = (await trigger.storedExecutions(false)).map(({ status }) => status);
	expect(statuses.filter((status) => status !== 'success')).toEqual([]);
}

/** Returns the same cases in each run, so that failures are reproducible. */
const samples = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
	fc.sample(arbitrary, { numRuns: count, seed: 20_261_122 });

it('returns 200 or 400 for 1,000 events with arbitrary values', async () => {
	const arbitraryEvent = fc.oneof(
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
	await forEach(samples(arbitraryEvent, 1000), 8, async (value) => {
		const body = JSON.stringify(value);
		expect([200, 400]).toContain(await statusOf(body));
	});
	await expectEventAccepted();
});

it('returns 401 for 600 wrong secrets of different lengths', async () => {
	const wrong = [
		...Array.from({ length: CORRECT_VALUE.length }, (_, length) => CORRECT_VALUE.slice(0, length)),
		...Array.from({ length: 300 }, (_, length) => 'x'.repeat(length)),
		...samples(fc.stringMatching(/^[\x21-\x7e]{1,64}$/), 300),
	];
	await forEach(wrong, 8, async (secret) => {
		expect(await statusOf(newEvent(), withSecret(secret))).toBe(401);
	});
	await expectEventAccepted();
});

it('rejects 400 truncated bodies with different content types, without a 5xx status', async () => {
	const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x/y', ''];
	const whole = JSON.stringify(newEvent());
	const broken = samples(fc.tuple(fc.nat(whole.length - 2), fc.constantFrom(...types)), 400);
	await forEach(broken, 8, async ([length, type]) => {
		const headers = { ...withSecret(), 'content-type': type };
		expect([400, 422]).toContain(await statusOf(whole.slice(0, length), headers));
	});
	await expectEventAccepted();
});

it('starts no execution for other methods, repeated headers, wrong lengths and malicious queries', async () => {
	const { pathname } = new URL(trigger.url);
	const head = (method: string, ...headers: string[]) => {
		const lines = [`${method} ${pathname} HTTP/1.1`, 'host: n8n', 'connection: close', ...headers];
		return `${lines.join('\r\n')}\r\n\r\n`;
	};
	const countExecutions = async () => (await trigger.storedExecutions(false)).length;
	await trigger.waitUntilEnded(0);
	const before = await countExecutions();
	for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
		expect(await sendRaw(head(method))).toMatch(/^HTTP\/1.1 (204|4\d\d|500)/);
	}
	const [json = '', secret = ''] = Object.entries(withSecret()).map((header) => header.join(': '));
	const post = async (length: number, ...headers: string[]) =>
		await sendRaw(`${head('POST', json, secret, `content-length: ${length}`, ...headers)}{}`);
	expect(await post(2, secret)).toContain(' 401 ');
	expect(await post(1)).toMatch(/ 4(00|22) /);
	expect(await post(-1)).toContain(' 400 ');
	for (const query of ['token', 'token[]=a', '__proto__[a]=1', `token=${CORRECT_VALUE}`, '%']) {
		expect((await send(`${trigger.url}?${query}`, newEvent())).status).toBe(401);
	}
	expect((await get(`${trigger.url}?token=%00`)).status).toBe(200);
	await trigger.waitUntilEnded(0);
	expect(await countExecutions()).toBe(before);
	await expectEventAccepted();
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const eventOf = (payload: string) =>
	`{"eventType":"conversation.analysisCompleted","payload":${payload}}`;
const withTranscript = (unit: string) =>
	eventOf(`{"transcript":"${unit.repeat(Math.floor((15 * MEGABYTE) / unit.length))}"}`);

describe('a deep or huge body', () => {
	afterEach(expectEventAccepted);

	it.each([
		[100, 200],
		[1000, 400],
		[10_000, 400],
		[1_000_000, 400],
	])('with %i levels returns %i as a payload, and 400 as a list', async (depth, status) => {
		expect(await statusOf(eventOf(`{"x":${nested(depth)}}`))).toBe(status);
		expect(await statusOf(nested(depth))).toBe(400);
	});

	it.each([
		...['a', ':', '\\n', 'a: b\\n', ' ', '\\u0000'].map((unit) => [`'${unit}'`, unit]),
		['long lines of spaces', `a${' '.repeat(100_000)}b`],
	])('is accepted with a transcript of 15 MB that repeats %s', async (_, unit = '') => {
		expect(await statusOf(withTranscript(unit))).toBe(200);
	});

	it('is rejected by n8n above its limit of 16 MiB, with the status of n8n if the node reads it', async () => {
		/** Sends again if n8n closed the connection before the whole body and the response went through. */
		const sendWith = async (megabytes: number, headers: Record<string, string>) => {
			const body = 'x'.repeat(megabytes * MEGABYTE);
			let status = NaN;
			await waitFor('a response', async () => {
				status = await statusOf(body, { ...withSecret(), ...headers }).catch(() => NaN);
				return !Number.isNaN(status);
			});
			return status;
		};
		expect([413, 500]).toContain(await sendWith(64, { 'content-encoding': 'gzip' }));
		expect([413, 500]).toContain(await sendWith(17, { 'content-type': 'text/plain' }));
		expect(await sendWith(17, { 'content-type': 'application/octet-stream' })).toBe(413);
	});
});

it.each(['full', 'raw'])(
	'stores no data that is nested too deep for n8n, with the output %s',
	async (output) => {
		const deepTrigger = await n8n.trigger({ output });
		const sendWith = async (dynamicVariables: string) =>
			(await send(deepTrigger.url, eventOf(`{"dynamicVariables":${dynamicVariables}}`))).status;
		const objects = (depth: number) => `${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`;
		expect(await sendWith(objects(190))).toBe(200);
		expect(await sendWith(JSON.stringify(objects(190)))).toBe(200);
		expect(await sendWith(objects(100_000))).toBe(400);
		expect(await sendWith(JSON.stringify(objects(100_000)))).toBe(200);
		const executions = await deepTrigger.waitForExecutions(3);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
	},
);
