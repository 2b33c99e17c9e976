const { readFileSync } = require('node:fs');

/** The unit of Linux' process times, which is the same on every architecture that n8n runs on. */
const MILLISECONDS_PER_TICK = 10;

/**
 * The CPU time that a process and its children have taken so far, as Linux counts it.
 *
 * @param {number | undefined} pid
 * @returns {number} milliseconds; NaN where there is no such count
 */
function cpuTime(pid) {
	try {
		// The name of the process, in brackets, may have spaces.
		const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/);
		const [user, system] = fields.split(' ').slice(11, 13).map(Number);
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
		const own = ((user ?? NaN) + (system ?? NaN)) * MILLISECONDS_PER_TICK;
		return children.reduce((sum, child) => sum + cpuTime(Number(child)), own);
	} catch {
		return NaN;
	}
}

module.exports = { cpuTime };
