const { randomUUID } = require('node:crypto');
const { newConversation, newFormatResult } = require('./conversations');
const { validationMessage, isConversations, isCustomers } = require('./shapes');

const DO_NOT_DISTURB = { error: 'Customer has do not disturb enabled' };

/** @typedef {{ status: number, body: object }} ApiResponse */
/** @typedef {(state: State, request: ReceivedRequest, id: string) => ApiResponse} Respond */

/**
 * A received request. The body is undefined if it isn't JSON.
 * @typedef {{
 *   method: string, path: string, headers: import('node:http').IncomingHttpHeaders, body: unknown,
 * }} ReceivedRequest
 */

/**
 * The accepted credential and the stored data of the API. `progress` has the changes of a conversation: each GET makes
 * the next one.
 * @typedef {{
 *   apiKey: string,
 *   accessToken: string,
 *   workspaceId: string,
 *   workspaceSlug: string,
 *   conversations: Map<string, object>,
 *   progress: Map<string, object[]>,
 *   jobs: Map<string, { job: object, statuses: string[] }>,
 *   responseShape: 'new' | 'old',
 * }} State
 */

/**
 * @param {number} status
 * @param {string} message
 */
const errorResponse = (status, message) => ({ status, body: { message } });

/**
 * Returns the response of `accept` to a valid body, and a response with status 400 to an invalid one.
 *
 * @template T
 * @param {ReceivedRequest} request
 * @param {import('ajv').ValidateFunction<T>} isValid
 * @param {(body: T) => object} accept
 * @returns {ApiResponse}
 */
function respondIfValid({ headers, body }, isValid, accept) {
	if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
		return errorResponse(400, 'The content type must be application/json');
	}
	if (!isValid(body)) return errorResponse(400, validationMessage(isValid));
	return { status: 200, body: accept(body) };
}

/** @type {Respond} */
const createConversations = (state, request) =>
	respondIfValid(request, isConversations, ({ conversations }) => {
		const created = conversations
			.filter((item) => !isDoNotDisturb(item))
			.map((item) => newConversation(item, state.workspaceId));
		for (const conversation of created) state.conversations.set(conversation.id, conversation);
		return {
			results: state.responseShape === 'new' ? created.map(newFormatResult) : created,
			errors: conversations.filter(isDoNotDisturb).map(() => DO_NOT_DISTURB),
		};
	});

/** @param {import('./shapes').ConversationRequest} request */
const isDoNotDisturb = ({ toPhoneNumber, customerId, ignoreDND }) =>
	!ignoreDND && (toPhoneNumber === '+10000000000' || customerId === 'do-not-disturb');

/** @type {Respond} */
const getConversation = ({ conversations, progress }, _, id) => {
	const [change, ...later] = progress.get(id) ?? [];
	progress.set(id, later);
	if (change) conversations.set(id, { ...conversations.get(id), ...change });
	const conversation = conversations.get(id);
	return conversation
		? { status: 200, body: conversation }
		: errorResponse(404, 'Conversation not found');
};

/** @type {Respond} */
const createCustomers = ({ jobs, workspaceId }, request) =>
	respondIfValid(request, isCustomers, () => {
		const jobId = randomUUID();
		const now = new Date().toISOString();
		const job = {
			id: jobId,
			createdAt: now,
			updatedAt: now,
			jobProviderId: randomUUID(),
			name: 'customer.createBatch',
			error: null,
			workspaceId,
		};
		jobs.set(jobId, { job, statuses: ['queued', 'active', 'success'] });
		return { jobId };
	});

/** @type {Respond} */
const getJob = ({ jobs }, _, id) => {
	const entry = jobs.get(id);
	if (!entry) return errorResponse(404, 'Job not found');
	const [status, ...later] = entry.statuses;
	if (later.length > 0) entry.statuses = later;
	return { status: 200, body: { ...entry.job, status } };
};

/** @type {Array<{ route: RegExp, respond: Respond }>} */
const ENDPOINTS = [
	{ route: /^POST \/api\/v2\/conversations$/, respond: createConversations },
	{ route: /^GET \/api\/v2\/conversations\/([^/]+)$/, respond: getConversation },
	{ route: /^POST \/api\/v2\/customers\/batch$/, respond: createCustomers },
	{ route: /^GET \/api\/v2\/jobs\/([^/]+)$/, respond: getJob },
];

/**
 * Returns the response to an invalid credential. Pages of Oration's documentation ask for different headers: all that are
 * sent must be valid, and a token, or a key with a workspace, is enough.
 *
 * @param {State} state
 * @param {ReceivedRequest} request
 */
function rejectCredential({ apiKey, accessToken, workspaceId, workspaceSlug }, { headers }) {
	const valid = Object.entries({
		authorization: `Bearer ${accessToken}`,
		'x-api-key': apiKey,
		'x-workspace-id': workspaceId,
		'x-workspace-slug': workspaceSlug,
	});
	const sent = valid.filter(([name]) => name in headers);
	const [wrong] = sent.find(([name, value]) => headers[name] !== value) ?? [];
	const names = sent.map(([name]) => name).join();
	if (wrong?.startsWith('x-workspace')) return errorResponse(403, 'Not your workspace');
	return wrong === undefined && /authorization|x-api-key,x-workspace/.test(names)
		? undefined
		: errorResponse(401, 'Invalid or missing key or token');
}

/**
 * Returns the response to an API request.
 *
 * @param {State} state
 * @param {ReceivedRequest} request
 * @returns {ApiResponse}
 */
function respondTo(state, request) {
	const rejection = rejectCredential(state, request);
	if (rejection) return rejection;
	const { method, path } = request;
	const [target = ''] = `${method} ${path}`.split('?');
	const endpoint = ENDPOINTS.find(({ route }) => route.test(target));
	if (!endpoint) return errorResponse(404, 'Not found');
	const [, id = ''] = endpoint.route.exec(target) ?? [];
	return endpoint.respond(state, request, decodeURIComponent(id));
}

module.exports = { respondTo };
