const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { version } = require('../package.json');
const { databasesAreInstalled } = require('../scripts/n8n/databases');
const install = require('../scripts/n8n/install');
const { format, RESULTS, toSection } = require('./results');

/**
 * The options of a run. `small` measures just enough to test the bench.
 * @typedef {{
 *   small: boolean, installed: import('../scripts/n8n/install').InstalledN8n, userFolder: string,
 *   log: (line: string) => void,
 * }} Options
 */

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Runs the selected parts and prints their tables. A full run saves them to `RESULTS.md`. */
async function bench() {
	const flag = /** @type {const} */ ({ type: 'boolean', default: false });
	const { values } = parseArgs({ options: { process: flag, n8n: flag, small: flag } });
	const { small } = values;
	const runsBoth = values.process === values.n8n;
	const tarball = await install.packPackage(log);
	const environment = [
		new Date().toISOString().slice(0, 10),
		`n8n-nodes-oration ${version}, n8n ${install.LOCKED_VERSION}, Node.js ${process.versions.node}`,
		`${os.platform()}, ${os.availableParallelism()} cores, ${os.cpus()[0]?.model.trim()}`,
	];
	const introduction = `# Results\n\n${environment.join(', ')}.\n\n\`npm run bench\` writes these results, and [Performance](../docs/performance.md) explains it. A ratio compares two values of the same round. It's the median of the rounds, with the range of the middle half in brackets.`;
	/** @type {string[]} */
	const sections = [];
	// Each part is printed at once, so that a failure in the next part doesn't lose it.
	const report = (/** @type {string} */ section) => {
		log(`\n${section}`);
		sections.push(section);
	};
	report(await format(introduction));
	// The parts import the build, which packPackage() creates.
	if (runsBoth || values.n8n) await benchN8n(small, tarball, report);
	if (runsBoth || values.process) {
		const { measureProcess } = require('./process');
		report(await toSection(await measureProcess(small, log)));
	}
	if (runsBoth && !small) writeFileSync(RESULTS, sections.join('\n'));
}

async function benchN8n(
	/** @type {boolean} */ small,
	/** @type {string} */ tarball,
	/** @type {(section: string) => void} */ report,
) {
	const { measureN8n } = require('./n8n');
	const { measureQueueMode } = require('./queue');
	const installed = await install.installN8n(install.LOCKED_VERSION, log);
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-oration-bench-'));
	try {
		await install.installPackage(userFolder, tarball, () => {});
		const options = { small, installed, userFolder, log };
		for (const part of await measureN8n(options)) report(await toSection(part));
		if (databasesAreInstalled || !small) report(await toSection(await measureQueueMode(options)));
		else log('Skipped queue mode: it needs the Debian packages postgresql and redis-server.');
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}

bench().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
