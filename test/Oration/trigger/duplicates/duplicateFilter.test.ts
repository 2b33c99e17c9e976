import {
	DuplicateFilter,
	eventKey,
} from '../../../../nodes/Oration/trigger/duplicates/duplicateFilter';
import type { StoreResult } from '../../../../nodes/Oration/trigger/duplicates/whenStored';
import { useClock } from '../../clock';

/** A delivery of an event, with what the filter reads of it. */
class Delivery {
	resolve: (result: StoreResult) => void = () => {};

	readonly stored = new Promise<StoreResult>((resolve) => {
		this.resolve = resolve;
	});

	readonly sender = { destroyed: false };
}

const claimFor = async (filter: DuplicateFilter, delivery: Delivery, key = 'key', trigger = 't') =>
	await filter.claim(trigger, key, delivery.stored, delivery.sender);

/** Delivers an event, and lets n8n store it. */
async function deliver(
	filter: DuplicateFilter,
	key = 'key',
	result: StoreResult = 'stored',
	trigger = 't',
) {
	const delivery = new Delivery();
	const claim = await claimFor(filter, delivery, key, trigger);
	delivery.resolve(result);
	await settle();
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

/** Runs all pending callbacks of promises. */
const settle = async () => await jest.advanceTimersByTimeAsync(0);

useClock();

describe('DuplicateFilter', () => {
	it.each<[result: StoreResult, next: string]>([
		['stored', 'duplicate'],
		['failed', 'new'],
		['unknown', 'new'],
	])('claims the next delivery of an event that was %s as %s', async (result, next) => {
		const filter = new DuplicateFilter();
		expect(await deliver(filter, 'key', result)).toBe('new');
		expect(await deliver(filter)).toBe(next);
	});

	it('accepts another event while one is in flight', async () => {
		const filter = new DuplicateFilter();
		await claimFor(filter, new Delivery(), 'a');
		expect(await deliver(filter, 'b')).toBe('new');
	});

	it('separates the events of two triggers', async () => {
		const filter = new DuplicateFilter();
		await deliver(filter, 'key', 'stored', 'a');
		expect(await deliver(filter, 'key', 'stored', 'b')).toBe('new');
	});

	describe('while the first delivery is in flight', () => {
		/** Returns the claims of other deliveries, and the first delivery. */
		const wait = async (others: Delivery[]) => {
			const filter = new DuplicateFilter();
			const first = new Delivery();
			await claimFor(filter, first);
			return { first, claims: claimAll(filter, others) };
		};

		it('makes others wait', async () => {
			const { claims } = await wait(newDeliveries(3));
			await settle();
			expect(claims).toEqual([]);
		});

		it.each<[result: StoreResult, claims: string[]]>([
			['stored', ['duplicate', 'duplicate', 'duplicate']],
			['failed', ['new']],
			['unknown', ['new']],
		])('claims for others, when it is %s: %j', async (result, expected) => {
			const { first, claims } = await wait(newDeliveries(3));
			first.resolve(result);
			await settle();
			expect(claims).toEqual(expected);
		});

		it('makes the others wait for the one that is accepted instead', async () => {
			const others = newDeliveries(3);
			const { first, claims } = await wait(others);
			first.resolve('failed');
			await settle();
			others[0]?.resolve('stored');
			await settle();
			expect(claims).toEqual(['new', 'duplicate', 'duplicate']);
		});

		it('skips a delivery whose connection was cut off', async () => {
			const disconnected = new Delivery();
			const { first, claims } = await wait([disconnected, new Delivery()]);
			disconnected.sender.destroyed = true;
			first.resolve('failed');
			await settle();
			expect(claims).toEqual(['disconnected', 'new']);
		});

		it('makes others wait even if its own connection was cut off', async () => {
			const { first, claims } = await wait(newDeliveries(1));
			first.sender.destroyed = true;
			await settle();
			expect(claims).toEqual([]);
		});
	});

	it('remembers the newest 1,000 events of a trigger', async () => {
		const filter = new DuplicateFilter();
		for (let number = 0; number <= 1000; number++) await deliver(filter, `key ${number}`);
		expect(await deliver(filter, 'key 1')).toBe('duplicate');
		expect(await deliver(filter, 'key 0')).toBe('new');
	});

	it('remembers the 100 triggers that received the newest events', async () => {
		const filter = new DuplicateFilter();
		const deliverTo = async (trigger: string) => await deliver(filter, 'key', 'stored', trigger);
		await deliverTo('busy');
		await deliverTo('idle');
		for (let number = 0; number < 99; number++) {
			await deliverTo(`trigger ${number}`);
			await deliverTo('busy');
		}
		expect(await deliverTo('busy')).toBe('duplicate');
		expect(await deliverTo('idle')).toBe('new');
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
