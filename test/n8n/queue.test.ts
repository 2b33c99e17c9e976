import { Database, databasesAreInstalled, queueModeEnv } from '../../scripts/n8n/databases';
import type { N8n } from '../../scripts/n8n/n8n';
import { waitFor } from '../../scripts/process';
import { respondsAfterStoring, Instance, type TriggerUnderTest } from './instance';
import { loadSize, forEach, newEvents, NO_FAULTS, OUTPUT, Sender } from './load';

const reasonToSkip = respondsAfterStoring
	? databasesAreInstalled
		? ''
		: '(skipped: needs the Debian packages postgresql and redis-server)'
	: '(skipped: n8n 1 responds before it stores an execution)';

/** The jobs that a worker runs at once, by default. */
const JOBS_OF_A_WORKER = 10;

(reasonToSkip ? describe.skip : describe)(`queue mode ${reasonToSkip}`, () => {
	let postgres: Database;
	let redis: Database;
	let n8n: Instance;
	let webhooks: N8n[] = [];
	let workers: N8n[] = [];

	beforeAll(async () => {
		postgres = await Database.postgres();
		redis = await Database.redis();
		n8n = await Instance.start({
			// In minutes. n8n then ends the executions of a killed worker before the tests count them.
			N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1',
			...queueModeEnv(postgres, redis),
		});
		const twice = async (role: 'webhook' | 'worker') =>
			await Promise.all([n8n.startProcess(role), n8n.startProcess(role)]);
		[webhooks, workers] = await Promise.all([twice('webhook'), twice('worker')]);
	});

	afterAll(async () => {
		await Promise.all([...webhooks, ...workers].map(async (process) => await process.stop()));
		await n8n?.stop();
		await redis?.stop();
		await postgres?.stop();
	});

	/** Kills the first process with SIGKILL and restarts it on the same port. */
	async function killAndRestart([first]: N8n[]) {
		await first?.kill();
		await first?.start();
	}

	/** Sends each event to both webhook processes, simultaneously or after the response of the first one. */
	async function sendTwice(
		trigger: TriggerUnderTest,
		events: number,
		when: 'simultaneously' | 'sequentially',
		sender: Sender,
	) {
		const [first = '', second = ''] = webhooks.map(({ url }) => trigger.urlAt(url));
		await forEach(newEvents(events), 8, async (event) => {
			const delivery = sender.deliver(first, event);
			if (when === 'sequentially') await delivery;
			await Promise.all([delivery, sender.deliver(second, event)]);
		});
	}

	it('starts one execution for two simultaneous deliveries to one webhook process', async () => {
		const events = loadSize(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const sender = new Sender();
		await forEach(newEvents(events), 8, async (event) => {
			await Promise.all([sender.deliver(url, event), sender.deliver(url, event)]);
		});
		const sent = 2 * events;
		const expected = { sent, acknowledged: sent, ran: events, skipped: 0, ...NO_FAULTS };
		expect(await sender.countsOf(trigger, events)).toEqual(expected);
	});

	it('stops a duplicate at the trigger if a second webhook process receives it after the first execution', async () => {
		// n8n's list has room for 500 events, and the duplicates that are being checked need some of it.
		const events = loadSize(50, 450);
		const trigger = await n8n.trigger(OUTPUT);
		const [first = '', second = ''] = webhooks.map(({ url }) => trigger.urlAt(url));
		const sender = new Sender();
		const sent = newEvents(events);
		await forEach(sent, 8, async (event) => await sender.deliver(first, event));
		await trigger.waitForExecutions(events);
		await forEach(sent, 8, async (event) => await sender.deliver(second, event));
		expect(sender.acknowledged).toHaveLength(2 * events);
		await sender.expectSkippedDuplicates(trigger, events, workers);
	});

	it.each(['simultaneously', 'sequentially'] as const)(
		'has an execution for each event sent to two webhook processes %s while a webhook process and a worker are killed',
		async (when) => {
			const events = loadSize(100, 500);
			const trigger = await n8n.trigger(OUTPUT);
			const sender = new Sender();
			const load = sendTwice(trigger, events, when, sender);
			await waitFor('half of the load', async () => sender.sent >= events);
			await Promise.all([workers, webhooks].map(killAndRestart));
			await load;
			const counts = await sender.countsOf(trigger, 2 * events);
			expect(counts.acknowledged).toBe(2 * events);
			// n8n replaces the data of the killed worker's executions when it detects that they stalled.
			expect(counts.emptied).toBeLessThanOrEqual(JOBS_OF_A_WORKER);
			expect(counts.lost).toBeLessThanOrEqual(counts.emptied);
		},
	);

	it.each([
		['PostgreSQL', () => postgres],
		['Redis', () => redis],
	])('has an execution for each event when %s is killed under load', async (name, database) => {
		const events = loadSize(100, 500);
		const trigger = await n8n.trigger(OUTPUT);
		const url = trigger.urlAt(webhooks[0]?.url ?? '');
		const sender = new Sender();
		const load = forEach(newEvents(events), 8, async (event) => await sender.deliver(url, event));
		await waitFor('part of the load', async () => sender.acknowledged.length >= events / 4);
		await database().kill();
		// Without Redis, n8n holds requests until Redis is back.
		if (name === 'PostgreSQL') {
			await waitFor('a retried event', async () => sender.retried.size > 0);
		}
		await database().start();
		await load;
		const counts = await sender.countsOf(trigger, events);
		expect(counts.acknowledged).toBe(events);
		// n8n replaces the data of executions if their worker couldn't renew the lock on their jobs.
		expect(counts.emptied).toBeLessThanOrEqual(workers.length * JOBS_OF_A_WORKER);
		expect(counts.lost).toBeLessThanOrEqual(counts.emptied);
		expect(counts.duplicateRuns).toBeLessThanOrEqual(counts.sent - counts.acknowledged);
	});
});
