import { DuplicateFilter, eventKey } from '../../../nodes/Oration/trigger/duplicates';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A delivery of an event, with what the filter reads of its request and response. */
class Delivery {
	readonly response = { statusCode: 200, writableEnded: false };

	readonly sender = { destroyed: false };

	answer(statusCode: number) {
		this.response.statusCode = statusCode;
		this.response.writableEnded = true;
	}

	hangUp() {
		this.sender.destroyed = true;
	}
}

const claimFor = async (filter: DuplicateFilter, delivery: Delivery, key = 'key', trigger = 't') =>
	await filter.claim(trigger, key, delivery.response, delivery.sender);

/** Delivers an event that n8n then answers, if it is new. */
async function deliver(filter: DuplicateFilter, key = 'key', status = 200, trigger = 't') {
	const delivery = new Delivery();
	const claim = await claimFor(filter, delivery, key, trigger);
	delivery.answer(status);
	return claim;
}

/** Claims that are made at once, each with what it is as soon as that is known. */
function claimAll(filter: DuplicateFilter, deliveries: Delivery[]) {
	const claims: string[] = [];
	deliveries.forEach((delivery, index) => {
		void claimFor(filter, delivery).then((claim) => (claims[index] = claim));
	});
	return claims;
}

const newDeliveries = (count: number) => Array.from({ length: count }, () => new Delivery());

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('DuplicateFilter', () => {
	it('recognizes an event that was accepted', async () => {
		const filter = new DuplicateFilter();
		expect(await deliver(filter)).toBe('new');
		expect(await deliver(filter)).toBe('duplicate');
	});

	it.each([400, 404, 500, 503])('forgets an event that n8n answered with %i', async (status) => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', status);
		expect(await deliver(filter)).toBe('new');
	});

	it.each([200, 202, 303])('remembers an event that n8n answered with %i', async (status) => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', status);
		expect(await deliver(filter)).toBe('duplicate');
	});

	it('lets another event pass while one is in flight', async () => {
		const filter = new DuplicateFilter();
		await claimFor(filter, new Delivery(), 'a');
		expect(await deliver(filter, 'b')).toBe('new');
	});

	it('keeps the events of two triggers apart', async () => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', 200, 'a');
		expect(await deliver(filter, 'key', 200, 'b')).toBe('new');
	});

	it('has deliveries wait while the first one is in flight', async () => {
		const filter = new DuplicateFilter();
		await claimFor(filter, new Delivery());
		const claims = claimAll(filter, newDeliveries(3));
		await jest.advanceTimersByTimeAsync(9 * MINUTE);
		expect(claims).toEqual([]);
	});

	it('takes the waiting deliveries for duplicates once n8n has stored the first one', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first);
		const claims = claimAll(filter, newDeliveries(3));
		await jest.advanceTimersByTimeAsync(SECOND);
		first.answer(200);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['duplicate', 'duplicate', 'duplicate']);
	});

	it('makes only one waiting delivery the new first if n8n failed to store the first one', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first);
		const claims = claimAll(filter, newDeliveries(3));
		first.answer(500);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['new']);
	});

	it('has the others wait for the new first', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		const others = newDeliveries(3);
		await claimFor(filter, first);
		const claims = claimAll(filter, others);
		first.answer(500);
		await jest.advanceTimersByTimeAsync(SECOND);
		others[0]?.answer(200);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['new', 'duplicate', 'duplicate']);
	});

	it('starts nothing for a delivery whose sender hung up while it waited', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		const impatient = new Delivery();
		await claimFor(filter, first);
		const claims = claimAll(filter, [impatient, new Delivery()]);
		impatient.hangUp();
		first.answer(500);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['gone', 'new']);
	});

	it('keeps a first delivery in flight whose sender hung up', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first);
		first.hangUp();
		const claims = claimAll(filter, newDeliveries(1));
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual([]);
		first.answer(200);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['duplicate']);
	});

	it('accepts one waiting delivery once the first one was in flight for more than 10 minutes', async () => {
		const filter = new DuplicateFilter();
		await claimFor(filter, new Delivery());
		const claims = claimAll(filter, newDeliveries(2));
		await jest.advanceTimersByTimeAsync(10 * MINUTE);
		expect(claims).toEqual([]);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['new']);
	});

	it('remembers the newest 1,000 events of a trigger', async () => {
		const filter = new DuplicateFilter();
		for (let number = 0; number <= 1000; number++) await deliver(filter, `key ${number}`);
		expect(await deliver(filter, 'key 1')).toBe('duplicate');
		expect(await deliver(filter, 'key 0')).toBe('new');
	});

	it('remembers the 100 triggers that received the newest events', async () => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', 200, 'busy');
		await deliver(filter, 'key', 200, 'idle');
		for (let number = 0; number < 99; number++) {
			await deliver(filter, 'key', 200, `trigger ${number}`);
			await deliver(filter, 'key', 200, 'busy');
		}
		expect(await deliver(filter, 'key', 200, 'busy')).toBe('duplicate');
		expect(await deliver(filter, 'key', 200, 'idle')).toBe('new');
	});

	it('keeps no response that has ended once another event came', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first, 'a');
		first.answer(200);
		await deliver(filter, 'b');
		// A response that is kept would show this.
		first.answer(500);
		expect(await deliver(filter, 'a')).toBe('duplicate');
	});
});

describe('eventKey', () => {
	it('has 32 hexadecimal digits that do not tell the ID', () => {
		expect(eventKey('conversation.completed', 'evt_of_john_doe')).toMatch(/^[0-9a-f]{32}$/);
	});

	it('differs for two types of event with one ID', () => {
		expect(eventKey('conversation.completed', '1')).not.toBe(
			eventKey('conversation.analysisCompleted', '1'),
		);
	});

	it.each([
		['a', 'bc', 'ab', 'c'],
		['a","b', 'c', 'a', 'b","c'],
		['a', '\ud800', 'a', '\ud801'],
	])('tells %j and %j from %j and %j', (type, id, otherType, otherId) => {
		expect(eventKey(type, id)).not.toBe(eventKey(otherType, otherId));
	});
});
