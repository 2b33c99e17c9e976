/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   the scanner is an ES module, which Jest can't load; the package doesn't include tests */
import path from 'node:path';
import { run } from '../../scripts/process';

it("passes n8n's scan for community packages, as sources and as a tarball", async () => {
	const cwd = path.join(__dirname, '../..');
	// Jest sets this to 'test', and the scanner's rules then expect the files of their own tests.
	const env = { ...process.env, NODE_ENV: 'production' };
	const output = await run(process.execPath, ['scripts/scan.mjs'], { cwd, env, log: () => {} });
	expect(output).toBe('sources: passed\ntarball: passed\n');
});
