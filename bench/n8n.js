const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { installN8n, installPackage, LOCKED_VERSION, unpack } = require('../scripts/n8n/install');
const { Instance } = require('./n8n/instance');
const { OTHER_PACKAGE } = require('./n8n/workflows');
const { formatRatio, median, ratios } = require('./statistics');

/** The lazy engine is first, because it's faster at filling the trigger's list of events. */
const ENGINES = { lazy: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, default: {} };

const toLoad = (/** @type {number} */ concurrency, /** @type {number} */ events) => ({
	concurrency,
	events,
});
/** How much to measure. Before the first round, triggers that accept events have at least `remembered` executions. */
const FULL = { rounds: 5, loads: [toLoad(4, 128), toLoad(16, 128)], warmUp: 24, remembered: 1000 };
const SMALL = { rounds: 1, loads: [toLoad(4, 20)], warmUp: 4, remembered: 4 };

/** @typedef {import('./bench').Options} Options */
/** @typedef {Record<string, import('./n8n/instance').PublishedWorkflow>} Workflows */
/** @typedef {Record<string, Array<Array<{ finished: number, cpu: number }>>>} Samples by workflow, then load, then round */

/** Measures the cost of the package in a real n8n, compared to other workflows in the same n8n. */
async function measureN8n(/** @type {Options} */ { small, tarball, against, log }) {
	const scale = small ? SMALL : FULL;
	const n8n = await installN8n(LOCKED_VERSION, log);
	const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-bench-'));
	/** @type {Workflows | undefined} */
	let workflows;
	/** @type {string[][]} */
	const rows = [];
	/** @type {string[][]} */
	const comparisons = [];
	try {
		await installPackage(userFolder, tarball, () => {});
		if (against) await installOther(userFolder, against);
		for (const [engine, env] of Object.entries(ENGINES)) {
			log(`n8n ${LOCKED_VERSION}, ${engine} engine.`);
			const instance = await Instance.start(n8n, userFolder, env);
			try {
				workflows ??= await instance.publish(Boolean(against));
				const samples = await measureInRounds(instance, workflows, scale, log);
				const withEngine = (/** @type {string[]} */ row) => [engine, ...row];
				rows.unshift(...toRows(workflows, samples).map(withEngine));
				comparisons.unshift(...toComparisons(workflows, samples).map(withEngine));
			} finally {
				await instance.stop();
			}
		}
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
	const other = against ? ` The other build is ${path.basename(against)}.` : '';
	const counts = scale.loads.map(({ concurrency }) => `${concurrency} at once`);
	return [
		{
			title: 'In n8n',
			note: `Events finished per second, and milliseconds of CPU time per event. The columns "×" are ratios to the do-nothing trigger of version 1. Rounds: ${scale.rounds}. The lazy engine has \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\`.${other}`,
			columns: ['engine', 'workflow', ...counts.flatMap((count) => [count, '×']), 'CPU', '×'],
			rows,
		},
		{
			title: 'In n8n, compared',
			note: 'Ratios of events finished per second. More than 1 means that the workflow is faster than the other one. The Webhook node with Header Auth checks the same secret as Oration Trigger.',
			columns: ['engine', 'workflow', 'compared to', ...counts],
			rows: comparisons,
		},
	];
}

/** Installs another build of this package under another name, so that n8n loads both. */
async function installOther(/** @type {string} */ userFolder, /** @type {string} */ tarball) {
	const folder = path.join(userFolder, '.n8n/nodes/node_modules', OTHER_PACKAGE);
	mkdirSync(folder);
	await unpack(tarball, folder);
	const manifest = path.join(folder, 'package.json');
	const other = { ...JSON.parse(readFileSync(manifest, 'utf8')), name: OTHER_PACKAGE };
	writeFileSync(manifest, JSON.stringify(other));
}

/**
 * Sends events to each workflow in turn. Reverses the order every other round, so that changes over time affect all
 * workflows equally.
 */
async function measureInRounds(
	/** @type {Instance} */ instance,
	/** @type {Workflows} */ workflows,
	/** @type {typeof FULL} */ { rounds, loads, warmUp, remembered },
	/** @type {(line: string) => void} */ log,
) {
	/** @type {Samples} */
	const samples = {};
	for (const [key, workflow] of Object.entries(workflows)) {
		samples[key] = loads.map(() => []);
		await instance.waitForWebhook(workflow);
		// The list of events survives the restart with the second engine.
		const { started } = await instance.waitUntilSettled(workflow);
		const missing = key.endsWith('Accepted') ? Math.max(warmUp, remembered - started) : warmUp;
		await instance.send(workflow, toLoad(4, missing));
	}
	for (const [index, load] of loads.entries()) {
		for (let round = 1; round <= rounds; round++) {
			log(`Round ${round} of ${rounds}: ${load.events} events, ${load.concurrency} at once.`);
			const entries = Object.entries(workflows);
			for (const [key, workflow] of round % 2 ? entries : entries.reverse()) {
				samples[key]?.[index]?.push(await instance.measure(workflow, load));
			}
		}
	}
	return samples;
}

function valuesFor(
	/** @type {Samples} */ samples,
	/** @type {string} */ key,
	/** @type {'finished' | 'cpu'} */ measure,
) {
	return (samples[key] ?? []).map((load) => load.map((sample) => sample[measure]));
}

/** Returns the ratios of a workflow's events per second to those of another one, by load. */
function compare(
	/** @type {Samples} */ samples,
	/** @type {string} */ key,
	/** @type {string} */ baseline,
) {
	const baselines = valuesFor(samples, baseline, 'finished');
	return valuesFor(samples, key, 'finished').map((load, index) =>
		formatRatio(ratios(load, baselines[index] ?? [])),
	);
}

function toRows(/** @type {Workflows} */ workflows, /** @type {Samples} */ samples) {
	const [baseline = ''] = Object.keys(workflows);
	return Object.entries(workflows).map(([key, { name }]) => {
		const ratiosByLoad = compare(samples, key, baseline);
		const finished = valuesFor(samples, key, 'finished').map((load) => median(load).toFixed(1));
		const cpu = valuesFor(samples, key, 'cpu').flat();
		const baselineCpu = valuesFor(samples, baseline, 'cpu').flat();
		return [
			name,
			...finished.flatMap((text, index) => [text, ratiosByLoad[index] ?? '']),
			...[median(cpu).toFixed(1), formatRatio(ratios(cpu, baselineCpu))],
		];
	});
}

function toComparisons(/** @type {Workflows} */ workflows, /** @type {Samples} */ samples) {
	return Object.entries(workflows).flatMap(([key, { name, peers = [] }]) =>
		[...peers, key.replace('oration', 'other')].flatMap((peer) => {
			const other = peer === key ? undefined : workflows[peer];
			return other ? [[name, other.name, ...compare(samples, key, peer)]] : [];
		}),
	);
}

module.exports = { measureN8n };
