const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { run } = require('../process');

const ROOT = path.resolve(__dirname, '../..');
const CACHE = path.join(ROOT, '.n8n');
const NODE_MAJOR = '24';
/** The default n8n version of the demo, the tests and the bench. */
const LOCKED_VERSION = '2.41.1';
const LAST_N8N_1 = '1.123.81';

const NPM_OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** @typedef {(line: string) => void} Log */
/** @typedef {{ version: string, node: string, bin: string }} InstalledN8n with the Node.js that runs it */

/**
 * Installs n8n into `.n8n/<version>` of the repository, if it isn't installed yet. Uses the lock file in this folder, or
 * the newest compatible dependencies if the version has none.
 * Disables install scripts, because some download files that many networks block. Then rebuilds the packages that need one.
 */
async function installN8n(/** @type {string} */ version, /** @type {Log} */ log) {
	const source = path.join(__dirname, version);
	const isLocked = fs.existsSync(source);
	const home = path.join(CACHE, version);
	const modules = path.join(home, 'node_modules');
	const marker = path.join(home, 'installed');
	const lock = isLocked
		? createHash('sha256')
				.update(fs.readFileSync(path.join(source, 'package-lock.json')))
				.digest('hex')
		: 'not locked';

	if (!fs.existsSync(marker) || fs.readFileSync(marker, 'utf8') !== lock) {
		fs.mkdirSync(home, { recursive: true });
		if (isLocked) {
			fs.cpSync(source, home, { recursive: true });
		} else {
			log(`n8n ${version} has no lock file here. npm installs its newest compatible dependencies.`);
			fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify(unlockedManifest(version)));
		}
		log(`Installing n8n ${version}. This takes 3 to 8 minutes and 2.7 GB, the first time only.`);
		// n8n's manifest lists all required dependencies. npm needs hours for its conflicting optional peers.
		const install = isLocked ? ['ci'] : ['install', '--legacy-peer-deps'];
		await run('npm', [...install, ...NPM_OPTIONS], { cwd: home, log });
		log('Building SQLite. This takes about a minute, the first time only.');
		await run('npm', ['rebuild', 'sqlite3', 'node', '--ignore-scripts=false'], { cwd: home, log });
		fs.writeFileSync(marker, lock);
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
		fs.readFileSync(path.join(__dirname, LAST_N8N_1, 'package.json'), 'utf8'),
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
	if (!fs.existsSync(build)) return false;
	const folders = ['nodes', 'credentials', 'icons'].map((name) => path.join(ROOT, name));
	const sources = folders.flatMap((folder) => {
		const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
		return [folder, ...files.map((file) => path.join(folder, file))];
	});
	const newest = Math.max(...sources.map((source) => fs.statSync(source).mtimeMs));
	return newest < fs.statSync(build).mtimeMs;
}

/**
 * Packs this package as for publishing, and builds it first if its sources changed. Returns the path in PACKED_TARBALL
 * if that's set.
 */
async function packPackage(/** @type {Log} */ log) {
	const { PACKED_TARBALL } = process.env;
	if (PACKED_TARBALL) return PACKED_TARBALL;
	log('Building and packing n8n-nodes-oration.');
	if (!isBuilt()) await run('npm', ['run', 'build'], { cwd: ROOT, log });
	fs.mkdirSync(CACHE, { recursive: true });
	const pack = ['pack', '--json', '--pack-destination', CACHE];
	const [{ filename }] = JSON.parse(await run('npm', pack, { cwd: ROOT, log }));
	return path.join(CACHE, filename);
}

/** Extracts the files of a package into a folder. */
async function unpack(/** @type {string} */ tarball, /** @type {string} */ folder) {
	await run('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: folder });
}

/** Installs a package into n8n's folder for community packages. Like n8n, skips peer dependencies: n8n provides them. */
async function installPackage(
	/** @type {string} */ userFolder,
	/** @type {string} */ tarball,
	/** @type {Log} */ log,
) {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	fs.mkdirSync(nodes, { recursive: true });
	const manifest = path.join(nodes, 'package.json');
	if (!fs.existsSync(manifest))
		fs.writeFileSync(manifest, '{"name":"installed-nodes","private":true}');
	const options = ['--legacy-peer-deps', '--package-lock=false', ...NPM_OPTIONS];
	await run('npm', ['install', ...options, tarball], { cwd: nodes, log });
}

module.exports = { CACHE, LOCKED_VERSION, ROOT, installN8n, installPackage, packPackage, unpack };
