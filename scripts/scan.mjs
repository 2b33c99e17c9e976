/**
 * Runs the rules of n8n's `npx @n8n/scan-community-package` before publishing, on the sources and on the packed tarball.
 * The command itself only scans published packages.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const { packPackage, ROOT, unpack } = createRequire(import.meta.url)('./n8n/install');
const log = (line) => process.stdout.write(`${line}\n`);

const unpacked = mkdtempSync(path.join(tmpdir(), 'n8n-oration-scan-'));
try {
	const tarball = await packPackage(log);
	await unpack(tarball, unpacked);
	const scans = {
		sources: await analyzePackage(ROOT, SOURCE_FILE_PATTERNS),
		tarball: await analyzePackage(unpacked, ['**/*.js', 'package.json']),
	};
	for (const [part, { passed, message, details }] of Object.entries(scans)) {
		log(passed ? `${part}: passed` : `${part}: ${message}\n${details}`);
		if (!passed) process.exitCode = 1;
	}
} finally {
	rmSync(unpacked, { recursive: true });
}
