import { Database, databasesAreInstalled, postgresMode } from '../../scripts/n8n/databases';
import { Instance, waitNode } from './instance';
import { count, countsOf, forEach, many, OUTPUT, Sender } from './load';
import { SlowProxy } from './slowProxy';

const IMPATIENCE_MS = 300;
const NOTHING_WRONG = { emptied: 0, lost: 0, doubled: 0 };

it('each event of an impatient sender runs the next node once when executions wait for each other', async () => {
	const events = count(15, 200);
	const n8n = await Instance.start({
		N8N_LOG_LEVEL: 'info',
		N8N_CONCURRENCY_PRODUCTION_LIMIT: '1',
	});
	try {
		const trigger = await n8n.trigger(OUTPUT, undefined, waitNode(1));
		const sender = new Sender(IMPATIENCE_MS);
		await forEach(many(events), 8, async (event) => await sender.deliver(trigger.url, event));
		await trigger.executions(events);
		const expected = { acknowledged: events, ran: events, ...NOTHING_WRONG };
		expect(await countsOf(trigger, sender)).toMatchObject(expected);
	} finally {
		await n8n.stop();
	}
});

const reasonToSkip = databasesAreInstalled ? '' : 'needs the Debian package postgresql';

(reasonToSkip ? describe.skip : describe)(`a slow database ${reasonToSkip}`, () => {
	let postgres: Database;
	let proxy: SlowProxy;
	let n8n: Instance;

	beforeAll(async () => {
		postgres = await Database.postgres();
		proxy = await SlowProxy.start(postgres.port);
		n8n = await Instance.start({ N8N_LOG_LEVEL: 'info', ...postgresMode(proxy.port) });
	});

	afterAll(async () => {
		await n8n?.stop();
		await proxy?.stop();
		await postgres?.stop();
	});

	it('each event of an impatient sender runs the next node once', async () => {
		const events = count(20, 200);
		const trigger = await n8n.trigger(OUTPUT);
		const sender = new Sender(IMPATIENCE_MS);
		proxy.delayMs = 25;
		await forEach(many(events), 8, async (event) => await sender.deliver(trigger.url, event));
		proxy.delayMs = 0;
		await trigger.executions(events);
		const expected = { acknowledged: events, ran: events, ...NOTHING_WRONG };
		expect(await countsOf(trigger, sender)).toMatchObject(expected);
	});
});
