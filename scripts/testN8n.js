const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { installN8n, packPackage, ROOT } = require('./n8n/install');

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/**
 * Runs the tests of test/n8n in a real n8n: `npm run test:n8n -- 1.123.81 [options of jest]`. With the options
 * `--selectProjects editor` it runs those of test/editor instead.
 *
 * @param {string} [version]
 * @param {string[]} jestOptions
 */
async function testN8n(version = '2.41.1', ...jestOptions) {
	const n8n = await installN8n(version, log);
	const tarball = await packPackage(log);
	log(`Testing in n8n ${version}.`);
	const project = jestOptions.includes('--selectProjects') ? [] : ['--selectProjects', 'n8n'];
	const jest = [require.resolve('jest/bin/jest'), ...project, '--runInBand', '--verbose'];
	const child = spawn(process.execPath, [...jest, ...jestOptions], {
		cwd: ROOT,
		stdio: 'inherit',
		env: { ...process.env, N8N_UNDER_TEST: JSON.stringify({ n8n, tarball }) },
	});
	const [code] = await once(child, 'close');
	process.exitCode = code;
}

testN8n(...process.argv.slice(2)).catch((error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
