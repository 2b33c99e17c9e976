const { setTimeout: sleep } = require('node:timers/promises');

const PAUSE_MS = 100;
/** It ends a hang; it doesn't measure. */
const LIMIT_MS = 600_000;

/**
 * Waits until a condition holds.
 *
 * @param {string} what for the error's message
 * @param {() => Promise<boolean>} holds
 * @throws when the condition doesn't hold within 10 minutes
 */
async function waitFor(what, holds) {
	const deadline = Date.now() + LIMIT_MS;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`Waited ${LIMIT_MS / 60_000} minutes for ${what}.`);
		await sleep(PAUSE_MS);
	}
}

module.exports = { waitFor };
