import { waitFor } from '../../scripts/process';
import { Instance } from './instance';
import { forEach, loadSize, newEvent, newEvents, NO_FAULTS, OUTPUT, Sender } from './load';

const n8n = Instance.forTests();

it("rejects events while deactivated, and skips duplicates after it's published again", async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const [before, meanwhile] = [newEvent(), newEvent()];
	await sender.deliver(trigger.url, before);
	await trigger.deactivate();
	const delivery = sender.deliver(trigger.url, meanwhile);
	await waitFor('a second delivery attempt', async () => sender.sent >= 3);
	expect(sender.acknowledged).toEqual([before]);

	await trigger.publish();
	await delivery;
	await sender.deliver(trigger.url, before);
	expect(await sender.countsOf(trigger, 2)).toMatchObject({ ran: 2, ...NO_FAULTS });
});

it('skips duplicates after the trigger is renamed', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const event = newEvent();
	await sender.deliver(trigger.url, event);
	await trigger.edit('Oration Trigger', { name: 'Calls' });
	// n8n 2 runs the old version for a moment. Its executions have items under the old name.
	await waitFor('an execution under the new name', async () => {
		await sender.deliver(trigger.url, newEvent());
		const newest = (await trigger.waitForExecutions(1)).at(-1);
		return newest?.nextItems.length === 1 && newest.items.length === 0;
	});
	const events = sender.acknowledged.length;
	await sender.deliver(trigger.url, event);
	expect(await sender.countsOf(trigger, events)).toMatchObject({ ran: events, ...NO_FAULTS });
});

it('runs each event once for each of two triggers in a workflow', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const duplicate = await trigger.duplicate();
	const sender = new Sender();
	const events = newEvents(20);
	await forEach([...events, ...events], 8, async (event) => {
		await Promise.all([sender.deliver(trigger.url, event), sender.deliver(duplicate.url, event)]);
	});
	// The 20 events run once for each trigger.
	const expected = { acknowledged: 80, ran: 40, skipped: 0, ...NO_FAULTS, duplicateRuns: 20 };
	expect(await sender.countsOf(trigger, 40)).toMatchObject(expected);
});

it('loses and duplicates no event while a user saves and publishes the workflow', async () => {
	const events = loadSize(100, 500);
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	let saves = 0;
	let isDone = false;
	const deliverTwice = async () => {
		const event = newEvent();
		await sender.deliver(trigger.url, event);
		await sender.deliver(trigger.url, event);
	};
	const load = async () => {
		while (saves < 4 || sender.acknowledged.length < 2 * events) await deliverTwice();
	};
	const user = async () => {
		while (!isDone) {
			await trigger.edit('Next');
			saves++;
		}
	};
	const loads = Promise.all(Array.from({ length: 8 }, load)).finally(() => (isDone = true));
	await Promise.all([loads, user()]);
	const delivered = sender.acknowledged.length / 2;
	expect(await sender.countsOf(trigger, delivered)).toMatchObject({
		ran: delivered,
		...NO_FAULTS,
	});
});
