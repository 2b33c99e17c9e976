/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   passes the tarball to the tests; the package doesn't include tests */
import { packPackage } from '../../scripts/n8n/install';

/** Packs the package, once for all tests of the tarball. */
export default async function pack(): Promise<void> {
	process.env.PACKED_TARBALL = await packPackage(() => {});
}
