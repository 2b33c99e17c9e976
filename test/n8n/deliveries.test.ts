import { Instance } from './instance';
import { countsOf, forEach, many, newEvent, OUTPUT, Sender, shuffled } from './load';

jest.setTimeout(600_000);

let n8n: Instance;

beforeAll(async () => {
	n8n = await Instance.start({ N8N_LOG_LEVEL: 'info' });
});

afterAll(async () => {
	await n8n.stop();
});

it('30 simultaneous copies of an event start one execution', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const event = newEvent();
	await forEach(Array(30).fill(event), 30, async () => await sender.deliver(trigger.url, event));
	await trigger.executions(1);
	expect(await countsOf(trigger, sender)).toEqual({
		acknowledged: 30,
		executions: 1,
		lost: 0,
		doubled: 0,
	});
});

it('200 events that come three times start 200 executions, and none after a restart', async () => {
	const trigger = await n8n.trigger(OUTPUT);
	const sender = new Sender();
	const events = many(200);
	const copies = shuffled([...events, ...events, ...events]);
	await forEach(copies, 16, async (event) => await sender.deliver(trigger.url, event));
	await trigger.executions(200);
	const expected = { executions: 200, lost: 0, doubled: 0 };
	expect(await countsOf(trigger, sender)).toEqual({ acknowledged: 600, ...expected });

	await n8n.restart();
	await trigger.published();
	await forEach(events, 16, async (event) => await sender.deliver(trigger.url, event));
	expect(await countsOf(trigger, sender)).toEqual({ acknowledged: 800, ...expected });
});
