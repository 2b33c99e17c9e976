const { readFileSync } = require('node:fs');
const { isDeepStrictEqual } = require('node:util');
const { outputOf } = require('../scripts/n8n/n8n');
const { HEADERS, newBody } = require('./workflows');

/** The unit of CPU time in Linux, on every architecture that n8n supports. */
const MS_PER_TICK = 10;

/** @typedef {import('./workflows').BenchWorkflow} BenchWorkflow */
/** @typedef {BenchWorkflow & { workflow: import('../scripts/n8n/n8n').Workflow }} PublishedWorkflow */

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
	// For the others, the measurement checks that an event starts no execution, or Remove Duplicates outputs the first.
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
	/** @type {PublishedWorkflow} */ workflow,
	/** @type {string} */ address,
	/** @type {{ events: number, concurrency: number }} */ { events, concurrency },
) {
	let unsent = events;
	const sendNext = async () => {
		while (unsent-- > 0) await send(workflow, address, newBody(workflow));
	};
	await Promise.all(Array.from({ length: concurrency }, sendNext));
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

module.exports = { cpuTime, publish, sendEvents };
