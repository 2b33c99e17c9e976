const { median } = require('../ratio');
const { cpuTime } = require('./cpu');
const { send } = require('./load');

/**
 * What one round measured of a workflow.
 * @typedef {{
 *   answered: number, finished: number, p50: number, p99: number, cpu: number,
 * }} Sample events a second until the last 200, and until the last execution ended; milliseconds to the 200;
 *   milliseconds of CPU time that n8n took for an event
 */

/** @typedef {import('./instance').PublishedWorkflow} PublishedWorkflow */

/**
 * Events to send: evenly spread over the URLs, so many at once. The CPU time is that of the process.
 * @typedef {{ urls: string[], events: number, concurrency: number, pid: number | undefined }} Load
 */

/**
 * Sends events to each workflow in turn, in the opposite order every other round, so that what changes with time
 * changes for all.
 *
 * @template {string} Name
 * @param {Record<Name, PublishedWorkflow>} workflows
 * @param {number} rounds
 * @param {(workflow: PublishedWorkflow) => Promise<Sample>} measure
 * @returns {Promise<Record<Name, Sample[]>>} the samples of each, a round each
 */
async function interleave(workflows, rounds, measure) {
	const names = /** @type {Name[]} */ (Object.keys(workflows));
	const samples = /** @type {Record<Name, Sample[]>} */ ({});
	for (const name of names) samples[name] = [];
	for (let round = 0; round < rounds; round++) {
		const order = round % 2 === 0 ? names : [...names].reverse();
		for (const name of order) samples[name].push(await measure(workflows[name]));
	}
	return samples;
}

/**
 * Sends events to a workflow, and waits until their executions have ended.
 *
 * @param {PublishedWorkflow} workflow
 * @param {Load} load
 * @param {import('./store').Store} store
 * @returns {Promise<Sample>}
 */
async function measure(workflow, { urls, events, concurrency, pid }, store) {
	const before = await store.countExecutions(workflow.id);
	const share = { events: events / urls.length, concurrency: concurrency / urls.length };
	const cpuBefore = cpuTime(pid);
	const startedAt = Date.now();
	const results = await Promise.all(urls.map((url) => send(url, workflow.newMessage, share)));
	const seconds = Math.max(...results.map((result) => result.seconds));
	const finishedAt = workflow.check ? await store.lastEnd(workflow.id, before + events) : startedAt;
	const latencies = results.flatMap((result) => result.latencies);
	return {
		answered: events / seconds,
		// The last 200 may come after the end of the last execution.
		finished: events / Math.max(seconds, (finishedAt - startedAt) / 1000),
		p50: median(latencies),
		p99: quantile(latencies, 0.99),
		cpu: (cpuTime(pid) - cpuBefore) / events,
	};
}

/**
 * @param {number[]} values
 * @param {number} share
 */
function quantile(values, share) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}

module.exports = { interleave, measure };
