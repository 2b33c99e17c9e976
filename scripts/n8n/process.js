const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { run } = require('../run');

const START_LIMIT = 180_000;
const STOP_LIMIT = 20_000;

/**
 * A running n8n.
 * @typedef {{ url: string, log: () => string, stop: () => Promise<void>, ended: Promise<void> }} RunningN8n
 */

/**
 * The environment of an n8n that keeps to itself: on the loopback interface, quiet, with its data in one folder.
 *
 * @param {string} userFolder
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function environment(userFolder, node) {
	return {
		// n8n starts its task runner with the first node it finds.
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
	};
}

/**
 * Runs a command of n8n's command line to its end.
 *
 * @param {import('./install').N8n} n8n
 * @param {string} userFolder
 * @param {string[]} args
 * @param {(line: string) => void} log
 */
function n8nCommand({ node, bin }, userFolder, args, log) {
	return run(node, [bin, ...args], { cwd: userFolder, log, env: environment(userFolder, node) });
}

/**
 * Starts an n8n and waits until it takes requests.
 *
 * @param {import('./install').N8n} n8n
 * @param {{ userFolder: string, port?: number, env?: NodeJS.ProcessEnv }} options a free port is taken where none is given
 * @returns {Promise<RunningN8n>}
 */
async function startN8n({ node, bin }, { userFolder, port, env = {} }) {
	const n8nPort = port ?? (await freePort());
	const url = `http://127.0.0.1:${n8nPort}`;
	const child = spawn(node, [bin, 'start'], {
		cwd: userFolder,
		env: {
			...environment(userFolder, node),
			N8N_PORT: String(n8nPort),
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...env,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	const collect = (/** @type {Buffer} */ chunk) => {
		output += chunk;
	};
	child.stdout.on('data', collect);
	child.stderr.on('data', collect);
	let running = true;
	const ended = once(child, 'close').then(() => {
		running = false;
	});

	const stop = async () => {
		if (!running) return;
		child.kill('SIGTERM');
		const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
		await ended;
		clearTimeout(kill);
	};

	const deadline = Date.now() + START_LIMIT;
	while (!(await isReady(url))) {
		if (!running || Date.now() > deadline) {
			await stop();
			throw new Error(`n8n did not start. Its last words:\n${output.slice(-3000)}`);
		}
		await sleep(250);
	}
	return { url, log: () => output, stop, ended };
}

/**
 * n8n 1 calls itself ready before the editor's API is there.
 *
 * @param {string} url
 */
async function isReady(url) {
	try {
		return (await fetch(`${url}/healthz/readiness`)).ok && (await fetch(`${url}/rest/settings`)).ok;
	} catch {
		return false;
	}
}

/**
 * @param {number} [wanted] taken if it is free
 * @returns {Promise<number>}
 */
async function freePort(wanted = 0) {
	const server = net.createServer();
	try {
		server.listen(wanted, '127.0.0.1');
		await once(server, 'listening');
	} catch {
		return await freePort();
	}
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('No port is free.');
	return address.port;
}

module.exports = { freePort, n8nCommand, startN8n };
