const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const { installN8n, LOCKED_VERSION, packPackage, ROOT } = require('./n8n/install');

const MAX_CONCURRENT_PHASES = 2;
const BUSY_LOOPS = 2;

/**
 * A part of the tests: an npm script, or a Jest project with its test files.
 * @typedef {{ name: string, script?: string[], project?: string, files?: string, inN8n?: boolean }} Phase
 * @typedef {{
 *   phase: string, ok: boolean, seconds: number, passed: number, failed: number, skipped: string[],
 * }} Outcome
 */

/** @type {Phase[]} */
const QUICK = [
	{ name: 'lint', script: ['lint:built'] },
	{ name: 'types', script: ['types:built'] },
	{ name: 'scan', script: ['scan'] },
	{ name: 'unit', project: 'unit' },
	{ name: 'package', project: 'package' },
];
/** @type {Phase[]} */
const CORE_IN_N8N = ['trigger', 'oration'].map(inN8n);
/** @type {Phase[]} */
const FAULTS = ['queue', 'deliveries', 'editing', 'impatient'].map(inN8n);
/** @type {Phase[]} */
const EXAMPLES = ['examples', 'examplesWithServices', 'examplesWithOration'].map(inN8n);
/** @type {Phase[]} */
const REST_IN_N8N = [...FAULTS, inN8n('hostile'), ...EXAMPLES];
/** @type {Phase} */
const EDITOR = { name: 'editor', project: 'editor', inN8n: true };
/** @type {Phase} */
const BENCH = { name: 'bench', script: ['bench', '--', '--small'], inN8n: true };

/** @type {Record<string, Phase[]>} */
const SETS = {
	quick: QUICK,
	core: [...QUICK, ...CORE_IN_N8N],
	rest: [EDITOR, ...REST_IN_N8N, BENCH],
	all: [...QUICK, ...CORE_IN_N8N, EDITOR, ...REST_IN_N8N, BENCH],
	n8n: [...CORE_IN_N8N, ...REST_IN_N8N],
	faults: FAULTS,
	editor: [EDITOR],
};

/** @param {string} name */
function inN8n(name) {
	return { name, project: 'n8n', files: `test/n8n/${name}.test.ts`, inN8n: true };
}

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/**
 * Runs a set of tests, two phases at a time: `node scripts/test.js <set> [--busy] [n8n version]`. Installs n8n while
 * phases run that don't need it. `--busy` keeps the CPU busy, to find tests that depend on its speed.
 *
 * @param {string[]} args
 */
async function test([set = 'core', ...options]) {
	const phases = SETS[set];
	if (!phases) throw new Error(`Unknown set '${set}'. Sets: ${Object.keys(SETS).join(', ')}.`);
	const busyLoops = options.includes('--busy') ? Array.from({ length: BUSY_LOOPS }, busyLoop) : [];
	const version = options.find((option) => !option.startsWith('--')) ?? LOCKED_VERSION;

	const tarball = await packPackage(log);
	const n8n = phases.some((phase) => phase.inN8n) ? installN8n(version, log) : undefined;
	// The phases that wait for the installation report its failure.
	n8n?.catch(() => {});
	const waiting = [...phases];
	/** @type {Outcome[]} */
	const outcomes = [];
	const runPhases = async () => {
		for (let phase = waiting.shift(); phase; phase = waiting.shift()) {
			const env = {
				PACKED_TARBALL: tarball,
				...(phase.inN8n ? { N8N_UNDER_TEST: JSON.stringify({ n8n: await n8n, tarball }) } : {}),
			};
			const remaining = waiting.map(({ name }) => name).join(', ') || 'none';
			log(`Starting ${phase.name}. Remaining: ${remaining}.`);
			outcomes.push(await runPhase(phase, env));
		}
	};
	const { status, reason } = (
		await Promise.allSettled(Array.from({ length: MAX_CONCURRENT_PHASES }, runPhases))
	)
		.map((result) => ({ reason: undefined, ...result }))
		.reduce((first, result) => (first.status === 'rejected' ? first : result));
	await Promise.all(busyLoops.map((loop) => loop.terminate()));

	report(set, version, phases, outcomes);
	if (status === 'rejected') throw reason;
	if (outcomes.some(({ ok }) => !ok)) process.exitCode = 1;
}

/**
 * Runs a phase in a child process and logs its output when it exits.
 *
 * @param {Phase} phase
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
async function runPhase(phase, env) {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-test-'));
	const results = path.join(folder, 'results.json');
	const start = Date.now();
	const child = spawn(...commandOf(phase, results), {
		cwd: ROOT,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => {
			output += chunk;
		});
	}
	const [code] = await once(child, 'close');
	const seconds = Math.round((Date.now() - start) / 1000);
	log(`\n${phase.name} exited with code ${code} after ${seconds} s.\n${output}`);
	const counts = existsSync(results)
		? countTests(readFileSync(results, 'utf8'))
		: { passed: 0, failed: 0, skipped: [] };
	// A phase that exits before it has results counts as one failed test.
	if (phase.project && code !== 0) counts.failed ||= 1;
	rmSync(folder, { recursive: true });
	return { phase: phase.name, ok: code === 0, seconds, ...counts };
}

/**
 * Returns the command of a phase.
 *
 * @param {Phase} phase
 * @param {string} results the file for Jest's results
 * @returns {[command: string, args: string[]]}
 */
function commandOf({ script, project = '', files, inN8n: isInBand }, results) {
	if (script) return ['npm', ['run', ...script]];
	const args = [require.resolve('jest/bin/jest'), '--selectProjects', project, '--ci', '--json'];
	args.push(`--outputFile=${results}`);
	if (files) args.push('--testPathPatterns', files);
	if (isInBand) args.push('--runInBand');
	return [process.execPath, args];
}

/** @param {string} json Jest's results */
function countTests(json) {
	/** @type {import('@jest/test-result').FormattedTestResults} */
	const results = JSON.parse(json);
	const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
	return {
		passed: results.numPassedTests,
		// A file that can't run counts as one failed test.
		failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
		skipped: tests
			.filter(({ status }) => status === 'pending' || status === 'todo')
			.map(({ fullName }) => fullName),
	};
}

/**
 * Prints the result and duration of each phase, the skipped tests with their reasons, and the phases that didn't run.
 *
 * @param {string} set
 * @param {string} version
 * @param {Phase[]} phases
 * @param {Outcome[]} outcomes
 */
function report(set, version, phases, outcomes) {
	const needsN8n = phases.some((phase) => phase.inN8n);
	log(
		`\n${'Phase'.padEnd(12)}${'Minutes'.padStart(8)}  Result${needsN8n ? ` (n8n ${version})` : ''}`,
	);
	for (const { phase, ok, seconds, passed, failed, skipped } of outcomes) {
		const counts = passed + failed + skipped.length > 0;
		const tests = counts ? `: ${passed} passed, ${failed} failed, ${skipped.length} skipped` : '';
		const minutes = (seconds / 60).toFixed(1).padStart(8);
		log(`${phase.padEnd(12)}${minutes}  ${ok ? 'ok' : 'FAILED'}${tests}`);
	}
	const skipped = outcomes.flatMap((outcome) => outcome.skipped);
	if (skipped.length > 0) log(`\nSkipped tests:\n${skipped.map((name) => `- ${name}`).join('\n')}`);
	const others = (SETS.all ?? []).filter(
		({ name }) => !phases.some((phase) => phase.name === name),
	);
	if (set === 'core' || set === 'quick') {
		log(`\n'npm run test:all' also runs: ${others.map(({ name }) => name).join(', ')}.`);
	}
	const sum = (/** @type {(outcome: Outcome) => number} */ count) =>
		outcomes.reduce((total, outcome) => total + count(outcome), 0);
	log(
		`\nTotal: ${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${skipped.length} skipped`,
	);
}

/** Starts an endless loop in a worker. */
function busyLoop() {
	return new Worker('for (;;);', { eval: true });
}

test(process.argv.slice(2)).catch((error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
