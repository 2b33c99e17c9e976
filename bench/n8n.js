const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { installN8n, installPackage, unpack } = require('../scripts/n8n/install');
const { run } = require('../scripts/run');
const { Instance } = require('./n8n/instance');
const { benchWorkflows, OTHER_PACKAGE } = require('./n8n/workflows');
const { asText, median, ratios } = require('./statistics');

const N8N_VERSION = '2.41.1';

/** The lazy engine is first, as it's the faster one to fill the trigger's memory. */
const ENGINES = [
	{ name: 'lazy', env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } },
	{ name: 'default', env: {} },
];

/**
 * How much to measure: `events` by how many at once, `warmUp` events before the first round, and `remembered` events for
 * a trigger that remembers events.
 * @typedef {{
 *   rounds: number, loads: import('./n8n/instance').Load[], warmUp: number, remembered: number,
 * }} Extent
 */

/** @type {Extent} */
const FULL = {
	rounds: 5,
	loads: [
		{ events: 64, concurrency: 4 },
		{ events: 96, concurrency: 16 },
	],
	warmUp: 24,
	remembered: 1000,
};

/** @type {Extent} */
const SMALL = { rounds: 1, loads: [{ events: 20, concurrency: 4 }], warmUp: 4, remembered: 4 };

/** @typedef {import('./n8n/instance').PublishedWorkflow} PublishedWorkflow */

/**
 * The samples of a workflow: for each load one a round.
 * @typedef {import('./n8n/instance').Sample[][]} Samples
 */

/**
 * Measures what the package costs in a real n8n, against other workflows in the same n8n.
 *
 * @param {import('./bench').Options} options
 * @returns {Promise<import('./bench').Part>}
 */
async function measureN8n({ small, tarball, against, log }) {
	const extent = small ? SMALL : FULL;
	const n8n = await installN8n(N8N_VERSION, log);
	const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-bench-'));
	try {
		await installPackage(userFolder, tarball, () => {});
		if (against) await installOther(userFolder, against);

		/** @type {Record<string, PublishedWorkflow> | undefined} */
		let workflows;
		/** @type {string[][]} */
		const rows = [];
		for (const { name, env } of ENGINES) {
			log(`n8n ${N8N_VERSION}, ${name} engine.`);
			const instance = await Instance.start(n8n, userFolder, env);
			try {
				workflows ??= await instance.publish((secret) => benchWorkflows(secret, Boolean(against)));
				const samples = await measureInRounds(instance, workflows, extent, log);
				rows.unshift(...toRows(name, workflows, samples));
			} finally {
				await instance.stop();
			}
		}
		return {
			title: 'In n8n',
			versions: `n8n ${N8N_VERSION}`,
			note: `Events finished in a second, and CPU time for an event. The ratios in the columns "×" are against the do-nothing trigger of version 1. More events and less CPU time are better. ${extent.rounds} rounds. The engine "lazy" has \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\`.${against ? ` The other build is ${path.basename(against)}.` : ''}`,
			columns: [
				...['engine', 'workflow'],
				...extent.loads.flatMap(({ concurrency }) => [`events/s, ${concurrency} at once`, '×']),
				...['CPU, ms', '×', 'events/s against'],
			],
			rows,
		};
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}

/**
 * Installs another build of this package under another name, so that n8n loads both.
 *
 * @param {string} userFolder
 * @param {string} tarball
 */
async function installOther(userFolder, tarball) {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-bench-'));
	try {
		await unpack(tarball, folder);
		const manifest = path.join(folder, 'package.json');
		const { scripts, ...other } = JSON.parse(readFileSync(manifest, 'utf8'));
		writeFileSync(manifest, JSON.stringify({ ...other, name: OTHER_PACKAGE }));
		const packed = await run('npm', ['pack', '--json'], { cwd: folder, log: () => {} });
		const [{ filename }] = JSON.parse(packed);
		await installPackage(userFolder, path.join(folder, filename), () => {});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Sends events to each workflow in turn, in the opposite order every other round, so that what changes with time
 * affects all of them.
 *
 * @param {Instance} instance
 * @param {Record<string, PublishedWorkflow>} workflows
 * @param {Extent} extent
 * @param {(line: string) => void} log
 * @returns {Promise<Record<string, Samples>>}
 */
async function measureInRounds(instance, workflows, extent, log) {
	const { rounds, loads, warmUp } = extent;
	const keys = Object.keys(workflows);
	for (const workflow of Object.values(workflows)) {
		await instance.waitForUrl(workflow);
		// The list of events survives the restart with the second engine.
		const { started } = await instance.settled(workflow);
		const missing = workflow.remembers ? extent.remembered - started : 0;
		const events = Math.max(warmUp, missing);
		await instance.send(workflow, { events, concurrency: 4 });
		await instance.settled(workflow, workflow.outputOf ? started + events : 0);
	}
	/** @type {Record<string, Samples>} */
	const samples = Object.fromEntries(keys.map((key) => [key, loads.map(() => [])]));
	for (const [index, load] of loads.entries()) {
		log(`${rounds} rounds of ${load.events} events, ${load.concurrency} at once.`);
		for (let round = 0; round < rounds; round++) {
			for (const key of round % 2 === 0 ? keys : [...keys].reverse()) {
				const workflow = workflows[key];
				if (workflow) samples[key]?.[index]?.push(await instance.measure(workflow, load));
			}
		}
	}
	return samples;
}

/**
 * @param {string} engine
 * @param {Record<string, PublishedWorkflow>} workflows
 * @param {Record<string, Samples>} samples
 */
function toRows(engine, workflows, samples) {
	const finished = (/** @type {string} */ key) =>
		(samples[key] ?? []).map((load) => load.map((sample) => sample.finished));
	const cpu = (/** @type {string} */ key) =>
		(samples[key] ?? []).flatMap((load) => load.map((sample) => sample.cpu));
	const ratiosOf = (/** @type {string} */ key, /** @type {string} */ baseline) =>
		finished(key).map((load, index) => ratios(load, finished(baseline)[index] ?? []));

	const [baseline = ''] = Object.keys(workflows);
	return Object.entries(workflows).map(([key, { name, peers }]) => [
		engine,
		name,
		...finished(key).flatMap((load, index) => [
			median(load).toFixed(1),
			asText(ratiosOf(key, baseline)[index] ?? []),
		]),
		median(cpu(key)).toFixed(1),
		asText(ratios(cpu(key), cpu(baseline))),
		peers
			.map((peer) => {
				const values = ratiosOf(key, peer).map((load) => median(load).toFixed(2));
				return `${workflows[peer]?.name}: ${values.join(', ')}`;
			})
			.join('; '),
	]);
}

module.exports = { measureN8n };
