const { asText } = require('../ratio');

const COLUMNS = ['measured', 'against', 'median (min to max)', 'goal', 'met'];

/**
 * A measured ratio and the most that it may be; without a goal it is there to compare with.
 * @typedef {{
 *   measured: string, against: string, ratio: import('../ratio').Ratio, goal?: string, most?: number,
 * }} Result
 */

/** @param {Result} result */
function toRow({ measured, against, ratio, goal, most }) {
	const verdict = most === undefined ? '' : ratio.median <= most ? 'yes' : 'no';
	return [measured, against, asText(ratio), goal ?? '', verdict];
}

/** @param {number} most */
const atMostOnTop = (most) => ({ goal: `at most ${most.toFixed(1)} on top`, most });

module.exports = { COLUMNS, atMostOnTop, toRow };
