import { mock } from 'jest-mock-extended';
import { sleep, type INode, type IWebhookFunctions } from 'n8n-workflow';
import { SecretCache } from '../../../../nodes/Oration/trigger/authentication/secretCache';

const SECOND = 1000;
const MISSING = "The shared secret is missing. Send it in the header 'x-oration-secret'.";
const WRONG = "The shared secret in the header 'x-oration-secret' doesn't match the secret in n8n.";

interface Request {
	sent?: string;
	mode?: 'webhook' | 'manual';
	nodeId?: string;
	credentialId?: string;
	hasCredential?: boolean;
}

/** A credential that n8n loads in 100 ms, and its cache. */
class Setup {
	readonly cache = new SecretCache();

	loads = 0;

	constructor(public saved: string | Error) {}

	/** Sends a request. Returns an object that gets the result when it's available. */
	send({
		sent,
		mode = 'webhook',
		nodeId = 'n',
		credentialId = 'c',
		hasCredential = true,
	}: Request) {
		const orationWebhookSecretApi = { id: credentialId, name: 'Secret' };
		const context = mock<IWebhookFunctions>({
			getRequestObject: () =>
				Object.assign(mock<ReturnType<IWebhookFunctions['getRequestObject']>>(), {
					headers: { 'x-oration-secret': sent },
					query: {},
				}),
			getMode: () => mode,
			getWorkflow: () => ({ id: 'w', active: true }),
			getNode: () =>
				mock<INode>({
					id: nodeId,
					credentials: hasCredential ? { orationWebhookSecretApi } : undefined,
				}),
		});
		context.getCredentials.mockImplementation(async <T extends object>() => {
			this.loads += 1;
			const { saved } = this;
			await sleep(100);
			if (saved instanceof Error) throw saved;
			return Object.assign(mock<T>(), { secret: saved, sentIn: 'header', headerName: '' });
		});
		const result: { accepted?: boolean; rejected?: string; error?: string } = {};
		this.cache.rejection(context, nodeId).then(
			(rejection) =>
				Object.assign(
					result,
					rejection === undefined ? { accepted: true } : { rejected: rejection.message },
				),
			(error: Error) => Object.assign(result, { error: error.message }),
		);
		return result;
	}

	/** Sends a request and waits until the secret is loaded once. */
	async sendAndWait(request: Request) {
		const result = this.send(request);
		await jest.advanceTimersByTimeAsync(110);
		return result;
	}
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('SecretCache', () => {
	it('accepts a request with the secret', async () => {
		expect(await new Setup('a').sendAndWait({ sent: 'a' })).toEqual({ accepted: true });
	});

	it('loads the secret once in 10 seconds', async () => {
		const setup = new Setup('a');
		for (let second = 0; second < 10; second++) {
			expect(await setup.sendAndWait({ sent: 'a' })).toEqual({ accepted: true });
			await jest.advanceTimersByTimeAsync(SECOND - 110);
		}
		expect(setup.loads).toBe(1);
		await setup.sendAndWait({ sent: 'a' });
		expect(setup.loads).toBe(2);
	});

	it('loads the secret once for simultaneous requests', async () => {
		const setup = new Setup('a');
		const results = [1, 2, 3].map(() => setup.send({ sent: 'a' }));
		await jest.advanceTimersByTimeAsync(100);
		expect(results).toEqual(Array(3).fill({ accepted: true }));
		expect(setup.loads).toBe(1);
	});

	it.each([
		['wrong', WRONG],
		[undefined, MISSING],
	])('rejects the first request with %j immediately', async (sent, rejected) => {
		const setup = new Setup('a');
		expect(await setup.sendAndWait({ sent })).toEqual({ rejected });
		expect(setup.loads).toBe(1);
	});

	it('accepts a changed secret with the first request', async () => {
		const setup = new Setup('old');
		await setup.sendAndWait({ sent: 'old' });
		await jest.advanceTimersByTimeAsync(SECOND);
		setup.saved = 'new';
		expect(await setup.sendAndWait({ sent: 'new' })).toEqual({ accepted: true });
	});

	it('rejects a secret immediately that changed less than a second after the last load', async () => {
		const setup = new Setup('old');
		await setup.sendAndWait({ sent: 'old' });
		setup.saved = 'new';
		expect(await setup.sendAndWait({ sent: 'new' })).toEqual({ rejected: WRONG });
		expect(setup.loads).toBe(1);
	});

	it('accepts a changed secret a second after the last load', async () => {
		const setup = new Setup('old');
		await setup.sendAndWait({ sent: 'old' });
		setup.saved = 'new';
		await setup.sendAndWait({ sent: 'new' });
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(await setup.sendAndWait({ sent: 'new' })).toEqual({ accepted: true });
	});

	it('rejects the old secret after a request with the new one', async () => {
		const setup = new Setup('old');
		await setup.sendAndWait({ sent: 'old' });
		setup.saved = 'new';
		await jest.advanceTimersByTimeAsync(SECOND);
		await setup.sendAndWait({ sent: 'new' });
		expect(await setup.sendAndWait({ sent: 'old' })).toEqual({ rejected: WRONG });
	});

	it('rejects the old secret 10 seconds after it was loaded', async () => {
		const setup = new Setup('old');
		await setup.sendAndWait({ sent: 'old' });
		setup.saved = 'new';
		await jest.advanceTimersByTimeAsync(10 * SECOND);
		expect(await setup.sendAndWait({ sent: 'old' })).toEqual({ rejected: WRONG });
	});

	it('loads the secret at most once per second during a flood of wrong secrets', async () => {
		const setup = new Setup('a');
		await setup.sendAndWait({ sent: 'a' });
		const results = [];
		for (let request = 0; request < 500; request++) {
			results.push(setup.send({ sent: 'wrong' }));
			await jest.advanceTimersByTimeAsync(10);
		}
		expect(setup.loads).toBeLessThanOrEqual(6);
		await jest.advanceTimersByTimeAsync(2 * SECOND);
		expect(results).toEqual(Array(500).fill({ rejected: WRONG }));
	});

	it('accepts the secret without waiting during a flood', async () => {
		const setup = new Setup('a');
		await setup.sendAndWait({ sent: 'a' });
		setup.send({ sent: 'wrong' });
		expect(await setup.sendAndWait({ sent: 'a' })).toEqual({ accepted: true });
		expect(setup.loads).toBe(1);
	});

	it('fails if the credential was deleted more than 10 seconds ago', async () => {
		const setup = new Setup('a');
		await setup.sendAndWait({ sent: 'a' });
		setup.saved = new Error('not found');
		await jest.advanceTimersByTimeAsync(10 * SECOND);
		expect(await setup.sendAndWait({ sent: 'a' })).toEqual({
			error: "The shared secret can't be loaded",
		});
	});

	it('does not cache errors', async () => {
		const setup = new Setup(new Error('not found'));
		await setup.sendAndWait({ sent: 'a' });
		setup.saved = 'a';
		expect(await setup.sendAndWait({ sent: 'a' })).toEqual({ accepted: true });
	});

	it('fails if the node has no credential', async () => {
		const setup = new Setup(new Error('not selected'));
		expect(await setup.sendAndWait({ sent: 'a', hasCredential: false })).toEqual({
			error: "The shared secret can't be loaded",
		});
	});

	it('loads another selected credential immediately', async () => {
		const setup = new Setup('old');
		await setup.sendAndWait({ sent: 'old' });
		setup.saved = 'new';
		const results = [{ sent: 'new' }, { sent: 'old' }].map((request) =>
			setup.send({ ...request, credentialId: 'other' }),
		);
		await jest.advanceTimersByTimeAsync(110);
		expect(results[0]).toEqual({ accepted: true });
		await jest.advanceTimersByTimeAsync(2 * SECOND);
		expect(results[1]).toEqual({ rejected: WRONG });
	});

	it('separates the secrets of two triggers', async () => {
		const setup = new Setup('a');
		await setup.sendAndWait({ sent: 'a' });
		setup.saved = 'b';
		expect(await setup.sendAndWait({ sent: 'b', nodeId: 'other' })).toEqual({ accepted: true });
	});

	it('loads the secret every time in test mode, without caching it', async () => {
		const setup = new Setup('a');
		await setup.sendAndWait({ sent: 'a', mode: 'manual' });
		await setup.sendAndWait({ sent: 'a', mode: 'manual' });
		expect(setup.loads).toBe(2);
		await setup.sendAndWait({ sent: 'a' });
		expect(setup.loads).toBe(3);
	});

	it('caches 100 secrets', async () => {
		const setup = new Setup('a');
		for (let number = 0; number <= 100; number++) setup.send({ sent: 'a', nodeId: `${number}` });
		await jest.advanceTimersByTimeAsync(110);
		setup.loads = 0;
		await setup.sendAndWait({ sent: 'a', nodeId: '1' });
		expect(setup.loads).toBe(0);
		await setup.sendAndWait({ sent: 'a', nodeId: '0' });
		expect(setup.loads).toBe(1);
	});

	it('caches only a digest of the secret', async () => {
		const setup = new Setup('correct-horse-battery');
		await setup.sendAndWait({ sent: 'correct-horse-battery' });
		// The cache holds promises.
		const { secret } = [...setup.cache['secrets'].values()][0] ?? {};
		expect(Object.keys((await secret) ?? {})).toEqual(['digest', 'place']);
		expect(String((await secret)?.digest)).not.toContain('correct');
	});
});
