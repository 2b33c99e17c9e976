/**
 * A table of results.
 * @typedef {{ title: string, note?: string, columns: string[], rows: string[][] }} Table
 */

/** @param {Table} table */
function toMarkdown({ title, note, columns, rows }) {
	const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
	const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
	return [`### ${title}`, ...(note ? [note] : []), table].join('\n\n');
}

module.exports = { toMarkdown };
