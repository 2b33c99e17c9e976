/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   the scanner is an ES module, which Jest can't load; the package doesn't include tests */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

it("passes n8n's scan for community packages, as sources and as a tarball", () => {
	const script = path.join(__dirname, '../../scripts/scan.mjs');
	const output = execFileSync(process.execPath, [script], { encoding: 'utf8' });
	expect(output).toBe('sources: passed\ntarball: passed\n');
});
