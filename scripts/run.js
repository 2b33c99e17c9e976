const { spawn } = require('node:child_process');

const HEARTBEAT_MS = 15_000;
const MAX_ERROR_LINES = 15;

/**
 * Runs a command and waits until it exits. Logs only a heartbeat. The error of a failed command has its last lines.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, log: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} its standard output
 */
function run(command, args, { cwd, log, env = process.env }) {
	return new Promise((resolve, reject) => {
		const started = Date.now();
		const child = spawn(command, args, { cwd, env, shell: process.platform === 'win32' });
		const heartbeat = setInterval(() => {
			log(`  Still running (${Math.round((Date.now() - started) / 1000)} s)`);
		}, HEARTBEAT_MS);
		let stdout = '';
		let output = '';
		child.stdout.on('data', (chunk) => {
			stdout += chunk;
			output += chunk;
		});
		child.stderr.on('data', (chunk) => {
			output += chunk;
		});
		child.on('error', reject);
		child.on('close', (code) => {
			clearInterval(heartbeat);
			if (code === 0) return resolve(stdout);
			const lastLines = output.trim().split('\n').slice(-MAX_ERROR_LINES).join('\n');
			return reject(
				new Error(
					`'${command} ${args.join(' ')}' in ${cwd} exited with code ${code}:\n${lastLines}`,
				),
			);
		});
	});
}

module.exports = { run };
