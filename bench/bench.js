const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const prettier = require('prettier');
const { packPackage } = require('../scripts/n8n/install');

const RESULTS = path.join(__dirname, 'RESULTS.md');
const INTRODUCTION = `# Results

\`npm run bench\` writes this file. [Performance](../docs/performance.md) explains it. A ratio compares two values of the same round. Each cell has the median of all rounds, then the lowest and the highest ratio.`;

/**
 * A part of the bench and its table.
 * @typedef {{ title: string, versions?: string, note: string, columns: string[], rows: string[][] }} Part
 */

/**
 * What to measure: `small` only shows that the bench runs, `against` is the tarball of another build of this package.
 * @typedef {{ small: boolean, tarball: string, against?: string, log: (line: string) => void }} Options
 */

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Runs the selected parts, prints their tables and, unless it's a small run, saves them. */
async function bench() {
	const flag = /** @type {const} */ ({ type: 'boolean', default: false });
	const { values } = parseArgs({
		options: { process: flag, n8n: flag, small: flag, against: { type: 'string' } },
	});
	const { small } = values;
	const against = values.against && path.resolve(values.against);
	const isEach = values.process === values.n8n;

	/** @type {Options} */
	const options = { small, against, tarball: await packPackage(log), log };
	// Each part needs the build, so it loads after it.
	if (isEach || values.process) {
		const { measureProcess } = require('./process');
		await report(await measureProcess(options), small);
	}
	if (isEach || values.n8n) {
		const { measureN8n } = require('./n8n');
		await report(await measureN8n(options), small);
	}
}

/**
 * @param {Part} part
 * @param {boolean} small
 */
async function report(part, small) {
	const markdown = toMarkdown(part);
	log(`\n${await format(markdown)}`);
	if (small) return;
	const saved = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
	const others = saved
		.split(/^(?=## )/m)
		.filter((text) => text.startsWith('## ') && !text.startsWith(`## ${part.title}\n`));
	// "In n8n" sorts before "In the process", whichever runs first.
	const sections = [...others, markdown].sort();
	writeFileSync(RESULTS, await format([INTRODUCTION, ...sections].join('\n\n')));
}

/** @param {Part} part */
function toMarkdown({ title, versions, note, columns, rows }) {
	const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
	const table = [columns, columns.map(() => '---'), ...rows].map(line).join('\n');
	const { version } = require('../package.json');
	const machine = `${os.availableParallelism()} cores, ${os.cpus()[0]?.model.trim()}, ${os.platform()} ${os.arch()}`;
	const software = [`n8n-nodes-oration ${version}`, versions, `Node.js ${process.versions.node}`];
	const date = new Date().toISOString().slice(0, 10);
	const origin = [date, ...software.filter(Boolean), machine].join(', ');
	return [`## ${title}`, `${origin}.`, note, table].join('\n\n');
}

/** @param {string} markdown */
async function format(markdown) {
	const style = await prettier.resolveConfig(RESULTS);
	return await prettier.format(markdown, { ...style, filepath: RESULTS });
}

bench().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
