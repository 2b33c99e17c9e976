/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   the fake API is a server; the package doesn't include tests */
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { parseJson } from '../../nodes/Oration/event/json';
import { SAMPLE_CONVERSATION_ID, SAMPLE_WORKSPACE_ID, sampleConversation } from './conversations';
import { respondTo, type ReceivedRequest, type State } from './endpoints';
import { send, sendFile, type ResponseOptions } from './recordings';

export { PROGRESS, SAMPLE_CONVERSATION_ID } from './conversations';

const API = '/api/v2';
/** The host of the self-signed certificate. A client trusts it with `ca` or NODE_EXTRA_CA_CERTS. */
const HOST = [{ name: 'commonName', value: 'localhost' }];
const SIGNATURE = { algorithm: 'sha256' };

/** The next response of the API. A status, headers, a body or a reset replaces the normal one. */
export interface NextResponse extends ResponseOptions {
	/** In milliseconds. */
	delay?: number;
	reset?: boolean;
}

export interface OrationApi extends State {
	url: string;
	baseUrl: string;
	certificate: string;
	requests: ReceivedRequest[];
	next: (response: NextResponse) => void;
	requestReceived: () => Promise<unknown>;
	stop: () => Promise<void>;
}

/** Starts a fake of Oration's API that accepts only documented requests. */
export async function startOrationApi({ tls = false } = {}): Promise<OrationApi> {
	const { private: key, cert } = tls ? await generate(HOST, SIGNATURE) : { private: '', cert: '' };
	const server = tls ? https.createServer({ key, cert }) : http.createServer();
	// closeAllConnections() doesn't close connections during their TLS handshake.
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	const url = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`;

	const queue: NextResponse[] = [];
	const api: OrationApi = {
		url,
		baseUrl: `${url}${API}`,
		certificate: cert,
		apiKey: 'test-api-key',
		accessToken: 'test-token',
		workspaceId: SAMPLE_WORKSPACE_ID,
		workspaceSlug: 'acme',
		conversations: new Map([[SAMPLE_CONVERSATION_ID, sampleConversation()]]),
		progress: new Map(),
		jobs: new Map(),
		requests: [],
		responseShape: 'new',
		next: (nextResponse) => {
			queue.push(nextResponse);
		},
		requestReceived: async () => await once(server, 'received'),
		stop: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
	server.on('request', (request, response) => {
		const respond = async () => {
			const received = await receive(request);
			api.requests.push(received);
			server.emit('received');
			await handle(api, queue, received, response);
		};
		respond().catch((error) => {
			const hasResponded = response.destroyed || response.headersSent;
			if (hasResponded) response.destroy();
			else send(response, { status: 500, body: { message: String(error) } });
		});
	});
	return api;
}

async function handle(
	api: OrationApi,
	queue: NextResponse[],
	received: ReceivedRequest,
	response: ServerResponse,
): Promise<void> {
	if (!received.path.startsWith(`${API}/`)) return await sendFile(received.path, response);

	const { delay = 0, reset = false, truncate = false, ...override } = queue.shift() ?? {};
	const isNormal = Object.keys(override).length === 0;
	const options = isNormal && !reset ? respondTo(api, received) : override;
	// An unreferenced timer, so that a delay doesn't keep the process running after stop().
	await sleep(delay, undefined, { ref: false });
	if (reset) response.destroy();
	if (!response.destroyed) send(response, { ...options, truncate });
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
	const { method = '', url: path = '', headers } = request;
	return { method, path, headers, body: parseJson(await text(request)) };
}
