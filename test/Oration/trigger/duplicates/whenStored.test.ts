/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this test needs a response that closes like n8n's, and the event loop; the package doesn't include tests */
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { sleep } from 'n8n-workflow';
import {
	whenStored,
	type StoreResult,
} from '../../../../nodes/Oration/trigger/duplicates/whenStored';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const newResponse = () => Object.assign(new Writable(), { statusCode: 200 });

type Response = ReturnType<typeof newResponse>;

/** Closes a response that hasn't ended, as a sender does that hangs up. */
async function hangUp(response: Response) {
	const closed = once(response, 'close');
	response.destroy();
	await closed;
}

/** Returns an array that gets the result when it's available. */
function resultsOf(response: Response) {
	const results: StoreResult[] = [];
	void whenStored(response).then((result) => results.push(result));
	return results;
}

/** Ends a response, as n8n does, and runs all pending callbacks of promises and streams. */
async function end(response: Response, statusCode: number) {
	response.statusCode = statusCode;
	response.end();
	await flush();
	await flush();
}

const flush = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** Lets ten minutes pass when the test says so. */
let timeout: AbortController;

beforeEach(() => {
	timeout = new AbortController();
	jest.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
	jest.mocked(sleep).mockReset();
	jest.mocked(sleep).mockImplementation(flush);
});
afterEach(() => jest.restoreAllMocks());

describe('whenStored', () => {
	it.each<[statusCode: number, result: StoreResult]>([
		[200, 'stored'],
		[399, 'stored'],
		[400, 'failed'],
	])('resolves a response with the status %i to %s', async (statusCode, result) => {
		const response = newResponse();
		const results = resultsOf(response);
		await flush();
		expect(results).toEqual([]);
		await end(response, statusCode);
		expect(results).toEqual([result]);
		expect(sleep).not.toHaveBeenCalled();
	});

	it.each(['before', 'after'])('waits for n8n if the sender hung up %s', async (when) => {
		const response = newResponse();
		if (when === 'before') await hangUp(response);
		const results = resultsOf(response);
		if (when === 'after') await hangUp(response);
		await flush();
		expect(results).toEqual([]);
		await end(response, 500);
		expect(results).toEqual(['failed']);
	});

	it.each(['waits', 'hung up'])(
		'resolves to unknown after ten minutes if n8n does not end the response and the sender %s',
		async (sender) => {
			const response = newResponse();
			if (sender === 'hung up') await hangUp(response);
			const results = resultsOf(response);
			await flush();
			expect(results).toEqual([]);
			timeout.abort();
			await flush();
			await flush();
			expect(results).toEqual(['unknown']);
			expect(AbortSignal.timeout).toHaveBeenCalledWith(600_000);
		},
	);

	it('leaves no listeners', async () => {
		const response = newResponse();
		const before = response.listenerCount('close');
		const removed = jest.spyOn(timeout.signal, 'removeEventListener');
		const stored = whenStored(response);
		expect(response.listenerCount('close')).toBe(before + 1);
		timeout.abort();
		await stored;
		expect(response.listenerCount('close')).toBe(before);
		expect(removed).toHaveBeenCalledTimes(1);
	});
});
