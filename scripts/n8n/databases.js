const { existsSync, mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { run } = require('../run');
const { freePort, startServer } = require('../server');

const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const DEBIAN_REDIS = '/usr/bin/redis-server';
const POSTGRES_USER = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

const databasesAreInstalled = existsSync(DEBIAN_POSTGRES) && existsSync(DEBIAN_REDIS);

/** @typedef {import('../server').Server} Server */

/** A database server on a free loopback port, with its data in a temporary folder. */
class Database {
	/** @type {Server | undefined} */
	#server;

	/**
	 * @param {number} port
	 * @param {string} folder
	 * @param {() => Promise<Server>} launch
	 */
	constructor(port, folder, launch) {
		this.port = port;
		this.folder = folder;
		this.launch = launch;
	}

	/**
	 * Starts a PostgreSQL with a new database cluster.
	 *
	 * @returns {Promise<Database>}
	 */
	static async postgres() {
		const port = await freePort();
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-postgres-'));
		const [version = ''] = readdirSync(DEBIAN_POSTGRES);
		const bin = path.join(DEBIAN_POSTGRES, version, 'bin');
		const data = path.join(folder, 'data');
		const silent = { cwd: folder, log: () => {} };

		// PostgreSQL doesn't run as root.
		const isRoot = process.getuid?.() === 0;
		const unprivileged = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
			isRoot
				? { command: 'setpriv', args: [...POSTGRES_USER, command, ...args] }
				: { command, args };
		if (isRoot) await run('chown', ['postgres', folder], silent);

		const initdb = unprivileged(`${bin}/initdb`, '-D', data, '-U', 'n8n', '-A', 'trust');
		await run(initdb.command, initdb.args, silent);
		const address = ['-h', '127.0.0.1', '-p', String(port), '-k', folder];
		const launch = async () =>
			await startServer({
				...unprivileged(`${bin}/postgres`, '-D', data, ...address),
				cwd: folder,
				isReady: async (log) => log.includes('database system is ready to accept connections'),
			});
		return await new Database(port, folder, launch).start();
	}

	/**
	 * Starts a Redis that writes every change to disk, so that it loses nothing when it's killed.
	 *
	 * @returns {Promise<Database>}
	 */
	static async redis() {
		const port = await freePort();
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-redis-'));
		const address = ['--bind', '127.0.0.1', '--port', String(port)];
		const launch = async () =>
			await startServer({
				command: DEBIAN_REDIS,
				args: ['--dir', folder, ...address, '--appendonly', 'yes', '--appendfsync', 'always'],
				cwd: folder,
				isReady: async (log) => log.includes('Ready to accept connections'),
			});
		return await new Database(port, folder, launch).start();
	}

	get pid() {
		return this.#server?.pid;
	}

	/**
	 * Starts the server, or restarts it on the same port.
	 *
	 * @returns {Promise<this>}
	 */
	async start() {
		this.#server = await this.launch();
		return this;
	}

	/** Kills the server with SIGKILL. */
	async kill() {
		await this.#server?.kill();
	}

	async stop() {
		await this.#server?.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/**
 * Returns the environment variables of an n8n that stores its data in PostgreSQL.
 *
 * @param {number} port
 */
function postgresEnv(port) {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_DATABASE: 'postgres',
	};
}

/**
 * Returns the environment variables of an n8n in queue mode.
 *
 * @param {Database} postgres
 * @param {Database} redis
 */
function queueModeEnv(postgres, redis) {
	return {
		N8N_ENCRYPTION_KEY: 'for tests only',
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		// n8n exits when Redis is unavailable for longer.
		QUEUE_BULL_REDIS_TIMEOUT_THRESHOLD: '60000',
		...postgresEnv(postgres.port),
	};
}

module.exports = { Database, databasesAreInstalled, postgresEnv, queueModeEnv };
