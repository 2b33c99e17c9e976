import { waitFor } from '../../scripts/process';
import { respondsAfterStoring, codeNode, Instance } from './instance';
import { forEach, loadSize, newEvent, newEvents, NO_FAULTS, OUTPUT, Sender } from './load';

const n8n = Instance.forTests();

it('starts one execution for 30 simultaneous deliveries of an event', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const event = newEvent();
	await forEach(Array(30).fill(event), 30, async () => await sender.deliver(trigger.url, event));
	const expected = { sent: 30, acknowledged: 30, ran: 1, skipped: 0, ...NO_FAULTS };
	expect(await sender.countsOf(trigger, 1)).toEqual(expected);
});

it('starts 200 executions for 200 events with three deliveries each, and stops their duplicates after a restart', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const events = newEvents(200);
	// A prime increment covers each event three times and spreads the deliveries of an event.
	const deliveries = Array.from({ length: 600 }, (_, index) => events[(index * 257) % 200]!);
	await forEach(deliveries, 16, async (event) => await sender.deliver(trigger.url, event));
	const first = { sent: 600, acknowledged: 600, ran: 200, skipped: 0, ...NO_FAULTS };
	expect(await sender.countsOf(trigger, 200)).toEqual(first);

	await n8n.restart();
	await trigger.waitUntilPublished();
	await forEach(events, 16, async (event) => await sender.deliver(trigger.url, event));
	expect(sender.acknowledged).toHaveLength(800);
	await sender.expectSkippedDuplicates(trigger, 200, [n8n]);
});

it("doesn't change the workflow's static data of other nodes", async () => {
	const counter = codeNode(
		"const data = $getWorkflowStaticData('global'); data.count = (data.count ?? 0) + 1; return [];",
	);
	const trigger = await n8n.trigger(OUTPUT, undefined, counter);
	const sender = new Sender();
	for (const event of newEvents(3)) {
		await sender.deliver(trigger.url, event);
		await trigger.waitForExecutions(sender.acknowledged.length);
	}
	const { staticData } = await n8n.api('GET', `/workflows/${trigger.id}`);
	expect(staticData).toEqual({ global: { count: 3 } });
});

const itIfStoredFirst = respondsAfterStoring ? it : it.skip;

itIfStoredFirst(
	'loses no acknowledged event when n8n is repeatedly killed under load (skipped: n8n 1 responds before it stores an execution)',
	async () => {
		const trigger = await n8n.trigger(OUTPUT);
		const { url } = trigger;
		const sender = new Sender();
		const kills = loadSize(5, 25);
		for (let kill = 1; kill <= kills; kill++) {
			const before = sender.acknowledged.length;
			const load = forEach(newEvents(40), 8, async (event) => await sender.deliver(url, event));
			const part = 1 + ((7 * kill) % 25);
			await waitFor('part of the load', async () => sender.acknowledged.length >= before + part);
			await n8n.kill();
			await n8n.start();
			await load;
		}
		const counts = await sender.countsOf(trigger, 40 * kills);
		expect(counts).toMatchObject({ acknowledged: 40 * kills, lost: 0 });
		// Only events that were in flight when n8n was killed can run twice.
		expect(counts.duplicateRuns).toBeLessThanOrEqual(sender.retried.size);
	},
);
