const { once } = require('node:events');
const http = require('node:http');
const https = require('node:https');
const { text } = require('node:stream/consumers');
const { setTimeout: sleep } = require('node:timers/promises');
const { certificateForLocalhost } = require('./certificate');
const {
	SAMPLE_CONVERSATION_ID,
	SAMPLE_WORKSPACE_ID,
	sampleConversation,
} = require('./conversations');
const { answerTo } = require('./endpoints');
const { sendFile } = require('./recordings');
const { send, sendCutOff } = require('./send');

const API = '/api/v2';

/**
 * What to do with an API request instead of answering as usual. With a status, headers, a body or a reset, the
 * request is not looked at; else it is, and `delay` (milliseconds) and `cutOff` concern only the usual answer's way
 * back.
 * @typedef {import('./send').AnswerToSend & {
 *   delay?: number, reset?: boolean, cutOff?: boolean,
 * }} NextAnswer
 */

/**
 * @typedef {import('./endpoints').State & {
 *   url: string,
 *   baseUrl: string,
 *   certificate: string,
 *   requests: import('./endpoints').ReceivedRequest[],
 *   next: (answer: NextAnswer) => void,
 *   arrival: () => Promise<unknown>,
 *   stop: () => Promise<void>,
 * }} OrationApi
 */

/**
 * Starts a fake of Oration's API, which takes what is documented and nothing else.
 *
 * @param {{ port?: number, tls?: boolean, apiKey?: string, workspaceId?: string }} [options]
 * @returns {Promise<OrationApi>}
 */
async function startOrationApi({
	port = 0,
	tls = false,
	apiKey = 'test-api-key',
	workspaceId = SAMPLE_WORKSPACE_ID,
} = {}) {
	const { key, cert } = tls ? await certificateForLocalhost() : { key: '', cert: '' };
	const server = tls ? https.createServer({ key, cert }) : http.createServer();
	// closeAllConnections() would leave those that have not finished their TLS handshake.
	/** @type {Set<import('node:net').Socket>} */
	const sockets = new Set();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const url = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${portOf(server)}`;

	/** @type {NextAnswer[]} */
	const queue = [];
	/** @type {OrationApi} */
	const api = {
		url,
		baseUrl: `${url}${API}`,
		certificate: cert,
		apiKey,
		workspaceId,
		conversations: new Map([[SAMPLE_CONVERSATION_ID, sampleConversation()]]),
		jobs: new Map(),
		requests: [],
		answerShape: 'new',
		next: (answer) => {
			queue.push(answer);
		},
		arrival: async () => await once(server, 'received'),
		stop: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
	server.on('request', (request, response) => {
		const answer = async () => {
			const received = await receive(request);
			api.requests.push(received);
			server.emit('received');
			await handle(api, queue, received, response);
		};
		answer().catch((error) => {
			const isTooLate = response.destroyed || response.headersSent;
			if (isTooLate) response.destroy();
			else send(response, { status: 500, body: { message: String(error) } });
		});
	});
	return api;
}

/** @param {import('node:net').Server} server */
function portOf(server) {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('It has no port.');
	return address.port;
}

/**
 * @param {OrationApi} api
 * @param {NextAnswer[]} queue
 * @param {import('./endpoints').ReceivedRequest} received
 * @param {import('node:http').ServerResponse} response
 */
async function handle(api, queue, received, response) {
	if (!received.path.startsWith(`${API}/`)) return await sendFile(received, response);

	const { delay = 0, reset = false, cutOff = false, ...special } = queue.shift() ?? {};
	const isUsual = !reset && Object.keys(special).length === 0;
	const answer = isUsual ? answerTo(api, received) : special;
	// After stop() nothing waits for it.
	await sleep(delay, undefined, { ref: false });
	if (reset) response.destroy();
	if (response.destroyed) return;
	if (cutOff) sendCutOff(response, answer);
	else send(response, answer);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<import('./endpoints').ReceivedRequest>}
 */
async function receive(request) {
	const { method = '', url: path = '', headers } = request;
	return { method, path, headers, body: parsed(await text(request)) };
}

/**
 * @param {string} body
 * @returns {unknown}
 */
function parsed(body) {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

module.exports = { SAMPLE_CONVERSATION_ID, startOrationApi };
