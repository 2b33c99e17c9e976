const { execFileSync } = require('node:child_process');
const { cpSync, existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { CACHE, ROOT } = require('../../scripts/n8n/install');
const { ratioOf } = require('../ratio');
const { byName } = require('./rounds');
const { COLUMNS, toRow } = require('./rows');

const N8N = '2.40.7';
const MODULES = path.join(CACHE, N8N, 'node_modules');
const TITLE = 'Loading the nodes';

const OURS = ['Oration.node.js', 'OrationTrigger.node.js'];
/** A node and its trigger, in files of about the same size and number. */
const WEBFLOW = ['Webflow/Webflow.node.js', 'Webflow/WebflowTrigger.node.js'];
const CAL_TRIGGER = ['Cal/CalTrigger.node.js'];

/**
 * How long n8n takes to load the package, in a new process each time.
 *
 * @param {number} rounds
 * @returns {import('../table').Table}
 */
function loadingTable(rounds) {
	const builtIn = path.join(MODULES, 'n8n-nodes-base/dist/nodes');
	if (!existsSync(builtIn)) {
		const note = `Not measured: n8n ${N8N} is not installed here.`;
		return { title: TITLE, note, columns: COLUMNS, rows: [] };
	}
	// Apart from the clone, or it would find another n8n-workflow there.
	const folder = mkdtempSync(path.join(tmpdir(), 'oration-bench-'));
	try {
		cpSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'), { recursive: true });
		const own = path.join(folder, 'dist/nodes/Oration');
		const times = loadInRounds(rounds, {
			package: OURS.map((file) => path.join(own, file)),
			webflow: WEBFLOW.map((file) => path.join(builtIn, file)),
			trigger: OURS.slice(1).map((file) => path.join(own, file)),
			calTrigger: CAL_TRIGGER.map((file) => path.join(builtIn, file)),
		});
		return {
			title: TITLE,
			note: 'Each time in a new process that has loaded n8n-workflow, as n8n has before it loads a node. Webflow and its trigger are of about the size of this package; Cal Trigger is about a third of Oration Trigger.',
			columns: COLUMNS,
			rows: [
				toRow({
					measured: 'Oration and Oration Trigger',
					against: 'Webflow and Webflow Trigger',
					ratio: ratioOf(times.package, times.webflow),
					goal: 'faster: at most 1.0',
					most: 1,
				}),
				toRow({
					measured: 'Oration Trigger',
					against: 'Cal Trigger',
					ratio: ratioOf(times.trigger, times.calTrigger),
				}),
			],
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/**
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, string[]>} files
 * @returns {Record<Name, number[]>} milliseconds, one value a round
 */
function loadInRounds(rounds, files) {
	const names = /** @type {Name[]} */ (Object.keys(files));
	const times = Array.from({ length: rounds }, () => names.map((name) => load(files[name])));
	return byName(names, times);
}

/** @param {string[]} files */
function load(files) {
	const script = path.join(__dirname, 'load.js');
	const env = { ...process.env, NODE_PATH: MODULES };
	return Number(execFileSync(process.execPath, [script, ...files], { env, encoding: 'utf8' }));
}

module.exports = { loadingTable };
