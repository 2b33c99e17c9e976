import { randomUUID } from 'node:crypto';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import { sampleFile } from '../events';
import { Instance, send, type TriggerUnderTest } from './instance';

jest.setTimeout(240_000);

const newEvent = (): OrationEvent => ({
	...sampleFile('analysis-completed.realistic'),
	eventId: randomUUID(),
});

const many = (count: number) => Array.from({ length: count }, newEvent);

/** Sends events in turn over as many connections, and gives those that were answered 200. */
async function sendAll(url: string, events: OrationEvent[], concurrency: number) {
	const acknowledged: OrationEvent[] = [];
	const waiting = [...events];
	const sender = async () => {
		for (let event = waiting.pop(); event; event = waiting.pop()) {
			const { status } = await send(url, event);
			if (status === 200) acknowledged.push(event);
		}
	};
	await Promise.all(Array.from({ length: concurrency }, sender));
	return acknowledged;
}

const shuffled = <T>(list: T[]): T[] =>
	list
		.map((item) => ({ item, place: Math.random() }))
		.sort((one, other) => one.place - other.place)
		.map(({ item }) => item);

/** How the events that were sent compare with the executions. */
async function countsOf(
	trigger: TriggerUnderTest,
	sent: OrationEvent[],
	acknowledged: OrationEvent[],
	atLeast: number,
) {
	const executions = await trigger.executions(atLeast);
	const executed = executions.map(({ items }) => items[0]?.eventId);
	const known = new Set(executed);
	return {
		sent: sent.length,
		acknowledged: acknowledged.length,
		executions: executed.length,
		lost: acknowledged.filter(({ eventId }) => !known.has(String(eventId))).length,
		doubled: executed.length - known.size,
	};
}

describe('deliveries', () => {
	let n8n: Instance;

	beforeAll(async () => {
		n8n = await Instance.start();
	}, 240_000);

	afterAll(async () => {
		await n8n.stop();
	});

	it('start one execution for 30 simultaneous copies of an event', async () => {
		const trigger = await n8n.trigger({ output: 'selectedFields', fields: ['eventId'] });
		const copies = Array<OrationEvent>(30).fill(newEvent());
		const acknowledged = await sendAll(trigger.url, copies, 30);
		expect(await countsOf(trigger, copies, acknowledged, 1)).toEqual({
			sent: 30,
			acknowledged: 30,
			executions: 1,
			lost: 0,
			doubled: 0,
		});
	});

	it('start one execution for each of 200 events that come three times, also after a restart', async () => {
		const trigger = await n8n.trigger({ output: 'selectedFields', fields: ['eventId'] });
		const events = many(200);
		const copies = shuffled([...events, ...events, ...events]);
		const acknowledged = await sendAll(trigger.url, copies, 16);
		const expected = { executions: 200, lost: 0, doubled: 0 };
		expect(await countsOf(trigger, copies, acknowledged, 200)).toEqual({
			sent: 600,
			acknowledged: 600,
			...expected,
		});

		await n8n.restart();
		await trigger.published();
		const again = await sendAll(trigger.url, shuffled(events), 16);
		expect(await countsOf(trigger, events, again, 200)).toEqual({
			sent: 200,
			acknowledged: 200,
			...expected,
		});
	});
});
