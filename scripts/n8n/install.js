const { createHash } = require('node:crypto');
const {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} = require('node:fs');
const path = require('node:path');
const { run } = require('../run');

const ROOT = path.resolve(__dirname, '../..');
const CACHE = path.join(ROOT, '.n8n');
const NODE_MAJOR = '24';

/**
 * An n8n on this machine, and the Node.js to run it with.
 * @typedef {{ version: string, node: string, bin: string }} N8n
 */

/**
 * Installs an n8n into `.n8n/<version>` of the clone, from its lock file in this folder, or takes the one that is there.
 * Install scripts stay off: some download what many networks do not let through. What n8n needs of them is built after.
 *
 * @param {string} version
 * @param {(line: string) => void} log
 * @returns {Promise<N8n>}
 */
async function installN8n(version, log) {
	const source = path.join(__dirname, version);
	if (!existsSync(source)) {
		throw new Error(`No n8n ${version} here. Known versions: ${knownVersions().join(', ')}.`);
	}
	const home = path.join(CACHE, version);
	const modules = path.join(home, 'node_modules');
	const done = path.join(home, 'installed');
	const lock = createHash('sha256')
		.update(readFileSync(path.join(source, 'package-lock.json')))
		.digest('hex');

	if (!existsSync(done) || readFileSync(done, 'utf8') !== lock) {
		mkdirSync(home, { recursive: true });
		cpSync(source, home, { recursive: true });
		log(`Installing n8n ${version}: some 3 minutes and 2.7 GB, once.`);
		await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home, log });
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

function knownVersions() {
	return readdirSync(__dirname, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => name);
}

/**
 * Builds and packs this package as it would be published.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the path of the tarball
 */
async function packPackage(log) {
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

module.exports = { CACHE, ROOT, installN8n, installPackage, packPackage, unpack };
