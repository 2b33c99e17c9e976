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

function quantile(/** @type {readonly number[]} */ values, /** @type {number} */ share) {
	const sorted = [...values].sort((a, b) => a - b);
	const index = (sorted.length - 1) * share;
	return ((sorted[Math.floor(index)] ?? NaN) + (sorted[Math.ceil(index)] ?? NaN)) / 2;
}

const median = (/** @type {readonly number[]} */ values) => quantile(values, 0.5);

/** Returns the ratio of each round. */
const ratios = (
	/** @type {readonly number[]} */ subject,
	/** @type {readonly number[]} */ baseline,
) => subject.map((value, round) => value / (baseline[round] ?? 0));

function formatRatio(/** @type {readonly number[]} */ values) {
	const text = (/** @type {number} */ share) => quantile(values, share).toFixed(2);
	return values.length > 1 ? `${text(0.5)} (${text(0.25)} to ${text(0.75)})` : text(0.5);
}

module.exports = { format, formatRatio, median, ratios, RESULTS, toSection };
