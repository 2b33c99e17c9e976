const { execFileSync } = require('node:child_process');
const path = require('node:path');

/** Less than the shortest of what could be kept of each event. */
const NEGLIGIBLE = 1;

/**
 * What the trigger keeps of the events that it has accepted, in a process of its own.
 *
 * @param {number[]} counts of events, after which the heap is looked at
 * @returns {import('../table').Table}
 */
function ledgerTable(counts) {
	const heaps = heapsAfter(counts);
	const [first = NaN] = counts;
	const rows = counts.slice(1).map((count, index) => {
		const bytes = ((heaps[index + 1] ?? NaN) - (heaps[0] ?? NaN)) / (count - first);
		return [
			`bytes kept of each event, ${asCount(first)} to ${asCount(count)} events`,
			`the heap after ${asCount(first)} events, the newest 1,000 of which are kept`,
			bytes.toFixed(3),
			`none: below ${NEGLIGIBLE}`,
			bytes < NEGLIGIBLE ? 'yes' : 'no',
		];
	});
	return {
		title: 'Memory',
		note: 'Heap in use after a garbage collection, one process, one trigger.',
		columns: ['measured', 'against', 'bytes', 'goal', 'met'],
		rows,
	};
}

/**
 * @param {number[]} counts
 * @returns {number[]} bytes
 */
function heapsAfter(counts) {
	const script = path.join(__dirname, 'acceptEvents.js');
	const args = ['--expose-gc', script, ...counts.map(String)];
	return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** @param {number} count */
const asCount = (count) => count.toLocaleString('en');

module.exports = { ledgerTable };
