const { spawn } = require('node:child_process');
const { randomInt } = require('node:crypto');
const { once } = require('node:events');
const net = require('node:net');
const { waitFor } = require('./waitFor');

const STOP_LIMIT_MS = 120_000;
/** Below the ports that systems give to outgoing connections, which could take one before it is used. */
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
	let running = true;
	const ended = once(child, 'close').then(
		() => {
			running = false;
		},
		(error) => {
			running = false;
			output += error.message;
		},
	);

	/** @param {NodeJS.Signals} signal */
	const end = async (signal) => {
		if (!running) return;
		child.kill(signal);
		const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
		await ended;
		clearTimeout(kill);
	};

	try {
		await waitFor(`${command} ${args.join(' ')}`, async () => {
			if (!running) throw new Error(`${command} ${args.join(' ')} has ended.`);
			return await isReady(output);
		});
	} catch (error) {
		await end('SIGTERM');
		throw new Error(`${String(error)}\nIts last words:\n${output.slice(-3000)}`);
	}
	return {
		pid: child.pid,
		log: () => output,
		stop: async () => await end('SIGTERM'),
		kill: async () => await end('SIGKILL'),
		ended,
	};
}

/**
 * @param {number} [wanted] is returned if it is free
 * @returns {Promise<number>} a port that is free on 127.0.0.1
 */
async function freePort(wanted = randomInt(PORTS.first, PORTS.last)) {
	const server = net.createServer();
	try {
		server.listen(wanted, '127.0.0.1');
		await once(server, 'listening');
	} catch {
		return await freePort();
	}
	server.close();
	await once(server, 'close');
	return wanted;
}

module.exports = { freePort, startServer };
