/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   the response is an event emitter of Node.js; nothing of this is published */
import { EventEmitter } from 'node:events';
import type { IDataObject } from 'n8n-workflow';
import { deliveriesOf } from '../../../nodes/Oration/trigger/deliveries';

/** A response as n8n leaves it: answered with a status, or with its connection ended. */
class FakeResponse extends EventEmitter {
	statusCode = 200;

	writableFinished = false;

	closed = false;

	answer(status: number) {
		this.statusCode = status;
		this.writableFinished = true;
		this.end();
	}

	end() {
		this.closed = true;
		this.emit('close');
	}
}

let triggerCount = 0;

/** One trigger of which nothing is known yet. */
const newTrigger = () => deliveriesOf('w', `node ${(triggerCount += 1)}`);

/** What is in the static data once n8n has saved it and read it again. */
const saved = (staticData: IDataObject): IDataObject => JSON.parse(JSON.stringify(staticData));

const savedEvents = (staticData?: IDataObject) => String(staticData?.events).split(' ');

/** Takes an event that n8n then stores and answers. */
async function accept(
	trigger: ReturnType<typeof deliveriesOf>,
	eventId: string,
	loaded: IDataObject = {},
) {
	const staticData = { ...loaded };
	const response = new FakeResponse();
	const taken = await trigger.take(eventId, staticData, response);
	response.answer(200);
	return { taken, saved: saved(staticData) };
}

describe('deliveries of a trigger', () => {
	it('take an event once', async () => {
		const trigger = newTrigger();
		expect((await accept(trigger, 'evt_1')).taken).toBe(true);
		expect((await accept(trigger, 'evt_1')).taken).toBe(false);
		expect((await accept(trigger, 'evt_2')).taken).toBe(true);
	});

	it('have copies wait for the first, and not take them where it was stored', async () => {
		const trigger = newTrigger();
		const first = new FakeResponse();
		await trigger.take('evt_1', {}, first);
		const outcomes: boolean[] = [];
		const copies = [1, 2, 3].map(async () => {
			outcomes.push(await trigger.take('evt_1', {}, new FakeResponse()));
		});
		await Promise.resolve();
		expect(outcomes).toEqual([]);
		first.answer(200);
		await Promise.all(copies);
		expect(outcomes).toEqual([false, false, false]);
	});

	it.each([
		['was answered 500', (response: FakeResponse) => response.answer(500)],
		['was answered 404', (response: FakeResponse) => response.answer(404)],
		['lost its connection', (response: FakeResponse) => response.end()],
	])('take one of the waiting copies where the first %s', async (_, end) => {
		const trigger = newTrigger();
		const first = new FakeResponse();
		const responses = [new FakeResponse(), new FakeResponse(), new FakeResponse()];
		await trigger.take('evt_1', {}, first);
		const copies = responses.map(async (response) => {
			const taken = await trigger.take('evt_1', {}, response);
			if (taken) response.answer(200);
			return taken;
		});
		end(first);
		expect((await Promise.all(copies)).filter((taken) => taken)).toHaveLength(1);
	});

	it('take the next copy of an event whose first was not stored', async () => {
		const trigger = newTrigger();
		const first = new FakeResponse();
		await trigger.take('evt_1', {}, first);
		first.answer(503);
		expect((await accept(trigger, 'evt_1')).taken).toBe(true);
	});

	it('do not wait for a connection that has ended before', async () => {
		const trigger = newTrigger();
		const dead = new FakeResponse();
		dead.end();
		expect(await trigger.take('evt_1', {}, dead)).toBe(true);
		expect((await accept(trigger, 'evt_1')).taken).toBe(true);
	});

	it('know an event whose connection ended after n8n had stored it', async () => {
		const trigger = newTrigger();
		const first = new FakeResponse();
		const staticData = {};
		await trigger.take('evt_1', staticData, first);
		saved(staticData);
		first.end();
		expect((await accept(trigger, 'evt_1')).taken).toBe(false);
	});

	it('let different events pass at once', async () => {
		const trigger = newTrigger();
		await trigger.take('evt_1', {}, new FakeResponse());
		expect(await trigger.take('evt_2', {}, new FakeResponse())).toBe(true);
	});

	it('leave the static data alone for an event that is not taken', async () => {
		const trigger = newTrigger();
		await accept(trigger, 'evt_1');
		const staticData = {};
		await trigger.take('evt_1', staticData, new FakeResponse());
		expect(staticData).toEqual({});
	});

	it('are known to another process from the static data', async () => {
		const { saved: staticData } = await accept(newTrigger(), 'evt_1');
		const other = newTrigger();
		expect((await accept(other, 'evt_1', staticData)).taken).toBe(false);
		expect((await accept(other, 'evt_2', staticData)).taken).toBe(true);
	});

	it('save an event as 20 characters that do not tell its ID', async () => {
		const { saved: staticData } = await accept(newTrigger(), 'evt_of_john_doe');
		expect(staticData).toEqual({ events: expect.stringMatching(/^[\w-]{20}$/) });
	});

	it('erase none of the events that were in flight together', async () => {
		const trigger = newTrigger();
		const inFlight = await Promise.all(
			['evt_1', 'evt_2', 'evt_3'].map(async (eventId) => {
				const staticData = {};
				const response = new FakeResponse();
				await trigger.take(eventId, staticData, response);
				return { staticData, response };
			}),
		);
		const [last] = inFlight.map(({ staticData }) => saved(staticData)).reverse();
		expect(savedEvents(last)).toHaveLength(3);
	});

	it('do not save an event that is not stored yet', async () => {
		const trigger = newTrigger();
		await trigger.take('evt_1', {}, new FakeResponse());
		const { saved: staticData } = await accept(trigger, 'evt_2');
		expect(savedEvents(staticData)).toHaveLength(1);
		expect((await accept(newTrigger(), 'evt_1', staticData)).taken).toBe(true);
	});

	it('keep what another process has saved', async () => {
		const { saved: ofOther } = await accept(newTrigger(), 'evt_1');
		const { saved: ofBoth } = await accept(newTrigger(), 'evt_2', ofOther);
		expect(savedEvents(ofBoth)).toHaveLength(2);
	});

	it('keep the newest 1,000 events, also among those of another process', async () => {
		jest.useFakeTimers({ now: 1_775_000_000_000 });
		const trigger = newTrigger();
		let staticData: IDataObject = {};
		for (let number = 1; number <= 1001; number++) {
			jest.advanceTimersByTime(1);
			staticData = (await accept(trigger, `evt_${number}`, staticData)).saved;
		}
		expect(savedEvents(staticData)).toHaveLength(1000);
		expect((await accept(newTrigger(), 'evt_1', staticData)).taken).toBe(true);
		expect((await accept(newTrigger(), 'evt_2', staticData)).taken).toBe(false);
		expect((await accept(newTrigger(), 'evt_1001', staticData)).taken).toBe(false);

		jest.advanceTimersByTime(1);
		const other = newTrigger();
		const { saved: newer } = await accept(other, 'evt_of_other', staticData);
		expect(savedEvents(newer)).toHaveLength(1000);
		expect((await accept(newTrigger(), 'evt_2', newer)).taken).toBe(true);
		expect((await accept(newTrigger(), 'evt_of_other', newer)).taken).toBe(false);
		jest.useRealTimers();
	});

	it.each([
		[null],
		['text'],
		[7],
		[{}],
		[['a', null]],
		[['', 'x', 'z'.repeat(21), '__proto__', 'mhxxxxxx/abcdefghijk', '\n'].join(' ')],
	])('start afresh where %j is saved', async (garbage) => {
		const { taken, saved: staticData } = await accept(newTrigger(), 'evt_1', { events: garbage });
		expect(taken).toBe(true);
		expect(savedEvents(staticData)).toHaveLength(1);
	});

	it('take any text for an ID', async () => {
		const trigger = newTrigger();
		for (const eventId of ['__proto__', 'constructor', '\0', '\ud800', 'x'.repeat(1_000_000)]) {
			expect((await accept(trigger, eventId)).taken).toBe(true);
			expect((await accept(trigger, eventId)).taken).toBe(false);
		}
	});
});

describe('deliveriesOf', () => {
	it('gives each node of each workflow its own', async () => {
		await accept(deliveriesOf('w1', 'n1'), 'evt_1');
		expect((await accept(deliveriesOf('w1', 'n2'), 'evt_1')).taken).toBe(true);
		expect((await accept(deliveriesOf('w2', 'n1'), 'evt_1')).taken).toBe(true);
		expect((await accept(deliveriesOf('w1', 'n1'), 'evt_1')).taken).toBe(false);
	});

	it('forgets the least used of more than 100, but none with an event in flight', async () => {
		await accept(deliveriesOf('w', 'idle'), 'evt_1');
		const response = new FakeResponse();
		const busy = deliveriesOf('w', 'busy');
		await busy.take('evt_1', {}, response);
		for (let number = 0; number < 100; number++) await accept(deliveriesOf('w', `${number}`), 'e');
		expect(deliveriesOf('w', 'busy')).toBe(busy);
		expect((await accept(deliveriesOf('w', 'idle'), 'evt_1')).taken).toBe(true);
		response.answer(200);
	});
});
