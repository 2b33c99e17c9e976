const { readFileSync } = require('node:fs');
const { isDeepStrictEqual } = require('node:util');
const { outputOf } = require('../scripts/n8n/n8n');
const { waitFor } = require('../scripts/process');
const { HEADERS, newBody } = require('./workflows');

/** The unit of CPU time in Linux, on every architecture that n8n supports. */
const MS_PER_TICK = 10;

/** @typedef {import('./workflows').BenchWorkflow} BenchWorkflow */
/** @typedef {BenchWorkflow & { workflow: import('../scripts/n8n/n8n').Workflow }} PublishedWorkflow */
/** @typedef {{ events: number, concurrency: number }} Load */

/** Publishes a workflow and sends it an event. Throws if the output is unexpected. */
async function publish(
	/** @type {import('../scripts/n8n/n8n').N8n} */ n8n,
	/** @type {BenchWorkflow} */ bench,
) {
	const workflow = await n8n.createWorkflow(bench.nodes, bench.name);
	await workflow.publish();
	const published = { ...bench, workflow };
	const body = newBody(bench);
	await send(published, n8n.url, body);
	// measure() checks that the others start no execution. Remove Duplicates outputs the first event.
	if (bench.outputOf && !bench.repeats) {
		const [first] = await workflow.executions(1);
		const items = first && outputOf(first, bench.nodes.at(-1)?.name);
		if (!isDeepStrictEqual(items, bench.outputOf(JSON.parse(body)))) {
			throw new Error(`${bench.name} has an unexpected output: ${JSON.stringify(items)}`);
		}
	}
	return published;
}

/** Sends an event to a process of n8n. */
async function send(
	/** @type {PublishedWorkflow} */ { name, workflow },
	/** @type {string} */ address,
	/** @type {string} */ body,
) {
	const response = await fetch(workflow.urlAt(address), { method: 'POST', body, headers: HEADERS });
	await response.arrayBuffer();
	if (response.status !== 200) throw new Error(`${name} returned ${response.status}.`);
}

/** Sends events, some at a time. */
async function sendEvents(
	/** @type {PublishedWorkflow} */ published,
	/** @type {string} */ address,
	/** @type {Load} */ { events, concurrency },
) {
	let unsent = events;
	const sendNext = async () => {
		while (unsent-- > 0) await send(published, address, newBody(published));
	};
	await Promise.all(Array.from({ length: concurrency }, sendNext));
}

/** Returns the number of a workflow's executions, and the times at which the newest ones ended. */
async function countExecutions(
	/** @type {PublishedWorkflow} */ { workflow },
	/** @type {object} */ filter = {},
	newest = 1,
) {
	const query = encodeURIComponent(JSON.stringify({ workflowId: workflow.id, ...filter }));
	const { data } = await workflow.n8n.get(`/rest/executions?filter=${query}&limit=${newest}`);
	/** @type {{ count: number, results: Array<{ stoppedAt: string }> }} */
	const { count, results } = data;
	return { count, ends: results.map(({ stoppedAt }) => Date.parse(stoppedAt)) };
}

/**
 * Sends events and waits until their executions have succeeded. Returns how many finish per second, and the milliseconds
 * of CPU time per event, by process.
 */
async function measure(
	/** @type {PublishedWorkflow} */ published,
	/** @type {Load} */ load,
	/** @type {string} */ address,
	/** @type {Array<number | undefined>} */ processes,
) {
	const { name, outputOf: hasExecutions } = published;
	const expected = (await countExecutions(published)).count + (hasExecutions ? load.events : 0);
	const cpuBefore = processes.map(cpuTime);
	const sentAt = Date.now();
	await sendEvents(published, address, load);
	let finishedAt = Date.now();
	await waitFor(`${name} to finish ${expected} executions`, async () => {
		const filter = { status: ['success'] };
		const { count, ends } = await countExecutions(published, filter, load.concurrency);
		// n8n can respond before or after the last execution has ended.
		if (hasExecutions) finishedAt = Math.max(finishedAt, ...ends);
		return count >= expected;
	});
	const { count } = await countExecutions(published);
	if (count !== expected) throw new Error(`${name} has ${count} executions, not ${expected}.`);
	const cpu = processes.map((pid, index) => cpuTime(pid) - (cpuBefore[index] ?? 0));
	return {
		finished: (1000 * load.events) / (finishedAt - sentAt),
		cpu: cpu.map((time) => time / load.events),
	};
}

/** Returns the CPU milliseconds of a process and its children, such as n8n's task runner. Source: /proc in Linux. */
function cpuTime(/** @type {string | number | undefined} */ pid) {
	const read = (/** @type {string} */ file) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
	// The time of the process and of its children that have ended.
	const ticks = read('stat').split(' ').slice(13, 17).map(Number);
	const children = read(`task/${pid}/children`).match(/\d+/g) ?? [];
	/** @type {number} */
	const childTime = children.reduce((sum, child) => sum + cpuTime(child), 0);
	return childTime + ticks.reduce((sum, count) => sum + count, 0) * MS_PER_TICK;
}

module.exports = { countExecutions, measure, publish, sendEvents };
