const os = require('node:os');
const { parseArgs } = require('node:util');
const { LOCKED_VERSION, packPackage } = require('../scripts/n8n/install');
const { version } = require('../package.json');
const { format, saveSections, toSection } = require('./results');

/**
 * The options of a run. `small` measures just enough to test the bench. `against` is the tarball of another build.
 * @typedef {{ small: boolean, tarball: string, against?: string, log: (line: string) => void }} Options
 */

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Runs the selected parts and prints their tables. A full run saves them to `RESULTS.md`. */
async function bench() {
	const flag = /** @type {const} */ ({ type: 'boolean', default: false });
	const { values } = parseArgs({
		options: { process: flag, n8n: flag, small: flag, against: { type: 'string' } },
	});
	const { small, against } = values;
	const runsBoth = values.process === values.n8n;
	const options = { small, against, tarball: await packPackage(log), log };

	// Both parts import the build, which packPackage() creates.
	const { measureProcess } = require('./process');
	const { measureN8n } = require('./n8n');
	const environment = [
		new Date().toISOString().slice(0, 10),
		...[
			`n8n-nodes-oration ${version}`,
			`n8n ${LOCKED_VERSION}`,
			`Node.js ${process.versions.node}`,
		],
		...[os.platform(), `${os.availableParallelism()} cores`, os.cpus()[0]?.model.trim()],
	];
	const introduction = `# Results\n\n${environment.join(', ')}.\n\n\`npm run bench\` writes these results, and [Performance](../docs/performance.md) explains it. A ratio compares two values of the same round. It's the median of the rounds, with the range of the middle half in brackets.`;
	const report = (/** @type {string} */ section) => {
		log(`\n${section}`);
		return section;
	};
	const sections = [report(await format(introduction))];
	// Each part is printed at once, so that a failure in the next part doesn't lose it.
	if (runsBoth || values.n8n) {
		for (const part of await measureN8n(options)) sections.push(report(await toSection(part)));
	}
	if (runsBoth || values.process)
		sections.push(report(await toSection(await measureProcess(options))));
	if (runsBoth && !small && !against) saveSections(sections);
}

bench().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
