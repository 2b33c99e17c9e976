import { mock } from 'jest-mock-extended';
import { sleep } from 'n8n-workflow';
import { startOrationApi, type OrationApi } from '../oration-api/server';

/** Starts a fake of Oration's API for each test, or with TLS for all tests of a file. Returns the current one. */
export function useOrationApi(options?: { tls?: boolean }): OrationApi {
	let api: OrationApi;
	// A certificate takes half a second.
	const [start, stop] = options?.tls ? [beforeAll, afterAll] : [beforeEach, afterEach];
	start(async () => {
		api = await startOrationApi(options);
	});
	beforeEach(() => {
		api.requests.length = 0;
	});
	stop(async () => {
		await api.stop();
	});
	return new Proxy(mock<OrationApi>(), {
		get: (_, name): unknown => Reflect.get(api, name),
		set: (_, name, value) => Reflect.set(api, name, value),
	});
}

/** Stops the clock. A pause of the product ends at once and sets it forward. The file must mock n8n's `sleep`. */
export function useClock() {
	let now = Date.now();
	beforeEach(() => {
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		jest
			.mocked(sleep)
			.mockReset()
			.mockImplementation(async (delay) => {
				now += delay;
			});
	});
	afterEach(() => jest.restoreAllMocks());
	return {
		/** The pauses of this test in milliseconds. */
		pauses: () => jest.mocked(sleep).mock.calls.map(([delay]) => delay),
		/** Makes the next pause do something first. It can then go on forever, until the execution is canceled. */
		duringPause: (action: () => void, { ends = true } = {}) => {
			jest.mocked(sleep).mockImplementationOnce(async (delay) => {
				now += delay;
				action();
				if (!ends) await new Promise(() => {});
			});
		},
	};
}
