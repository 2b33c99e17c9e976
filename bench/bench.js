const { writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const prettier = require('prettier');
const { LOCKED_VERSION, packPackage } = require('../scripts/n8n/install');
const { version } = require('../package.json');

const RESULTS = path.join(__dirname, 'RESULTS.md');

/** @typedef {{ title: string, note: string, columns: string[], rows: string[][] }} Part of the bench, with its table */

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
	const introduction = `# Results\n\n${environment.join(', ')}.\n\n\`npm run bench\` writes this file, and [Performance](../docs/performance.md) explains it. A ratio compares two values of the same round. It's the median of the rounds, with the range of the middle half in brackets.`;
	const style = await prettier.resolveConfig(RESULTS);
	const report = async (/** @type {string} */ markdown) => {
		const formatted = await prettier.format(markdown, { ...style, parser: 'markdown' });
		log(`\n${formatted}`);
		return formatted;
	};
	const sections = [await report(introduction)];
	// Each part is printed at once, so that a failure in the next part doesn't lose it.
	if (runsBoth || values.n8n) sections.push(await report(toMarkdown(await measureN8n(options))));
	if (runsBoth || values.process)
		sections.push(await report(toMarkdown(await measureProcess(options))));
	if (runsBoth && !small && !against) writeFileSync(RESULTS, sections.join('\n'));
}

function toMarkdown(/** @type {Part} */ { title, note, columns, rows }) {
	const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
	const table = [columns, columns.map(() => '---'), ...rows].map(line).join('\n');
	return [`## ${title}`, note, table].join('\n\n');
}

bench().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
