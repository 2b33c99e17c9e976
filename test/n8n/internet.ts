/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   this stands in for the internet, and n8n is given its certificate in a file; nothing of it is published */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateCACertificate, getLocal, type MockedEndpoint, type Mockttp } from 'mockttp';

/**
 * Takes the place of the internet for an n8n: a proxy that answers its HTTPS requests as the services would, with a
 * certificate that this n8n trusts. Nothing gets past it; what no rule answers is noted.
 */
export class Internet {
	/** What was requested and not expected. */
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
		await internet.forget();
		return internet;
	}

	/** What n8n has to be started with. */
	get env(): NodeJS.ProcessEnv {
		const proxy = `http://127.0.0.1:${this.proxy.port}`;
		return {
			HTTP_PROXY: proxy,
			HTTPS_PROXY: proxy,
			NO_PROXY: 'localhost,127.0.0.1',
			NODE_EXTRA_CA_CERTS: path.join(this.folder, 'certificate.pem'),
		};
	}

	/** Takes all rules away, and what was noted. */
	async forget(): Promise<void> {
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

/** The bodies, from JSON, of the requests that a rule answered. */
export async function bodiesTo(endpoint: MockedEndpoint): Promise<unknown[]> {
	const requests = await endpoint.getSeenRequests();
	return await Promise.all(requests.map(async ({ body }) => await body.getJson()));
}
