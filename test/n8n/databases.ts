/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports --
   this starts servers for the tests; nothing of it is published */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../scripts/run';
import { freePort, startServer, type Server } from '../../scripts/server';

const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const DEBIAN_REDIS = '/usr/bin/redis-server';
const POSTGRES_USER = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

export const databasesAreInstalled = existsSync(DEBIAN_POSTGRES) && existsSync(DEBIAN_REDIS);

/** A database server on a free port of the loopback interface, with its data in a folder of its own. */
export class Database {
	private server?: Server;

	private constructor(
		readonly port: number,
		private readonly folder: string,
		private readonly launch: () => Promise<Server>,
	) {}

	static async postgres(): Promise<Database> {
		const port = await freePort();
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-postgres-'));
		const [version = ''] = readdirSync(DEBIAN_POSTGRES);
		const bin = path.join(DEBIAN_POSTGRES, version, 'bin');
		const data = path.join(folder, 'data');
		const quietly = { cwd: folder, log: () => {} };

		// PostgreSQL refuses to run as root.
		const isRoot = process.getuid?.() === 0;
		const unprivileged = (command: string, ...args: string[]) =>
			isRoot
				? { command: 'setpriv', args: [...POSTGRES_USER, command, ...args] }
				: { command, args };
		if (isRoot) await run('chown', ['postgres', folder], quietly);

		const initdb = unprivileged(`${bin}/initdb`, '-D', data, '-U', 'n8n', '-A', 'trust');
		await run(initdb.command, initdb.args, quietly);
		const address = ['-h', '127.0.0.1', '-p', String(port), '-k', folder];
		const launch = async () =>
			await startServer({
				...unprivileged(`${bin}/postgres`, '-D', data, ...address),
				cwd: folder,
				isReady: async (log) => log.includes('database system is ready to accept connections'),
			});
		return await new Database(port, folder, launch).start();
	}

	/** Redis, which here writes every change to disk, as it has to where nothing may be lost. */
	static async redis(): Promise<Database> {
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

	async start(): Promise<this> {
		this.server = await this.launch();
		return this;
	}

	/** Ends it with kill -9. */
	async kill(): Promise<void> {
		await this.server?.kill();
	}

	async stop(): Promise<void> {
		await this.server?.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
