const { spawn } = require('node:child_process');
const { randomInt } = require('node:crypto');
const { once } = require('node:events');
const net = require('node:net');
const { waitFor } = require('./waitFor');

const STOP_TIMEOUT_MS = 120_000;
/** Below the ephemeral ports, so that an outgoing connection can't take a port before the server does. */
const PORTS = { first: 10_000, last: 32_000 };

/**
 * A running server process.
 * @typedef {{
 *   pid: number | undefined,
 *   log: () => string,
 *   stop: () => Promise<void>,
 *   kill: () => Promise<void>,
 *   ended: Promise<void>,
 * }} Server
 */

/**
 * Starts a server and waits until it is ready.
 *
 * @param {{
 *   command: string, args: string[], cwd: string, env?: NodeJS.ProcessEnv,
 *   isReady: (log: string) => Promise<boolean>,
 * }} options
 * @returns {Promise<Server>}
 */
async function startServer({ command, args, cwd, env, isReady }) {
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	const collect = (/** @type {Buffer} */ chunk) => {
		output += chunk;
	};
	child.stdout.on('data', collect);
	child.stderr.on('data', collect);
	let isRunning = true;
	const ended = once(child, 'close').then(
		() => {
			isRunning = false;
		},
		(error) => {
			isRunning = false;
			output += error.message;
		},
	);

	/** @param {NodeJS.Signals} signal */
	const terminate = async (signal) => {
		if (!isRunning) return;
		child.kill(signal);
		const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
		await ended;
		clearTimeout(kill);
	};

	try {
		await waitFor(`${command} ${args.join(' ')}`, async () => {
			if (!isRunning) throw new Error(`${command} ${args.join(' ')} exited.`);
			return await isReady(output);
		});
	} catch (error) {
		await terminate('SIGTERM');
		throw new Error(`${String(error)}\nLast output:\n${output.slice(-3000)}`);
	}
	return {
		pid: child.pid,
		log: () => output,
		stop: async () => await terminate('SIGTERM'),
		kill: async () => await terminate('SIGKILL'),
		ended,
	};
}

/**
 * Returns a free port on 127.0.0.1.
 *
 * @param {number} [preferred] returned if it's free
 * @returns {Promise<number>}
 */
async function freePort(preferred = randomInt(PORTS.first, PORTS.last)) {
	const server = net.createServer();
	try {
		server.listen(preferred, '127.0.0.1');
		await once(server, 'listening');
	} catch {
		return await freePort();
	}
	server.close();
	await once(server, 'close');
	return preferred;
}

module.exports = { freePort, startServer };
