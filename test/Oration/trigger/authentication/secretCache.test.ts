import { SecretCache } from '../../../../nodes/Oration/trigger/authentication/secretCache';
import { useClock } from '../../clock';
import { webhookContext, type WebhookRequest } from '../../webhookContext';

const SECOND = 1000;
const MISSING = "The shared secret is missing. Send it in the header 'x-oration-secret'.";
const WRONG = "The shared secret in the header 'x-oration-secret' doesn't match the secret in n8n.";
const UNAVAILABLE = "The shared secret can't be loaded";
const ACCEPTED = undefined;

useClock();

/** A credential, and its cache. */
class Setup {
	readonly cache = new SecretCache();

	loads = 0;

	constructor(public saved: string | Error) {}

	/** Sends a request with a secret. Returns why it's rejected. */
	async send(sent?: string, request: WebhookRequest = {}) {
		const { saved } = this;
		const { context } = webhookContext({
			headers: { 'x-oration-secret': sent },
			credentialId: 'c',
			credential: saved instanceof Error ? saved : { secret: saved },
			...request,
		});
		try {
			return (await this.cache.rejection(context, context.getNode().id))?.message;
		} finally {
			this.loads += context.getCredentials.mock.calls.length;
		}
	}
}

/** Returns a credential whose secret was loaded once, and then changed. */
async function changedSecret() {
	const setup = new Setup('old');
	expect(await setup.send('old')).toBe(ACCEPTED);
	setup.saved = 'new';
	return setup;
}

describe('SecretCache', () => {
	it.each([
		['a', ACCEPTED],
		['wrong', WRONG],
		[undefined, MISSING],
	])('loads the secret once for three simultaneous requests with %j', async (sent, rejection) => {
		const setup = new Setup('a');
		const results = await Promise.all([1, 2, 3].map(async () => await setup.send(sent)));
		expect(results).toEqual(Array(3).fill(rejection));
		expect(setup.loads).toBe(1);
	});

	it.each([
		[9999, 1],
		[10_000, 2],
	])('after %i ms, has loaded the secret %i times', async (age, loads) => {
		const setup = new Setup('a');
		await setup.send('a');
		jest.advanceTimersByTime(age);
		expect(await setup.send('a')).toBe(ACCEPTED);
		expect(setup.loads).toBe(loads);
	});

	it.each([
		[0, WRONG, 1],
		[999, WRONG, 1],
		[1000, ACCEPTED, 2],
	])('for a changed secret %i ms after the load: %s', async (age, rejection, loads) => {
		const setup = await changedSecret();
		jest.advanceTimersByTime(age);
		expect(await setup.send('new')).toBe(rejection);
		expect(setup.loads).toBe(loads);
	});

	it('rejects the old secret after a request with the new one, or after 10 seconds', async () => {
		const [setup, unused] = [await changedSecret(), await changedSecret()];
		jest.advanceTimersByTime(SECOND);
		await setup.send('new');
		expect(await setup.send('old')).toBe(WRONG);
		jest.advanceTimersByTime(9 * SECOND);
		expect(await unused.send('old')).toBe(WRONG);
	});

	it('loads the secret at most once per second during a flood of wrong secrets', async () => {
		const setup = new Setup('a');
		for (let request = 0; request < 500; request++) {
			expect(await setup.send('wrong')).toBe(WRONG);
			expect(await setup.send('a')).toBe(ACCEPTED);
			jest.advanceTimersByTime(10);
		}
		expect(setup.loads).toBe(5);
	});

	it('fails if the credential was deleted more than 10 seconds ago', async () => {
		const setup = new Setup('a');
		await setup.send('a');
		setup.saved = new Error('not found');
		jest.advanceTimersByTime(10 * SECOND);
		await expect(setup.send('a')).rejects.toThrow(UNAVAILABLE);
	});

	it('does not cache errors', async () => {
		const setup = new Setup(new Error('not found'));
		await expect(setup.send('a')).rejects.toThrow(UNAVAILABLE);
		setup.saved = 'a';
		expect(await setup.send('a')).toBe(ACCEPTED);
	});

	it('loads the secret of another credential or trigger immediately', async () => {
		const setup = await changedSecret();
		expect(await setup.send('new', { credentialId: 'other' })).toBe(ACCEPTED);
		expect(await setup.send('old', { credentialId: 'other' })).toBe(WRONG);
		expect(await setup.send('new', { nodeId: 'other' })).toBe(ACCEPTED);
	});

	it('loads the secret every time in test mode, without caching it', async () => {
		const setup = new Setup('a');
		for (const mode of ['manual', 'manual', 'webhook'] as const) await setup.send('a', { mode });
		expect(setup.loads).toBe(3);
	});

	it('caches 100 secrets', async () => {
		const setup = new Setup('a');
		for (let number = 0; number <= 100; number++) await setup.send('a', { nodeId: `${number}` });
		setup.loads = 0;
		await setup.send('a', { nodeId: '1' });
		expect(setup.loads).toBe(0);
		await setup.send('a', { nodeId: '0' });
		expect(setup.loads).toBe(1);
	});
});

describe('claimVisibleFailure', () => {
	it.each([
		[0, false],
		[9999, false],
		[10_000, true],
	])('%i ms after a failure: %j', (age, isVisible) => {
		const cache = new SecretCache();
		expect(cache.claimVisibleFailure('t')).toBe(true);
		jest.advanceTimersByTime(age);
		expect(cache.claimVisibleFailure('t')).toBe(isVisible);
	});

	it('counts from the last visible failure, not from those after it', () => {
		const cache = new SecretCache();
		cache.claimVisibleFailure('t');
		jest.advanceTimersByTime(6000);
		cache.claimVisibleFailure('t');
		jest.advanceTimersByTime(4000);
		expect(cache.claimVisibleFailure('t')).toBe(true);
	});

	it('separates triggers, and remembers 100 of them', () => {
		const cache = new SecretCache();
		for (let trigger = 0; trigger <= 100; trigger++) cache.claimVisibleFailure(`${trigger}`);
		expect([cache.claimVisibleFailure('1'), cache.claimVisibleFailure('0')]).toEqual([false, true]);
	});
});
