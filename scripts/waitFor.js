const { setTimeout: sleep } = require('node:timers/promises');

const PAUSE = 100;

/**
 * Waits until something is so.
 *
 * @param {string} what for the message where it takes too long
 * @param {() => Promise<boolean>} isSo
 * @param {number} [limit] milliseconds
 */
async function waitFor(what, isSo, limit = 20_000) {
	const deadline = Date.now() + limit;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`Waited ${limit / 1000} s for ${what}.`);
		await sleep(PAUSE);
	}
}

module.exports = { waitFor };
