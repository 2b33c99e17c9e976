const path = require('node:path');
const { request } = require('../request');
const { run } = require('../run');
const { freePort, startServer } = require('../server');

/**
 * A running n8n.
 * @typedef {import('../server').Server & { url: string, port: number }} RunningN8n
 */

/**
 * Returns the baseEnv variables of an isolated n8n: on the loopback interface, without telemetry, with its data in
 * one folder.
 *
 * @param {string} userFolder
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function baseEnv(userFolder, node) {
	return {
		// n8n starts its task runner with the first `node` in PATH.
		PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
		HOME: process.env.HOME,
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
		GENERIC_TIMEZONE: 'UTC',
		// On a busy machine, n8n would consider its database disconnected.
		DB_PING_TIMEOUT_MS: '600000',
	};
}

/**
 * Runs a CLI command of n8n and waits until it exits.
 *
 * @param {import('./install').N8n} n8n
 * @param {string} userFolder
 * @param {string[]} args
 * @param {(line: string) => void} log
 */
function n8nCommand({ node, bin }, userFolder, args, log) {
	return run(node, [bin, ...args], { cwd: userFolder, log, env: baseEnv(userFolder, node) });
}

/**
 * Starts n8n and waits until it accepts requests.
 *
 * @param {import('./install').N8n} n8n
 * @param {{
 *   userFolder: string, port?: number, env?: NodeJS.ProcessEnv, role?: 'start' | 'webhook' | 'worker',
 * }} options `port` defaults to a free port, and `role` is the process type in queue mode
 * @returns {Promise<RunningN8n>}
 */
async function startN8n({ node, bin }, { userFolder, port, env = {}, role = 'start' }) {
	const n8nPort = port ?? (await freePort());
	const url = `http://127.0.0.1:${n8nPort}`;
	const server = await startServer({
		command: node,
		args: [bin, role],
		cwd: userFolder,
		env: {
			...baseEnv(userFolder, node),
			N8N_PORT: String(n8nPort),
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...env,
		},
		isReady: async (log) =>
			role === 'worker' ? log.includes('n8n worker is now ready') : await isReady(url, role),
	});
	return { ...server, url, port: n8nPort };
}

/**
 * Returns whether n8n is ready. Also checks the editor's API, because n8n 1 reports ready before that API responds.
 *
 * @param {string} url
 * @param {string} role
 */
async function isReady(url, role) {
	const paths = ['/healthz/readiness', ...(role === 'start' ? ['/rest/settings'] : [])];
	try {
		const responses = await Promise.all(paths.map((path) => request(`${url}${path}`)));
		return responses.every(({ ok }) => ok);
	} catch {
		return false;
	}
}

module.exports = { n8nCommand, startN8n };
