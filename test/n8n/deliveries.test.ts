import { waitFor } from '../../scripts/waitFor';
import { answersOnceStored, codeNode, Instance } from './instance';
import { count, countsOf, forEach, many, newEvent, OUTPUT, Sender } from './load';

let n8n: Instance;

beforeAll(async () => {
	n8n = await Instance.start({ N8N_LOG_LEVEL: 'info' });
});

afterAll(async () => {
	await n8n.stop();
});

const NOTHING_WRONG = { emptied: 0, lost: 0, doubled: 0 };

it('30 simultaneous deliveries of an event start one execution', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const event = newEvent();
	await forEach(Array(30).fill(event), 30, async () => await sender.deliver(trigger.url, event));
	await trigger.executions(1);
	expect(await countsOf(trigger, sender)).toEqual({
		sent: 30,
		acknowledged: 30,
		ran: 1,
		skipped: 0,
		...NOTHING_WRONG,
	});
});

it('200 events that come three times start 200 executions, and after a restart none that runs on', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const events = many(200);
	// A prime step visits each delivery once, with those of an event apart from each other.
	const deliveries = Array.from({ length: 600 }, (_, index) => events[(index * 257) % 200]!);
	await forEach(deliveries, 16, async (event) => await sender.deliver(trigger.url, event));
	await trigger.executions(200);
	expect(await countsOf(trigger, sender)).toEqual({
		sent: 600,
		acknowledged: 600,
		ran: 200,
		skipped: 0,
		...NOTHING_WRONG,
	});

	await n8n.restart();
	await trigger.published();
	await forEach(events, 16, async (event) => await sender.deliver(trigger.url, event));
	await trigger.executions(400);
	expect(await countsOf(trigger, sender)).toMatchObject({
		acknowledged: 800,
		ran: 200,
		skipped: 200,
		...NOTHING_WRONG,
	});
});

it("leaves the workflow's static data to its other nodes", async () => {
	const counter = codeNode(
		"const data = $getWorkflowStaticData('global'); data.count = (data.count ?? 0) + 1; return [];",
	);
	const trigger = await n8n.trigger(OUTPUT, undefined, counter);
	const sender = new Sender();
	for (const event of many(3)) {
		await sender.deliver(trigger.url, event);
		await trigger.executions(sender.acknowledged.length);
	}
	const { staticData } = await n8n.api.api('GET', `/workflows/${trigger.workflow.id}`);
	expect(staticData).toEqual({ global: { count: 3 } });
});

const itOnceStored = answersOnceStored ? it : it.skip;

itOnceStored(
	'no acknowledged event is lost when n8n is killed -9 under load time and again (skipped in n8n 1: it answers before it has stored an execution)',
	async () => {
		const trigger = await n8n.trigger(OUTPUT);
		const { url } = trigger;
		const sender = new Sender();
		const kills = count(5, 25);
		for (let kill = 1; kill <= kills; kill++) {
			const before = sender.acknowledged.length;
			const load = forEach(many(40), 8, async (event) => await sender.deliver(url, event));
			const part = 1 + ((7 * kill) % 25);
			await waitFor('a part of the load', async () => sender.acknowledged.length >= before + part);
			await n8n.killAndRestart();
			await load;
		}
		await trigger.executions(40 * kills);
		const counts = await countsOf(trigger, sender);
		expect(counts).toMatchObject({ acknowledged: 40 * kills, lost: 0 });
		// Only events that were in flight at a kill can have started twice.
		expect(counts.doubled).toBeLessThanOrEqual(sender.retried.size);
	},
);
