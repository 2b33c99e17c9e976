const { performance } = require('node:perf_hooks');
const autocannon = require('autocannon');

const TIMEOUT_SECONDS = 60;
const SAMPLE_MILLISECONDS = 20;

/**
 * An event as it is sent.
 * @typedef {{ body: string, headers: Record<string, string> }} Message
 */

/**
 * What came of a load.
 * @typedef {{ seconds: number, latencies: number[] }} Answers seconds to the last 200, and milliseconds to each
 */

/**
 * Sends an exact number of messages, each of its own making, so many at once.
 *
 * @param {string} url
 * @param {() => Message} newMessage
 * @param {{ events: number, concurrency: number }} load
 * @returns {Promise<Answers>}
 */
async function send(url, newMessage, { events, concurrency }) {
	const start = performance.now();
	let end = start;
	/** @type {number[]} */
	const latencies = [];
	const { '2xx': accepted, errors } = await autocannon({
		url,
		amount: events,
		connections: concurrency,
		timeout: TIMEOUT_SECONDS,
		// autocannon ends with a sample, so that a long interval would be a long wait.
		sampleInt: SAMPLE_MILLISECONDS,
		setupClient: (client) => {
			client.on('response', (_status, _bytes, milliseconds) => {
				end = performance.now();
				latencies.push(milliseconds);
			});
		},
		requests: [
			{
				method: 'POST',
				setupRequest: (request) => {
					const { body, headers } = newMessage();
					return { ...request, body, headers: { 'content-type': 'application/json', ...headers } };
				},
			},
		],
	});
	if (accepted !== events || errors > 0) {
		throw new Error(`${url} took ${accepted} of ${events} events, with ${errors} errors.`);
	}
	return { seconds: (end - start) / 1000, latencies };
}

module.exports = { send };
