const { setTimeout: sleep } = require('node:timers/promises');

const PAUSE_MS = 100;
/** Long enough for a slow machine. It only ends a hang. */
const TIMEOUT_MS = 600_000;

/**
 * Waits until a condition holds.
 *
 * @param {string} what the condition, for the error message
 * @param {() => Promise<boolean>} holds
 * @throws if the condition doesn't hold within 10 minutes
 */
async function waitFor(what, holds) {
	const deadline = Date.now() + TIMEOUT_MS;
	while (!(await holds())) {
		if (Date.now() > deadline)
			throw new Error(`Timed out after ${TIMEOUT_MS / 60_000} minutes waiting for ${what}.`);
		await sleep(PAUSE_MS);
	}
}

module.exports = { waitFor };
