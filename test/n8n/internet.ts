/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   n8n reads the certificate of this mock from a file; the package doesn't include tests */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateCACertificate, getLocal, type MockedEndpoint, type Mockttp } from 'mockttp';

/**
 * Mocks the internet for n8n: an HTTPS proxy that responds like the services, with a certificate that this n8n trusts.
 * Forwards nothing. Records requests that match no rule.
 */
export class Internet {
	/** The requests that matched no rule. */
	unexpected: string[] = [];

	private constructor(
		readonly proxy: Mockttp,
		private readonly folder: string,
	) {}

	static async start(): Promise<Internet> {
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-internet-'));
		const https = await generateCACertificate();
		writeFileSync(path.join(folder, 'certificate.pem'), https.cert);
		const internet = new Internet(getLocal({ https }), folder);
		await internet.proxy.start();
		await internet.reset();
		return internet;
	}

	/** The environment variables that n8n needs to use the proxy. */
	get env(): NodeJS.ProcessEnv {
		const proxy = `http://127.0.0.1:${this.proxy.port}`;
		return {
			HTTP_PROXY: proxy,
			HTTPS_PROXY: proxy,
			NO_PROXY: 'localhost,127.0.0.1',
			NODE_EXTRA_CA_CERTS: path.join(this.folder, 'certificate.pem'),
		};
	}

	/** Removes all rules and recorded requests. */
	async reset(): Promise<void> {
		this.proxy.reset();
		this.unexpected = [];
		await this.proxy.forUnmatchedRequest().thenCallback(({ method, url }) => {
			this.unexpected.push(`${method} ${url}`);
			return { statusCode: 502 };
		});
	}

	async stop(): Promise<void> {
		await this.proxy.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Returns the parsed JSON bodies of the requests that matched a rule. */
export async function requestBodies(endpoint: MockedEndpoint): Promise<unknown[]> {
	const requests = await endpoint.getSeenRequests();
	return await Promise.all(requests.map(async ({ body }) => await body.getJson()));
}
