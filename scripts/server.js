const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const { waitFor } = require('./waitFor');

const START_LIMIT = 180_000;
const STOP_LIMIT = 20_000;

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
	const ended = once(child, 'close').then(() => {
		running = false;
	});

	/** @param {NodeJS.Signals} signal */
	const end = async (signal) => {
		if (!running) return;
		child.kill(signal);
		const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
		await ended;
		clearTimeout(kill);
	};

	try {
		await waitFor(
			`${command} ${args.join(' ')}`,
			async () => {
				if (!running) throw new Error(`${command} ${args.join(' ')} has ended.`);
				return await isReady(output);
			},
			START_LIMIT,
		);
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

module.exports = { freePort, startServer };
