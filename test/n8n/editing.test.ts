import { waitFor } from '../../scripts/waitFor';
import { Instance } from './instance';
import { count, countsOf, forEach, many, newEvent, OUTPUT, Sender, sleep } from './load';

jest.setTimeout(300_000);

let n8n: Instance;

beforeAll(async () => {
	n8n = await Instance.start({ N8N_LOG_LEVEL: 'info' });
});

afterAll(async () => {
	await n8n.stop();
});

it('a deactivated trigger takes nothing, and remembers its events when it is active again', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const [before, meanwhile] = [newEvent(), newEvent()];
	await sender.deliver(trigger.url, before);
	await trigger.deactivate();
	const delivery = sender.deliver(trigger.url, meanwhile);
	await sleep(1000);
	expect(sender.acknowledged).toEqual([before]);

	await trigger.publish();
	await delivery;
	await sender.deliver(trigger.url, before);
	await trigger.executions(2);
	expect(await countsOf(trigger, sender)).toMatchObject({ executions: 2, lost: 0, doubled: 0 });
});

it('a renamed trigger remembers its events, after a restart too once it has taken another', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const event = newEvent();
	await sender.deliver(trigger.url, event);
	await trigger.rename('Calls');
	// n8n 2 goes on with the old version for a while.
	await waitFor('an execution under the new name', async () => {
		await sender.deliver(trigger.url, newEvent());
		return (await trigger.executions(1)).at(-1)?.lastNode === 'Calls';
	});
	await sender.deliver(trigger.url, event);
	await n8n.restart();
	await trigger.published();
	await sender.deliver(trigger.url, event);
	expect(await countsOf(trigger, sender)).toMatchObject({ lost: 0, doubled: 0 });
});

it('a trigger and its duplicate in the workflow take each event once each', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const duplicate = await trigger.duplicate();
	const sender = new Sender();
	const events = many(20);
	await forEach([...events, ...events], 8, async (event) => {
		await Promise.all(
			[trigger.url, duplicate.url].map(async (url) => await sender.deliver(url, event)),
		);
	});
	await trigger.executions(40);
	const expected = { sent: 80, acknowledged: 80, executions: 40, lost: 0, doubled: 20, emptied: 0 };
	expect(await countsOf(trigger, sender)).toEqual(expected);
});

it('nothing is lost or doubled while a user saves and publishes the workflow', async () => {
	const events = count(100, 500);
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	let saves = 0;
	let isOver = false;
	const load = forEach(many(events), 8, async (event) => {
		await sender.deliver(trigger.url, event);
		await sender.deliver(trigger.url, event);
	});
	const user = async () => {
		while (!isOver) {
			await trigger.edit((nodes) => nodes);
			saves++;
			await sleep(100);
		}
	};
	await Promise.all([load.finally(() => (isOver = true)), user()]);
	await trigger.executions(events);
	expect(saves).toBeGreaterThan(3);
	const expected = { acknowledged: 2 * events, executions: events, lost: 0, doubled: 0 };
	expect(await countsOf(trigger, sender)).toMatchObject(expected);
});
