const { randomUUID } = require('node:crypto');
const { newConversation, newerResult } = require('./conversations');
const { complaint, isConversations, isCustomers } = require('./shapes');

const DO_NOT_DISTURB = { error: 'Customer has do not disturb enabled' };

/** @typedef {{ status: number, body: object }} Answer */

/**
 * A request that came in; the body is undefined where it is not JSON.
 * @typedef {{
 *   method: string, path: string, headers: import('node:http').IncomingHttpHeaders, body: unknown,
 * }} ReceivedRequest
 */

/**
 * What the API accepts and knows.
 * @typedef {{
 *   apiKey: string,
 *   workspaceId: string,
 *   conversations: Map<string, object>,
 *   jobs: Map<string, { job: object, statuses: string[] }>,
 *   answerShape: 'new' | 'old',
 * }} State
 */

/** @type {{ route: RegExp, answer: (state: State, request: ReceivedRequest, id: string) => Answer }[]} */
const ENDPOINTS = [
	{ route: /^POST \/api\/v2\/conversations$/, answer: createConversations },
	{ route: /^GET \/api\/v2\/conversations\/([^/]+)$/, answer: conversationById },
	{ route: /^POST \/api\/v2\/customers\/batch$/, answer: createCustomers },
	{ route: /^GET \/api\/v2\/jobs\/([^/]+)$/, answer: jobById },
];

/**
 * @param {State} state
 * @param {ReceivedRequest} request
 * @returns {Answer}
 */
function answerTo(state, request) {
	const { headers, method, path } = request;
	if (headers['x-api-key'] !== state.apiKey) return refusal(401, 'Invalid API key');
	if (headers['x-workspace-id'] !== state.workspaceId) return refusal(403, 'Not your workspace');
	const [target = ''] = `${method} ${path}`.split('?');
	const endpoint = ENDPOINTS.find(({ route }) => route.test(target));
	if (!endpoint) return refusal(404, 'Not found');
	const [, id = ''] = endpoint.route.exec(target) ?? [];
	return endpoint.answer(state, request, decodeURIComponent(id));
}

/**
 * @param {number} status
 * @param {string} message
 */
const refusal = (status, message) => ({ status, body: { message } });

/**
 * @template T
 * @param {ReceivedRequest} request
 * @param {import('ajv').ValidateFunction<T>} isValid
 * @param {(body: T) => object} accept
 * @returns {Answer}
 */
function answerIfValid({ headers, body }, isValid, accept) {
	if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
		return refusal(400, 'The content type must be application/json');
	}
	if (!isValid(body)) return refusal(400, complaint(isValid));
	return { status: 200, body: accept(body) };
}

/**
 * @param {State} state
 * @param {ReceivedRequest} request
 */
function createConversations(state, request) {
	return answerIfValid(request, isConversations, ({ conversations }) => {
		const created = conversations
			.filter((item) => !isRefused(item))
			.map((item) => newConversation(item, state.workspaceId));
		for (const conversation of created) state.conversations.set(conversation.id, conversation);
		return {
			results: state.answerShape === 'new' ? created.map(newerResult) : created,
			errors: conversations.filter(isRefused).map(() => DO_NOT_DISTURB),
		};
	});
}

/** @param {import('./shapes').ConversationRequest} request */
const isRefused = ({ toPhoneNumber, customerId, ignoreDND }) =>
	!ignoreDND && (toPhoneNumber === '+10000000000' || customerId === 'do-not-disturb');

/**
 * @param {State} state
 * @param {ReceivedRequest} _request
 * @param {string} id
 */
function conversationById({ conversations }, _request, id) {
	const conversation = conversations.get(id);
	return conversation
		? { status: 200, body: conversation }
		: refusal(404, 'Conversation not found');
}

/**
 * @param {State} state
 * @param {ReceivedRequest} request
 */
function createCustomers({ jobs, workspaceId }, request) {
	return answerIfValid(request, isCustomers, () => {
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
}

/**
 * @param {State} state
 * @param {ReceivedRequest} _request
 * @param {string} id
 */
function jobById({ jobs }, _request, id) {
	const entry = jobs.get(id);
	if (!entry) return refusal(404, 'Job not found');
	const [status, ...later] = entry.statuses;
	if (later.length > 0) entry.statuses = later;
	return { status: 200, body: { ...entry.job, status } };
}

module.exports = { answerTo };
