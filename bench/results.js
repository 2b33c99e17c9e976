const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const prettier = require('prettier');

const RESULTS = path.join(__dirname, 'RESULTS.md');

/** @typedef {{ title: string, note: string, columns: string[], rows: string[][] }} Part of the results, with its table */

/** Returns a section of the results. */
async function toSection(/** @type {Part} */ { title, note, columns, rows }) {
	const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
	const table = [columns, columns.map(() => '---'), ...rows].map(line).join('\n');
	return await format([`## ${title}`, note, table].join('\n\n'));
}

async function format(/** @type {string} */ markdown) {
	const style = await prettier.resolveConfig(RESULTS);
	return await prettier.format(markdown, { ...style, parser: 'markdown' });
}

/** Saves sections to `RESULTS.md`. Replaces those with the same heading, and keeps the others. */
function saveSections(/** @type {string[]} */ sections) {
	const saved = readFileSync(RESULTS, 'utf8').split(/\n(?=## )/);
	const byHeading = new Map(
		[...saved, ...sections].map((section) => [section.split('\n', 1)[0], section]),
	);
	writeFileSync(RESULTS, [...byHeading.values()].join('\n'));
}

module.exports = { format, saveSections, toSection };
