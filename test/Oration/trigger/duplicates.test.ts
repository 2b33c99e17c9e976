import { DuplicateFilter, eventKey } from '../../../nodes/Oration/trigger/duplicates';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A delivery of an event, with the parts of its request and response that the filter reads. */
class Delivery {
	readonly response = { statusCode: 200, writableEnded: false };

	readonly sender = { destroyed: false };

	respond(statusCode: number) {
		this.response.statusCode = statusCode;
		this.response.writableEnded = true;
	}

	disconnect() {
		this.sender.destroyed = true;
	}
}

const claimFor = async (filter: DuplicateFilter, delivery: Delivery, key = 'key', trigger = 't') =>
	await filter.claim(trigger, key, delivery.response, delivery.sender);

/** Delivers an event, then responds to it. */
async function deliver(filter: DuplicateFilter, key = 'key', status = 200, trigger = 't') {
	const delivery = new Delivery();
	const claim = await claimFor(filter, delivery, key, trigger);
	delivery.respond(status);
	return claim;
}

/** Claims deliveries simultaneously. Returns an array that gets each result when it's available. */
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
	it('detects the duplicate of an accepted event', async () => {
		const filter = new DuplicateFilter();
		expect(await deliver(filter)).toBe('new');
		expect(await deliver(filter)).toBe('duplicate');
	});

	it.each([400, 404, 500, 503])('forgets an event after the status %i', async (status) => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', status);
		expect(await deliver(filter)).toBe('new');
	});

	it.each([200, 202, 303])('remembers an event after the status %i', async (status) => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', status);
		expect(await deliver(filter)).toBe('duplicate');
	});

	it('accepts another event while one is in flight', async () => {
		const filter = new DuplicateFilter();
		await claimFor(filter, new Delivery(), 'a');
		expect(await deliver(filter, 'b')).toBe('new');
	});

	it('separates the events of two triggers', async () => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', 200, 'a');
		expect(await deliver(filter, 'key', 200, 'b')).toBe('new');
	});

	it('makes deliveries wait while the first one is in flight', async () => {
		const filter = new DuplicateFilter();
		await claimFor(filter, new Delivery());
		const claims = claimAll(filter, newDeliveries(3));
		await jest.advanceTimersByTimeAsync(9 * MINUTE);
		expect(claims).toEqual([]);
	});

	it('treats waiting deliveries as duplicates when n8n has stored the first one', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first);
		const claims = claimAll(filter, newDeliveries(3));
		await jest.advanceTimersByTimeAsync(SECOND);
		first.respond(200);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['duplicate', 'duplicate', 'duplicate']);
	});

	it('accepts only one waiting delivery if n8n failed to store the first one', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first);
		const claims = claimAll(filter, newDeliveries(3));
		first.respond(500);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['new']);
	});

	it('makes the other deliveries wait for the newly accepted one', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		const others = newDeliveries(3);
		await claimFor(filter, first);
		const claims = claimAll(filter, others);
		first.respond(500);
		await jest.advanceTimersByTimeAsync(SECOND);
		others[0]?.respond(200);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['new', 'duplicate', 'duplicate']);
	});

	it('skips a waiting delivery if the connection was cut off', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		const disconnected = new Delivery();
		await claimFor(filter, first);
		const claims = claimAll(filter, [disconnected, new Delivery()]);
		disconnected.disconnect();
		first.respond(500);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['disconnected', 'new']);
	});

	it('keeps the first delivery in flight if the connection was cut off', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first);
		first.disconnect();
		const claims = claimAll(filter, newDeliveries(1));
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual([]);
		first.respond(200);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(claims).toEqual(['duplicate']);
	});

	it('accepts one waiting delivery after the first one was in flight for more than 10 minutes', async () => {
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

	it('releases an ended response when another event arrives', async () => {
		const filter = new DuplicateFilter();
		const first = new Delivery();
		await claimFor(filter, first, 'a');
		first.respond(200);
		await deliver(filter, 'b');
		// If the filter still had the response, it would read this status.
		first.respond(500);
		expect(await deliver(filter, 'a')).toBe('duplicate');
	});
});

describe('eventKey', () => {
	it('returns 32 hexadecimal digits that do not reveal the ID', () => {
		expect(eventKey('conversation.completed', 'evt_of_john_doe')).toMatch(/^[0-9a-f]{32}$/);
	});

	it('differs for two event types with the same ID', () => {
		expect(eventKey('conversation.completed', '1')).not.toBe(
			eventKey('conversation.analysisCompleted', '1'),
		);
	});

	it.each([
		['a', 'bc', 'ab', 'c'],
		['a","b', 'c', 'a', 'b","c'],
		['a', '\ud800', 'a', '\ud801'],
	])('separates %j and %j from %j and %j', (type, id, otherType, otherId) => {
		expect(eventKey(type, id)).not.toBe(eventKey(otherType, otherId));
	});
});
