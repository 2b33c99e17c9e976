const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { version } = require('../package.json');
const { databasesAreInstalled } = require('../scripts/n8n/databases');
const install = require('../scripts/n8n/install');
const { measureN8n } = require('./n8n');
const { measureQueueMode } = require('./queue');
const { format, RESULTS, toSection } = require('./results');

/**
 * The options of a run. `small` measures just enough to test the bench.
 * @typedef {{
 *   small: boolean, installed: import('../scripts/n8n/install').InstalledN8n, userFolder: string,
 *   log: (line: string) => void,
 * }} Options
 */

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Runs all parts and prints their tables. A full run saves them to `RESULTS.md`. */
async function bench() {
	const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } });
	const { small } = values;
	const tarball = await install.packPackage(log);
	const environment = [
		new Date().toISOString().slice(0, 10),
		`n8n-nodes-oration ${version}, n8n ${install.LOCKED_VERSION}, Node.js ${process.versions.node}`,
		`${os.platform()}, ${os.availableParallelism()} cores, ${os.cpus()[0]?.model.trim()}`,
	];
	const introduction = `# Results\n\n${environment.join(', ')}.\n\n\`npm run bench\` writes these results, and [Performance](../docs/performance.md) explains it. A ratio compares two values of the same round. It's the median of the rounds, with the range of the middle half in brackets.`;
	const sections = [await format(introduction)];
	// Each part is printed at once, so that a failure in the next part doesn't lose it.
	const report = async (/** @type {import('./results').Part} */ part) => {
		const section = await toSection(part);
		log(`\n${section}`);
		sections.push(section);
	};
	const installed = await install.installN8n(install.LOCKED_VERSION, log);
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-oration-bench-'));
	try {
		await install.installPackage(userFolder, tarball, () => {});
		const options = { small, installed, userFolder, log };
		for (const part of await measureN8n(options)) await report(part);
		if (databasesAreInstalled || !small) await report(await measureQueueMode(options));
		else log('Skipped queue mode: it needs the Debian packages postgresql and redis-server.');
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
	if (!small) writeFileSync(RESULTS, sections.join('\n'));
}

bench().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
