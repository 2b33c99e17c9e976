const { createHash } = require('node:crypto');
const { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { run } = require('../run');

const ROOT = path.resolve(__dirname, '../..');
const CACHE = path.join(ROOT, '.n8n');
const NODE_MAJOR = '24';
/** The n8n of the demo, the tests and the bench. */
const LOCKED_VERSION = '2.41.1';
const LAST_N8N_1 = '1.123.81';

/**
 * An n8n on this machine, and the Node.js to run it with.
 * @typedef {{ version: string, node: string, bin: string }} N8n
 */

/**
 * Installs an n8n into `.n8n/<version>` of the clone, from its lock file in this folder, or takes the one that is there.
 * A version without a lock file there is installed with the newest dependencies that it allows.
 * Install scripts stay off: some download what many networks do not let through. What n8n needs of them is built after.
 *
 * @param {string} version
 * @param {(line: string) => void} log
 * @returns {Promise<N8n>}
 */
async function installN8n(version, log) {
	const source = path.join(__dirname, version);
	const isLocked = existsSync(source);
	const home = path.join(CACHE, version);
	const modules = path.join(home, 'node_modules');
	const done = path.join(home, 'installed');
	const lock = isLocked
		? createHash('sha256')
				.update(readFileSync(path.join(source, 'package-lock.json')))
				.digest('hex')
		: 'not locked';

	if (!existsSync(done) || readFileSync(done, 'utf8') !== lock) {
		mkdirSync(home, { recursive: true });
		if (isLocked) {
			cpSync(source, home, { recursive: true });
		} else {
			log(`No lock file here for n8n ${version}: its dependencies are the newest that it allows.`);
			writeFileSync(path.join(home, 'package.json'), JSON.stringify(unlockedManifest(version)));
		}
		log(`Installing n8n ${version}: about 3 minutes and 2.7 GB, once.`);
		// n8n names all that it needs. Its optional peers contradict each other, which costs npm hours.
		const install = isLocked ? ['ci'] : ['install', '--legacy-peer-deps'];
		await run('npm', [...install, '--ignore-scripts', '--no-audit', '--no-fund'], {
			cwd: home,
			log,
		});
		log('Building its SQLite: about a minute, once.');
		await run('npm', ['rebuild', 'sqlite3', 'node', '--ignore-scripts=false'], { cwd: home, log });
		writeFileSync(done, lock);
	}

	const ownNode = process.versions.node.split('.')[0] === NODE_MAJOR;
	return {
		version,
		node: ownNode
			? process.execPath
			: path.join(modules, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		bin: path.join(modules, 'n8n/bin/n8n'),
	};
}

/**
 * Returns the manifest of a version without a lock file. It holds the dependencies whose newest release some networks
 * don't let through (as for the last n8n 1), or doesn't go with the other dependencies of that version.
 *
 * @param {string} version
 */
function unlockedManifest(version) {
	const { overrides } = JSON.parse(
		readFileSync(path.join(__dirname, LAST_N8N_1, 'package.json'), 'utf8'),
	);
	return {
		name: `n8n-${version}`,
		private: true,
		dependencies: { n8n: version, node: NODE_MAJOR },
		overrides: { ...overrides, '@langchain/langgraph-checkpoint': '1.0.0' },
	};
}

/**
 * Builds and packs this package as it would be published, or takes the tarball that PACKED_TARBALL names.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the path of the tarball
 */
async function packPackage(log) {
	const { PACKED_TARBALL } = process.env;
	if (PACKED_TARBALL) return PACKED_TARBALL;
	log('Building and packing n8n-nodes-oration.');
	await run('npm', ['run', 'build'], { cwd: ROOT, log });
	mkdirSync(CACHE, { recursive: true });
	const packed = await run('npm', ['pack', '--json', '--pack-destination', CACHE], {
		cwd: ROOT,
		log,
	});
	const [{ filename }] = JSON.parse(packed);
	return path.join(CACHE, filename);
}

/**
 * @param {string} tarball
 * @param {string} folder where the files of the package go
 */
async function unpack(tarball, folder) {
	const args = ['-xzf', tarball, '-C', folder, '--strip-components=1'];
	await run('tar', args, { cwd: ROOT, log: () => {} });
}

/**
 * Puts a package where n8n keeps community packages. Like n8n it leaves peer dependencies out: n8n brings them.
 *
 * @param {string} userFolder the N8N_USER_FOLDER
 * @param {string} tarball
 * @param {(line: string) => void} log
 */
async function installPackage(userFolder, tarball, log) {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	const manifest = path.join(nodes, 'package.json');
	if (!existsSync(manifest)) writeFileSync(manifest, '{"name":"installed-nodes","private":true}');
	const options = [
		'--legacy-peer-deps',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--package-lock=false',
	];
	await run('npm', ['install', ...options, tarball], { cwd: nodes, log });
}

module.exports = {
	CACHE,
	LOCKED_VERSION,
	ROOT,
	installN8n,
	installPackage,
	packPackage,
	unpack,
};
