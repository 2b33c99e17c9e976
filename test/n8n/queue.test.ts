import { Database, databasesAreInstalled, queueMode } from '../../scripts/n8n/databases';
import type { RunningN8n } from '../../scripts/n8n/process';
import { waitFor } from '../../scripts/waitFor';
import { answersOnceStored, Instance, type TriggerUnderTest } from './instance';
import { count, countsOf, forEach, many, OUTPUT, Sender } from './load';

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

	/** Sends each event to both webhook processes: to the second at once, or when the first has answered. */
	async function sendTwice(
		trigger: TriggerUnderTest,
		events: number,
		when: 'at once' | 'one after the other',
		sender: Sender,
	) {
		const [first = '', second = ''] = webhooks.map(({ url }) => trigger.urlAt(url));
		await forEach(many(events), 8, async (event) => {
			const delivery = sender.deliver(first, event);
			if (when === 'one after the other') await delivery;
			await Promise.all([delivery, sender.deliver(second, event)]);
		});
	}

	it('an event that comes to one webhook process twice at once starts one execution', async () => {
		const events = count(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const sender = new Sender();
		await forEach(many(events), 8, async (event) => {
			await Promise.all([sender.deliver(url, event), sender.deliver(url, event)]);
		});
		await trigger.executions(events);
		expect(await countsOf(trigger, sender)).toEqual({
			sent: 2 * events,
			acknowledged: 2 * events,
			ran: events,
			skipped: 0,
			emptied: 0,
			lost: 0,
			doubled: 0,
		});
	});

	it('an event that comes to a second webhook process once it has run ends at the trigger', async () => {
		const events = count(50, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const [first = '', second = ''] = webhooks.map(({ url }) => trigger.urlAt(url));
		const sender = new Sender();
		const sent = many(events);
		await forEach(sent, 8, async (event) => await sender.deliver(first, event));
		await trigger.executions(events);
		await forEach(sent, 8, async (event) => await sender.deliver(second, event));
		await trigger.executions(2 * events);
		expect(await countsOf(trigger, sender)).toMatchObject({
			acknowledged: 2 * events,
			ran: events,
			skipped: events,
			emptied: 0,
			lost: 0,
			doubled: 0,
		});
	});

	it.each(['at once', 'one after the other'] as const)(
		'every event has an execution that comes to two webhook processes %s while one of them and a worker are killed -9',
		async (when) => {
			const events = count(100, 500);
			const trigger = await n8n.trigger(OUTPUT);
			const sender = new Sender();
			const load = sendTwice(trigger, events, when, sender);
			await waitFor('half of the load', async () => sender.sent >= events);
			await Promise.all([killAndRestart(workers, 'worker'), killAndRestart(webhooks, 'webhook')]);
			await load;
			const counts = await countsOf(trigger, sender);
			expect(counts.acknowledged).toBe(2 * events);
			// n8n empties executions that the killed worker had, once it finds them stalled.
			expect(counts.lost).toBeLessThanOrEqual(counts.emptied);
		},
	);

	it.each([
		['PostgreSQL', () => postgres],
		['Redis', () => redis],
	])('every event has an execution when %s is killed -9 under load', async (name, database) => {
		const events = count(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const sender = new Sender();
		const load = forEach(many(events), 8, async (event) => await sender.deliver(url, event));
		await waitFor('a part of the load', async () => sender.acknowledged.length >= events / 4);
		await database().kill();
		// Without Redis, n8n lets requests wait.
		if (name === 'PostgreSQL') {
			await waitFor('an event that is retried', async () => sender.retried.size > 0);
		}
		await database().start();
		await load;
		const counts = await countsOf(trigger, sender);
		expect(counts.acknowledged).toBe(events);
		// n8n empties executions of a worker that couldn't renew its hold on their jobs.
		expect(counts.lost).toBeLessThanOrEqual(counts.emptied);
		expect(counts.doubled).toBeLessThanOrEqual(counts.sent - counts.acknowledged);
	});
});
