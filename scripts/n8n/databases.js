const { existsSync, mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { freePort, run, Server } = require('../process');

const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const DEBIAN_REDIS = '/usr/bin/redis-server';
const POSTGRES_USER = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

const databasesAreInstalled = existsSync(DEBIAN_POSTGRES) && existsSync(DEBIAN_REDIS);

/** A database server on a free loopback port, with its data in a temporary folder. */
class Database extends Server {
	constructor(
		/** @type {number} */ port,
		/** @type {string} */ folder,
		/** @type {string[]} */ command,
		/** @type {string} */ readyMessage,
	) {
		super();
		this.port = port;
		this.folder = folder;
		this.command = command;
		this.readyMessage = readyMessage;
	}

	/** Starts a PostgreSQL with a new database cluster. */
	static async postgres() {
		const port = await freePort();
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-postgres-'));
		const [version = ''] = readdirSync(DEBIAN_POSTGRES);
		const bin = path.join(DEBIAN_POSTGRES, version, 'bin');
		const data = path.join(folder, 'data');

		// PostgreSQL doesn't run as root.
		const isRoot = process.getuid?.() === 0;
		const unprivileged = isRoot ? ['setpriv', ...POSTGRES_USER] : [];
		if (isRoot) await run('chown', ['postgres', folder], { cwd: folder });

		const initdb = [`${bin}/initdb`, '-D', data, '-U', 'n8n', '-A', 'trust'];
		const [command = '', ...args] = [...unprivileged, ...initdb];
		await run(command, args, { cwd: folder });
		const address = ['-h', '127.0.0.1', '-p', String(port), '-k', folder];
		const postgres = [...unprivileged, `${bin}/postgres`, '-D', data, ...address];
		const readyMessage = 'database system is ready to accept connections';
		const database = new Database(port, folder, postgres, readyMessage);
		await database.start();
		return database;
	}

	/** Starts a Redis that writes every change to disk, so that it loses nothing when it's killed. */
	static async redis() {
		const port = await freePort();
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-redis-'));
		const address = ['--bind', '127.0.0.1', '--port', String(port)];
		const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
		const redis = [DEBIAN_REDIS, '--dir', folder, ...address, ...durable];
		const database = new Database(port, folder, redis, 'Ready to accept connections');
		await database.start();
		return database;
	}

	/** Starts the server, or restarts it on the same port. */
	async start() {
		const [command = '', ...args] = this.command;
		const isReady = async (/** @type {string} */ log) => log.includes(this.readyMessage);
		await super.start({ command, args, cwd: this.folder, isReady });
	}

	/** Stops the server and deletes its data. */
	async stop() {
		await super.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Returns the environment variables of an n8n that stores its data in PostgreSQL. */
function postgresEnv(/** @type {number} */ port) {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_DATABASE: 'postgres',
	};
}

/** Returns the environment variables of an n8n in queue mode. */
function queueModeEnv(/** @type {Database} */ postgres, /** @type {Database} */ redis) {
	return {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		// n8n exits when Redis is unavailable for longer.
		QUEUE_BULL_REDIS_TIMEOUT_THRESHOLD: '60000',
		...postgresEnv(postgres.port),
	};
}

module.exports = { Database, databasesAreInstalled, postgresEnv, queueModeEnv };
