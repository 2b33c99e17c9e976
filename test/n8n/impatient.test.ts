import { Database, databasesAreInstalled, postgresEnv } from '../../scripts/n8n/databases';
import { Instance, waitNode } from './instance';
import { loadSize, forEach, newEvents, NO_FAULTS, OUTPUT, Sender } from './load';
import { SlowProxy } from './slowProxy';

const TIMEOUT_MS = 300;

it('runs the next node once per event if the sender times out while executions are queued', async () => {
	const events = loadSize(15, 200);
	const n8n = await Instance.start({ N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' });
	try {
		const trigger = await n8n.trigger(OUTPUT, undefined, waitNode(1));
		const sender = new Sender(TIMEOUT_MS);
		await forEach(newEvents(events), 8, async (event) => await sender.deliver(trigger.url, event));
		const expected = { acknowledged: events, ran: events, ...NO_FAULTS };
		expect(await sender.countsOf(trigger, events)).toMatchObject(expected);
	} finally {
		await n8n.stop();
	}
});

const reasonToSkip = databasesAreInstalled ? '' : '(skipped: needs the Debian package postgresql)';

(reasonToSkip ? describe.skip : describe)(`a slow database ${reasonToSkip}`, () => {
	let postgres: Database;
	let proxy: SlowProxy;
	let n8n: Instance;

	beforeAll(async () => {
		postgres = await Database.postgres();
		proxy = await SlowProxy.start(postgres.port);
		n8n = await Instance.start(postgresEnv(proxy.port));
	});

	afterAll(async () => {
		await n8n?.stop();
		await proxy?.stop();
		await postgres?.stop();
	});

	it('runs the next node once per event if the sender times out', async () => {
		const events = loadSize(20, 200);
		const trigger = await n8n.trigger(OUTPUT);
		const sender = new Sender(TIMEOUT_MS);
		proxy.delayMs = 25;
		await forEach(newEvents(events), 8, async (event) => await sender.deliver(trigger.url, event));
		proxy.delayMs = 0;
		const expected = { acknowledged: events, ran: events, ...NO_FAULTS };
		expect(await sender.countsOf(trigger, events)).toMatchObject(expected);
	});
});
