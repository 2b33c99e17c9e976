const { once } = require('node:events');
const http = require('node:http');
const https = require('node:https');
const { text } = require('node:stream/consumers');
const { setTimeout: sleep } = require('node:timers/promises');
const { generate } = require('selfsigned');
const {
	PROGRESS,
	SAMPLE_CONVERSATION_ID,
	SAMPLE_WORKSPACE_ID,
	sampleConversation,
} = require('./conversations');
const { respondTo } = require('./endpoints');
const { sendFile } = require('./recordings');
const { send, sendTruncated } = require('./send');

const API = '/api/v2';
/** The host of the self-signed certificate. A client trusts it with `ca` or NODE_EXTRA_CA_CERTS. */
const HOST = [{ name: 'commonName', value: 'localhost' }];
const SIGNATURE = { algorithm: 'sha256' };

/**
 * A special response to the next API request. A status, headers, a body or a reset replaces the normal response.
 * `delay` (milliseconds) and `truncate` only change how the response is sent.
 * @typedef {import('./send').ResponseOptions & {
 *   delay?: number, reset?: boolean, truncate?: boolean,
 * }} NextResponse
 */

/**
 * @typedef {import('./endpoints').State & {
 *   url: string,
 *   baseUrl: string,
 *   certificate: string,
 *   requests: import('./endpoints').ReceivedRequest[],
 *   next: (response: NextResponse) => void,
 *   requestReceived: () => Promise<unknown>,
 *   stop: () => Promise<void>,
 * }} OrationApi
 */

/**
 * Starts a fake of Oration's API that accepts only documented requests.
 *
 * @param {{ tls?: boolean }} [options]
 * @returns {Promise<OrationApi>}
 */
async function startOrationApi({ tls = false } = {}) {
	const { private: key, cert } = tls ? await generate(HOST, SIGNATURE) : { private: '', cert: '' };
	const server = tls ? https.createServer({ key, cert }) : http.createServer();
	// closeAllConnections() doesn't close connections during their TLS handshake.
	/** @type {Set<import('node:net').Socket>} */
	const sockets = new Set();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${portOf(server)}`;

	/** @type {NextResponse[]} */
	const queue = [];
	/** @type {OrationApi} */
	const api = {
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

/** @param {import('node:net').Server} server */
function portOf(server) {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port.');
	return address.port;
}

/**
 * @param {OrationApi} api
 * @param {NextResponse[]} queue
 * @param {import('./endpoints').ReceivedRequest} received
 * @param {import('node:http').ServerResponse} response
 */
async function handle(api, queue, received, response) {
	if (!received.path.startsWith(`${API}/`)) return await sendFile(received, response);

	const { delay = 0, reset = false, truncate = false, ...override } = queue.shift() ?? {};
	const isNormal = !reset && Object.keys(override).length === 0;
	const options = isNormal ? respondTo(api, received) : override;
	// An unreferenced timer, so that a delay doesn't keep the process running after stop().
	await sleep(delay, undefined, { ref: false });
	if (reset) response.destroy();
	if (response.destroyed) return;
	if (truncate) sendTruncated(response, options);
	else send(response, options);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<import('./endpoints').ReceivedRequest>}
 */
async function receive(request) {
	const { method = '', url: path = '', headers } = request;
	return { method, path, headers, body: tryParse(await text(request)) };
}

/**
 * @param {string} body
 * @returns {unknown}
 */
function tryParse(body) {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

module.exports = { PROGRESS, SAMPLE_CONVERSATION_ID, startOrationApi };
