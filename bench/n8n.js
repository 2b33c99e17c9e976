const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { installN8n, installPackage, unpack } = require('../scripts/n8n/install');
const { Instance } = require('./n8n/instance');
const { OTHER_PACKAGE } = require('./n8n/workflows');
const { asText, median, ratios } = require('./statistics');

const N8N_VERSION = '2.41.1';
/** The lazy engine is first, because it fills the trigger's list of events sooner. */
const ENGINES = { lazy: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, default: {} };

const at = (/** @type {number} */ atOnce, /** @type {number} */ events) => ({ atOnce, events });
/** How much to measure. A trigger that accepts events has `remembered` ones before the first round. */
const FULL = { rounds: 5, loads: [at(4, 64), at(16, 96)], warmUp: 24, remembered: 1000 };
const SMALL = { rounds: 1, loads: [at(4, 20)], warmUp: 4, remembered: 4 };

/** @typedef {import('./bench').Options} Options */
/** @typedef {Record<string, import('./n8n/instance').PublishedWorkflow>} Workflows */
/** @typedef {Record<string, Array<Array<{ finished: number, cpu: number }>>>} Samples by workflow, then load, then round */

/** Measures what the package costs in a real n8n, against other workflows in the same n8n. */
async function measureN8n(/** @type {Options} */ { small, tarball, against, log }) {
	const extent = small ? SMALL : FULL;
	const n8n = await installN8n(N8N_VERSION, log);
	const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-bench-'));
	/** @type {Workflows | undefined} */
	let workflows;
	/** @type {string[][]} */
	const rows = [];
	try {
		await installPackage(userFolder, tarball, () => {});
		if (against) await installOther(userFolder, against);
		for (const [engine, env] of Object.entries(ENGINES)) {
			log(`n8n ${N8N_VERSION}, ${engine} engine.`);
			const instance = await Instance.start(n8n, userFolder, env);
			try {
				workflows ??= await instance.publish(Boolean(against));
				const samples = await measureInRounds(instance, workflows, extent, log);
				const ofEngine = toRows(workflows, samples).map((row) => [engine, ...row]);
				rows.unshift(...ofEngine);
			} finally {
				await instance.stop();
			}
		}
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
	const other = against ? ` The other build is ${path.basename(against)}.` : '';
	const counts = extent.loads.flatMap(({ atOnce }) => [`${atOnce} at once`, '×']);
	return {
		title: 'In n8n',
		note: `Events finished in a second, and milliseconds of CPU time an event. The columns "×" are ratios against the do-nothing trigger of version 1, and the last column has ratios of events a second. Rounds: ${extent.rounds}. The lazy engine has \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\`.${other}`,
		columns: ['engine', 'workflow', ...counts, 'CPU', '×', 'against others'],
		rows,
	};
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
 * Sends events to each workflow in turn, in the opposite order every other round, so that what changes with time
 * affects all of them.
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
		await instance.waitForUrl(workflow);
		// The list of events outlasts the restart with the second engine.
		const { started } = await instance.settled(workflow);
		const missing = key.endsWith('Accepted') ? Math.max(warmUp, remembered - started) : warmUp;
		await instance.send(workflow, at(4, missing));
	}
	for (const [index, load] of loads.entries()) {
		for (let round = 1; round <= rounds; round++) {
			log(`Round ${round} of ${rounds}: ${load.events} events, ${load.atOnce} at once.`);
			const inTurn = Object.entries(workflows);
			for (const [key, workflow] of round % 2 ? inTurn : inTurn.reverse()) {
				samples[key]?.[index]?.push(await instance.measure(workflow, load));
			}
		}
	}
	return samples;
}

function toRows(/** @type {Workflows} */ workflows, /** @type {Samples} */ samples) {
	const valuesOf = (/** @type {string} */ key, /** @type {'finished' | 'cpu'} */ measure) =>
		(samples[key] ?? []).map((load) => load.map((sample) => sample[measure]));
	const against = (/** @type {string} */ key, /** @type {string} */ baseline) => {
		const baselines = valuesOf(baseline, 'finished');
		return valuesOf(key, 'finished').map((load, index) => ratios(load, baselines[index] ?? []));
	};
	const [baseline = ''] = Object.keys(workflows);
	return Object.entries(workflows).map(([key, { name, peers = [] }]) => {
		const ratiosByLoad = against(key, baseline).map(asText);
		const finished = valuesOf(key, 'finished').map((load) => median(load).toFixed(1));
		const cpu = valuesOf(key, 'cpu').flat();
		const others = [...peers, key.replace('oration', 'other')].flatMap((peer) => {
			const { name: peerName } = (peer !== key && workflows[peer]) || {};
			const texts = against(key, peer).map((load) => median(load).toFixed(2));
			return peerName ? `${peerName}: ${texts.join(', ')}` : [];
		});
		return [
			name,
			...finished.flatMap((text, index) => [text, ratiosByLoad[index] ?? '']),
			...[median(cpu).toFixed(1), asText(ratios(cpu, valuesOf(baseline, 'cpu').flat()))],
			others.join('; '),
		];
	});
}

module.exports = { measureN8n, N8N_VERSION };
