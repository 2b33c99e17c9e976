const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const prettier = require('prettier');
const { toMarkdown } = require('./table');

const REPORT = path.resolve(__dirname, '../docs/performance.md');

/** Each is a file of its own here, which is loaded when it is asked for. */
const HALVES = /** @type {const} */ (['process', 'n8n']);

const write = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/**
 * Measures, prints the tables and, where it was more than a trial, writes them into the report.
 *
 * @param {ReadonlyArray<(typeof HALVES)[number]>} halves
 * @param {boolean} small
 */
async function bench(halves, small) {
	for (const half of halves) {
		const { [`${half}Tables`]: measure } = require(`./${half}`);
		/** @type {import('./table').Table[]} */
		const tables = await measure({ small, log: write });
		const markdown = tables.map(toMarkdown).join('\n\n');
		write(`\n${markdown}\n`);
		if (!small) await writeIntoReport(half.toUpperCase(), markdown);
	}
}

/**
 * @param {string} marker
 * @param {string} markdown
 */
async function writeIntoReport(marker, markdown) {
	const [start, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
	const report = readFileSync(REPORT, 'utf8');
	const [before, rest] = [report.indexOf(start), report.indexOf(end)];
	if (before < 0 || rest < before) throw new Error(`${REPORT} has no place for ${marker}.`);
	const written = `${report.slice(0, before + start.length)}\n\n${markdown}\n\n${report.slice(rest)}`;
	const style = await prettier.resolveConfig(REPORT);
	writeFileSync(REPORT, await prettier.format(written, { ...style, filepath: REPORT }));
}

const flag = /** @type {const} */ ({ type: 'boolean', default: false });
const { values } = parseArgs({ options: { small: flag, process: flag, n8n: flag } });
const chosen = HALVES.filter((half) => values[half]);
bench(chosen.length > 0 ? chosen : HALVES, values.small).catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
