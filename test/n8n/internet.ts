/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   n8n reads the certificate of this mock from a file; the package doesn't include tests */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateCACertificate, getLocal, type CompletedRequest, type Mockttp } from 'mockttp';

export interface Response {
	statusCode: number;
	json?: object;
	headers?: Record<string, string>;
	rawBody?: Buffer;
}

export interface Route {
	/** The method and the URL. One part can be `*`. */
	to: string;
	/** The headers that a request must have. */
	headers: Record<string, string>;
	/** The responses, in order. The last one repeats. */
	responses: Array<Response | Promise<Response>>;
	/** Whether its requests aren't recorded. */
	isUnrecorded?: boolean;
}

/**
 * Mocks the internet for n8n: an HTTPS proxy that responds like the services, with a certificate that this n8n trusts.
 * Forwards nothing.
 */
export class Internet {
	/** The requests: the name of the route, and the JSON body or, without one, the path. */
	requests: Array<[route: string, content: unknown]> = [];

	/** The requests that match no route. */
	unexpected: string[] = [];

	/** Other responses, by the name of the route. */
	responses: { [route: string]: Route['responses'] | undefined } = {};

	private constructor(
		private readonly routes: Record<string, Route>,
		private readonly proxy: Mockttp,
		private readonly folder: string,
	) {}

	static async start(routes: Record<string, Route>): Promise<Internet> {
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-internet-'));
		const https = await generateCACertificate();
		writeFileSync(path.join(folder, 'certificate.pem'), https.cert);
		const internet = new Internet(routes, getLocal({ https }), folder);
		const respond = async (request: CompletedRequest) => await internet.respondTo(request);
		await internet.proxy.start();
		await internet.proxy.forAnyRequest().thenCallback(respond);
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

	/** Forgets the requests, and restores the usual responses. */
	reset(): void {
		this.requests = [];
		this.unexpected = [];
		this.responses = {};
	}

	async stop(): Promise<void> {
		await this.proxy.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}

	private async respondTo(request: CompletedRequest): Promise<Response> {
		const [name, route] =
			Object.entries(this.routes).find(([, candidate]) => matches(candidate, request)) ?? [];
		if (name === undefined || route === undefined) {
			this.unexpected.push(`${request.method} ${request.url}`);
			return { statusCode: 502 };
		}
		const { buffer } = request.body;
		const content = buffer.length > 0 ? ((await request.body.getJson()) ?? buffer) : request.path;
		if (!route.isUnrecorded) this.requests.push([name, content]);
		const count = this.requests.filter(([recorded]) => recorded === name).length;
		const responses = this.responses[name] ?? route.responses;
		return (await (responses[count - 1] ?? responses.at(-1))) ?? { statusCode: 502 };
	}
}

function matches({ to, headers }: Route, request: CompletedRequest): boolean {
	const address = `${request.method} ${request.url}`;
	const [start = '', end] = to.split('*');
	const isSame =
		end === undefined ? address === start : address.startsWith(start) && address.endsWith(end);
	return (
		isSame && Object.entries(headers).every(([name, value]) => request.headers[name] === value)
	);
}
