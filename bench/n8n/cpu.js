const { readFileSync } = require('node:fs');

/** The unit of the process times on Linux. It's the same on every architecture that n8n runs on. */
const MS_PER_TICK = 10;

/**
 * Reads the CPU time of a process and its children, such as n8n's task runner, from Linux.
 *
 * @param {number | undefined} pid
 * @returns {number} milliseconds, NaN on other systems
 */
function cpuTime(pid) {
	try {
		// The name of the process, in brackets, can have spaces.
		const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/);
		const [user, system] = fields.split(' ').slice(11, 13).map(Number);
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
		const own = ((user ?? NaN) + (system ?? NaN)) * MS_PER_TICK;
		return children.reduce((sum, child) => sum + cpuTime(Number(child)), own);
	} catch {
		return NaN;
	}
}

module.exports = { cpuTime };
