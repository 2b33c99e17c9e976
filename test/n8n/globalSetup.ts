/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   passes the n8n under test to the tests; the package doesn't include tests */
import { installN8n, LOCKED_VERSION, packPackage } from '../../scripts/n8n/install';

const log = (line: string) => process.stdout.write(`${line}\n`);

/** Packs the package and installs the n8n of the variable `N8N_VERSION`, once for all tests in n8n. */
export default async function prepareN8n(): Promise<void> {
	process.env.PACKED_TARBALL = await packPackage(log);
	const n8n = await installN8n(process.env.N8N_VERSION || LOCKED_VERSION, log);
	process.env.N8N_UNDER_TEST = JSON.stringify({ n8n, tarball: process.env.PACKED_TARBALL });
}
