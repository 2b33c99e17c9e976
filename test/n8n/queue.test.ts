import { Database, databasesAreInstalled, queueMode } from '../../scripts/n8n/databases';
import type { RunningN8n } from '../../scripts/n8n/process';
import { waitFor } from '../../scripts/waitFor';
import { startOrationApi } from '../oration-api/server';
import { answersOnceStored, Instance, send, type TriggerUnderTest } from './instance';
import { count, countsOf, forEach, many, newEvent, OUTPUT, Sender, sleep } from './load';

jest.setTimeout(900_000);

const reasonToSkip = answersOnceStored
	? databasesAreInstalled
		? ''
		: 'needs the Debian packages postgresql and redis-server'
	: 'n8n 1 answers before it has stored an execution';

(reasonToSkip ? describe.skip : describe)(`queue mode ${reasonToSkip}`, () => {
	let postgres: Database;
	let redis: Database;
	let n8n: Instance;
	let webhooks: RunningN8n[] = [];
	let workers: RunningN8n[] = [];

	beforeAll(async () => {
		postgres = await Database.postgres();
		redis = await Database.redis();
		n8n = await Instance.start({ N8N_LOG_LEVEL: 'info', ...queueMode(postgres, redis) });
		const twice = async (role: 'webhook' | 'worker') =>
			await Promise.all([n8n.startOther(role), n8n.startOther(role)]);
		[webhooks, workers] = await Promise.all([twice('webhook'), twice('worker')]);
	});

	afterAll(async () => {
		await Promise.all([...webhooks, ...workers].map(async (process) => await process.stop()));
		await n8n?.stop();
		await redis?.stop();
		await postgres?.stop();
	});

	/** Ends a process with kill -9 and starts it again at the same address. */
	async function killAndRestart(processes: RunningN8n[], role: 'webhook' | 'worker') {
		const [old] = processes;
		await old?.kill();
		processes[0] = await n8n.startOther(role, old?.port);
	}

	/** Sends each event to both webhook processes, to the second some milliseconds later. */
	async function sendTwice(
		trigger: TriggerUnderTest,
		events: number,
		delay: number,
		sender: Sender,
	) {
		const [one = '', other = ''] = webhooks.map(({ url }) => trigger.urlAt(url));
		await forEach(many(events), 8, async (event) => {
			const copy = sleep(delay).then(async () => await sender.deliver(other, event));
			await Promise.all([sender.deliver(one, event), copy]);
		});
	}

	/** The counts where all went well: each event was sent twice and has one execution. */
	const onceEach = (events: number) => ({
		sent: 2 * events,
		acknowledged: 2 * events,
		executions: events,
		lost: 0,
		doubled: 0,
		emptied: 0,
	});

	it('copies that come to one webhook process at the same instant start one execution', async () => {
		const events = count(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const sender = new Sender();
		await forEach(many(events), 8, async (event) => {
			await Promise.all([sender.deliver(url, event), sender.deliver(url, event)]);
		});
		await trigger.executions(events);
		expect(await countsOf(trigger, sender)).toEqual(onceEach(events));
	});

	it('events that come to two webhook processes 1 s apart start one execution each', async () => {
		const events = count(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const sender = new Sender();
		await sendTwice(trigger, events, 1000, sender);
		await trigger.executions(events);
		const counts = await countsOf(trigger, sender);
		expect(counts).toMatchObject({ acknowledged: 2 * events, lost: 0 });
		// None on a machine that keeps up.
		expect(counts.doubled).toBeLessThanOrEqual(sender.slow);
	});

	it.each([
		['at the same instant', 0],
		['1 s apart', 1000],
	])(
		'every event has an execution that comes to two webhook processes %s while one of them and a worker are killed -9',
		async (_, delay) => {
			const events = count(100, 500);
			const trigger = await n8n.trigger(OUTPUT);
			const sender = new Sender();
			const load = sendTwice(trigger, events, delay, sender);
			await waitFor('half of the load', async () => sender.sent >= events, 120_000);
			await Promise.all([killAndRestart(workers, 'worker'), killAndRestart(webhooks, 'webhook')]);
			await load;
			const counts = await countsOf(trigger, sender);
			expect(counts.acknowledged).toBe(2 * events);
			// n8n empties executions that the killed worker had, once it takes them for stalled.
			expect(counts.lost).toBeLessThanOrEqual(counts.emptied);
			// Only copies that had to be repeated, or that waited for a slow machine, are not 1 s apart.
			const notApart = counts.sent - counts.acknowledged + sender.slow;
			if (delay > 0) expect(counts.doubled).toBeLessThanOrEqual(notApart);
		},
	);

	it('a trigger confirms events on a worker, and Retry confirms them when Oration is back', async () => {
		const api = await startOrationApi();
		const credential = await n8n.createApiKey(api);
		const trigger = await n8n.trigger({ options: { confirmWithOration: true } }, credential);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const forged = { ...newEvent(), payload: { id: 'forged' } };
		await send(url, newEvent());
		await trigger.executions(1);
		await send(url, forged);
		await trigger.executions(2);
		await api.stop();
		await send(url, newEvent());
		const [genuine, unknown, waiting] = await trigger.executions(3);
		expect(genuine?.items).toEqual([expect.objectContaining({ confirmed: true })]);
		expect(unknown?.error).toBe(
			'The event is not confirmed Oration does not know its conversation.',
		);
		expect(waiting?.error).toContain('Oration was not reached');

		const back = await startOrationApi({ port: Number(new URL(api.url).port) });
		expect(await n8n.retry(String(waiting?.id))).toBe('success');
		await back.stop();
	});

	it.each([
		['PostgreSQL', () => postgres],
		['Redis', () => redis],
	])('nothing is lost when %s is killed -9 under load', async (name, database) => {
		const events = count(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const sender = new Sender();
		const load = forEach(many(events), 8, async (event) => await sender.deliver(url, event));
		await waitFor('a part of the load', async () => sender.sent >= events / 4, 60_000);
		await database().kill();
		await sleep(3000);
		await database().start();
		await load;
		const counts = await countsOf(trigger, sender);
		expect(counts).toMatchObject({ acknowledged: events, lost: 0 });
		// Redis is back before n8n gives up: its requests wait.
		if (name === 'PostgreSQL') expect(sender.repeated.size).toBeGreaterThan(0);
		expect(counts.doubled).toBeLessThanOrEqual(counts.sent - counts.acknowledged);
	});
});
