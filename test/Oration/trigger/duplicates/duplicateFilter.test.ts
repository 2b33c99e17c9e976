import {
	DuplicateFilter,
	eventKey,
} from '../../../../nodes/Oration/trigger/duplicates/duplicateFilter';
import type { StoreResult } from '../../../../nodes/Oration/trigger/duplicates/whenStored';
import { useClock } from '../../clock';

useClock();

/** Runs all pending callbacks of promises. */
const settle = async () => await jest.advanceTimersByTimeAsync(0);

/** Starts a delivery of an event. Returns its claim, what the filter reads of its sender, and how n8n stores it. */
function start(filter: DuplicateFilter, key = 'key', trigger = 't') {
	let store: (result: StoreResult) => void = () => {};
	const stored = new Promise<StoreResult>((resolve) => (store = resolve));
	const delivery = { claim: 'waits', sender: { destroyed: false }, store };
	void filter.claim(trigger, key, stored, delivery.sender).then((claim) => {
		delivery.claim = claim;
	});
	return delivery;
}

/** Delivers an event, and lets n8n store it. */
async function deliver(filter: DuplicateFilter, key = 'key', trigger = 't') {
	const delivery = start(filter, key, trigger);
	await settle();
	delivery.store('stored');
	await settle();
	return delivery.claim;
}

describe('DuplicateFilter', () => {
	it.each<[result: StoreResult, claims: string[]]>([
		['stored', ['new', 'duplicate', 'duplicate', 'duplicate']],
		['failed', ['new', 'new', 'waits', 'waits']],
		['unknown', ['new', 'new', 'waits', 'waits']],
	])('lets deliveries wait until it is known whether the first is %s', async (result, claims) => {
		const filter = new DuplicateFilter();
		const first = start(filter);
		const deliveries = [first, ...[1, 2, 3].map(() => start(filter))];
		first.sender.destroyed = true;
		await settle();
		expect(deliveries.map(({ claim }) => claim)).toEqual(['new', 'waits', 'waits', 'waits']);
		first.store(result);
		await settle();
		expect(deliveries.map(({ claim }) => claim)).toEqual(claims);
	});

	it('lets deliveries wait for the one that is accepted instead, unless their sender hung up', async () => {
		const filter = new DuplicateFilter();
		const [first, disconnected] = [start(filter), start(filter)];
		const [second, third] = [start(filter), start(filter)];
		await settle();
		disconnected.sender.destroyed = true;
		first.store('failed');
		await settle();
		second.store('stored');
		await settle();
		const claims = [disconnected, second, third].map(({ claim }) => claim);
		expect(claims).toEqual(['disconnected', 'new', 'duplicate']);
	});

	it('separates events and triggers', async () => {
		const filter = new DuplicateFilter();
		start(filter, 'a');
		expect(await deliver(filter, 'b')).toBe('new');
		expect(await deliver(filter, 'b', 'other')).toBe('new');
	});

	it('remembers the newest 1,000 events of a trigger', async () => {
		const filter = new DuplicateFilter();
		for (let number = 0; number <= 1000; number++) await deliver(filter, `key ${number}`);
		expect(await deliver(filter, 'key 1')).toBe('duplicate');
		expect(await deliver(filter, 'key 0')).toBe('new');
	});

	it('remembers the 100 triggers that received the newest events', async () => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', 'busy');
		await deliver(filter, 'key', 'idle');
		for (let number = 0; number < 99; number++) {
			await deliver(filter, 'key', `trigger ${number}`);
			await deliver(filter, 'key', 'busy');
		}
		expect(await deliver(filter, 'key', 'busy')).toBe('duplicate');
		expect(await deliver(filter, 'key', 'idle')).toBe('new');
	});
});

describe('eventKey', () => {
	it('returns 32 hexadecimal digits that do not reveal the ID', () => {
		expect(eventKey('conversation.completed', 'evt_of_john_doe')).toMatch(/^[0-9a-f]{32}$/);
	});

	it.each([
		['conversation.completed', '1', 'conversation.analysisCompleted', '1'],
		['a', 'bc', 'ab', 'c'],
		['a","b', 'c', 'a', 'b","c'],
		['a', '\ud800', 'a', '\ud801'],
	])('separates %j and %j from %j and %j', (type, id, otherType, otherId) => {
		expect(eventKey(type, id)).not.toBe(eventKey(otherType, otherId));
	});
});
