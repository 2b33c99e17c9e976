const { createHash } = require('node:crypto');
const {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} = require('node:fs');
const path = require('node:path');
const { run } = require('../process');

const ROOT = path.resolve(__dirname, '../..');
const CACHE = path.join(ROOT, '.n8n');
const NODE_MAJOR = '24';
/** The default n8n version of the demo, the tests and the bench. */
const LOCKED_VERSION = '2.41.1';
const LAST_N8N_1 = '1.123.81';

/**
 * An installed n8n, and the Node.js that runs it.
 * @typedef {{ version: string, node: string, bin: string }} InstalledN8n
 */

/**
 * Installs n8n into `.n8n/<version>` of the repository, if it isn't installed yet. Uses the lock file in this folder, or
 * the newest compatible dependencies if the version has none.
 * Disables install scripts, because some download files that many networks block. Then rebuilds the packages that need one.
 *
 * @param {string} version
 * @param {(line: string) => void} log
 * @returns {Promise<InstalledN8n>}
 */
async function installN8n(version, log) {
	const source = path.join(__dirname, version);
	const isLocked = existsSync(source);
	const home = path.join(CACHE, version);
	const modules = path.join(home, 'node_modules');
	const marker = path.join(home, 'installed');
	const lock = isLocked
		? createHash('sha256')
				.update(readFileSync(path.join(source, 'package-lock.json')))
				.digest('hex')
		: 'not locked';

	if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
		mkdirSync(home, { recursive: true });
		if (isLocked) {
			cpSync(source, home, { recursive: true });
		} else {
			log(`n8n ${version} has no lock file here. npm installs its newest compatible dependencies.`);
			writeFileSync(path.join(home, 'package.json'), JSON.stringify(unlockedManifest(version)));
		}
		log(`Installing n8n ${version}. This takes 3 to 8 minutes and 2.7 GB, the first time only.`);
		// n8n's manifest lists all required dependencies. npm needs hours for its conflicting optional peers.
		const install = isLocked ? ['ci'] : ['install', '--legacy-peer-deps'];
		await run('npm', [...install, '--ignore-scripts', '--no-audit', '--no-fund'], {
			cwd: home,
			log,
		});
		log('Building SQLite. This takes about a minute, the first time only.');
		await run('npm', ['rebuild', 'sqlite3', 'node', '--ignore-scripts=false'], { cwd: home, log });
		writeFileSync(marker, lock);
	}

	const isSupportedNode = process.versions.node.split('.')[0] === NODE_MAJOR;
	return {
		version,
		node: isSupportedNode
			? process.execPath
			: path.join(modules, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		bin: path.join(modules, 'n8n/bin/n8n'),
	};
}

/**
 * Returns the manifest of a version without a lock file. It pins dependencies if some networks block their newest
 * release (as for the last n8n 1), or if that release is incompatible with the version's other dependencies.
 */
function unlockedManifest(/** @type {string} */ version) {
	const { overrides } = JSON.parse(
		readFileSync(path.join(__dirname, LAST_N8N_1, 'package.json'), 'utf8'),
	);
	return {
		name: `n8n-${version}`,
		private: true,
		dependencies: { n8n: version, node: NODE_MAJOR, '@opentelemetry/core': '^2.1.0' },
		overrides: {
			...overrides,
			'@langchain/langgraph-checkpoint': '1.0.0',
			langchain: { '@langchain/langgraph': '1.1.2' },
		},
	};
}

/** Returns whether the build is newer than its sources. A deleted file changes the time of its folder. */
function isBuilt() {
	const build = path.join(ROOT, 'dist/icons');
	if (!existsSync(build)) return false;
	const folders = ['nodes', 'credentials', 'icons'].map((name) => path.join(ROOT, name));
	const sources = folders.flatMap((folder) => {
		const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
		return [folder, ...files.map((file) => path.join(folder, file))];
	});
	const newest = Math.max(...sources.map((source) => statSync(source).mtimeMs));
	return newest < statSync(build).mtimeMs;
}

/**
 * Packs this package as for publishing, and builds it first if its sources changed. Returns the path in PACKED_TARBALL
 * if that's set.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the path of the tarball
 */
async function packPackage(log) {
	const { PACKED_TARBALL } = process.env;
	if (PACKED_TARBALL) return PACKED_TARBALL;
	log('Building and packing n8n-nodes-oration.');
	if (!isBuilt()) await run('npm', ['run', 'build'], { cwd: ROOT, log });
	mkdirSync(CACHE, { recursive: true });
	const packed = await run('npm', ['pack', '--json', '--pack-destination', CACHE], {
		cwd: ROOT,
		log,
	});
	const [{ filename }] = JSON.parse(packed);
	return path.join(CACHE, filename);
}

/** Extracts the files of a package into a folder. */
async function unpack(/** @type {string} */ tarball, /** @type {string} */ folder) {
	const args = ['-xzf', tarball, '-C', folder, '--strip-components=1'];
	await run('tar', args, { cwd: ROOT, log: () => {} });
}

/**
 * Installs a package into n8n's folder for community packages. Like n8n, skips peer dependencies: n8n provides them.
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
