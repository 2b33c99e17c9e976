const { spawn } = require('node:child_process');

const HEARTBEAT = 15_000;
const LAST_LINES = 15;

/**
 * Runs a command to its end, quietly but for a sign of life, and shows its last lines where it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, log: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} what it wrote to standard output
 */
function run(command, args, { cwd, log, env = process.env }) {
	return new Promise((resolve, reject) => {
		const started = Date.now();
		const child = spawn(command, args, { cwd, env, shell: process.platform === 'win32' });
		const heartbeat = setInterval(() => {
			log(`  still at it, ${Math.round((Date.now() - started) / 1000)} s`);
		}, HEARTBEAT);
		let stdout = '';
		let all = '';
		child.stdout.on('data', (chunk) => {
			stdout += chunk;
			all += chunk;
		});
		child.stderr.on('data', (chunk) => {
			all += chunk;
		});
		child.on('error', reject);
		child.on('close', (code) => {
			clearInterval(heartbeat);
			if (code === 0) return resolve(stdout);
			const end = all.trim().split('\n').slice(-LAST_LINES).join('\n');
			return reject(
				new Error(`'${command} ${args.join(' ')}' in ${cwd} ended with code ${code}:\n${end}`),
			);
		});
	});
}

module.exports = { run };
