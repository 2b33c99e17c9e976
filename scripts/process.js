const { spawn } = require('node:child_process');
const { randomInt } = require('node:crypto');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: sleep } = require('node:timers/promises');

const HEARTBEAT_MS = 15_000;
const MAX_ERROR_LINES = 15;
const PAUSE_MS = 100;
/** Long enough for a slow machine. It only ends a hang. */
const WAIT_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 120_000;
/** Below the ephemeral ports, so that an outgoing connection can't take a port before the server does. */
const PORTS = { first: 10_000, last: 32_000 };

/**
 * Runs a command and waits until it exits. Logs only a heartbeat. The error of a failed command has its last lines.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, log?: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} its standard output
 */
async function run(command, args, { cwd, log = () => {}, env = process.env }) {
	const started = Date.now();
	const child = spawn(command, args, { cwd, env, shell: process.platform === 'win32' });
	const heartbeat = setInterval(() => {
		log(`  Still running (${Math.round((Date.now() - started) / 1000)} s)`);
	}, HEARTBEAT_MS);
	let stdout = '';
	let output = '';
	child.stdout.on('data', (chunk) => (stdout += chunk));
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => (output += chunk));
	}
	const [code] = await once(child, 'close').finally(() => clearInterval(heartbeat));
	if (code === 0) return stdout;
	const lastLines = output.trim().split('\n').slice(-MAX_ERROR_LINES).join('\n');
	throw new Error(
		`'${command} ${args.join(' ')}' in ${cwd} exited with code ${code}:\n${lastLines}`,
	);
}

/** A process that serves until it's stopped. It can be started again. */
class Server {
	/** What the process has written, of all starts. */
	log = '';

	/** @type {number | undefined} */
	pid;

	/** Resolves when the process ends. */
	ended = Promise.resolve();

	/** @type {(signal: NodeJS.Signals) => Promise<void>} */
	#terminate = async () => {};

	/**
	 * Starts the process and waits until it's ready.
	 *
	 * @param {{
	 *   command: string, args: string[], cwd: string, env?: NodeJS.ProcessEnv,
	 *   isReady: (log: string) => Promise<boolean>,
	 * }} options `isReady` gets what the process has written since this start
	 */
	async start({ command, args, cwd, env, isReady }) {
		const title = `${command} ${args.join(' ')}`;
		const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
		const logStart = this.log.length;
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk) => (this.log += chunk));
		}
		let isRunning = true;
		this.pid = child.pid;
		this.ended = once(child, 'close')
			.catch((error) => void (this.log += error.message))
			.then(() => void (isRunning = false));
		this.#terminate = async (signal) => {
			if (!isRunning) return;
			child.kill(signal);
			const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
			await this.ended;
			clearTimeout(kill);
		};
		try {
			await waitFor(title, async () => {
				if (!isRunning) throw new Error(`${title} exited.`);
				return await isReady(this.log.slice(logStart));
			});
		} catch (error) {
			await this.#terminate('SIGTERM');
			throw new Error(`${String(error)}\nLast output:\n${this.log.slice(-3000)}`);
		}
	}

	async stop() {
		await this.#terminate('SIGTERM');
	}

	/** Kills the process with SIGKILL. */
	async kill() {
		await this.#terminate('SIGKILL');
	}
}

/** Returns a free port on 127.0.0.1: the preferred one if it's free. @returns {Promise<number>} */
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

/** Waits until a condition holds. Throws with `what` it waited for if it doesn't hold within 10 minutes. */
async function waitFor(/** @type {string} */ what, /** @type {() => Promise<boolean>} */ holds) {
	const deadline = Date.now() + WAIT_TIMEOUT_MS;
	while (!(await holds())) {
		if (Date.now() > deadline)
			throw new Error(`Timed out after ${WAIT_TIMEOUT_MS / 60_000} minutes waiting for ${what}.`);
		await sleep(PAUSE_MS);
	}
}

/**
 * Sends a request on a new connection, because n8n can close a kept-alive connection while it's being reused.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string>, body?: string | Buffer | Uint8Array, signal?: AbortSignal }} [options]
 */
async function request(url, options = {}) {
	return await fetch(url, { ...options, headers: { ...options.headers, connection: 'close' } });
}

module.exports = { freePort, request, run, Server, waitFor };
