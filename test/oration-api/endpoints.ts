/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   the fake API is a server; the package doesn't include tests */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ValidateFunction } from 'ajv';
import { newConversation, newFormatResult } from './conversations';
import {
	isConversations,
	isCustomers,
	validationMessage,
	type ConversationRequest,
} from './shapes';

const DO_NOT_DISTURB = { error: 'Customer has do not disturb enabled' };

export interface ReceivedRequest {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	/** Undefined if it isn't JSON. */
	body: unknown;
}

/** The accepted credential and the stored data of the API. */
export interface State {
	apiKey: string;
	accessToken: string;
	workspaceId: string;
	workspaceSlug: string;
	conversations: Map<string, object>;
	/** The changes of a conversation: each GET makes the next one. */
	progress: Map<string, object[]>;
	jobs: Map<string, { job: object; statuses: string[] }>;
	responseShape: 'new' | 'old';
}

interface ApiResponse {
	status: number;
	body: object;
}

type Respond = (state: State, request: ReceivedRequest, id: string) => ApiResponse;

const errorResponse = (status: number, message: string) => ({ status, body: { message } });

/** Returns the response of `accept` to a valid body, and a response with status 400 to an invalid one. */
function respondIfValid<T>(
	{ headers, body }: ReceivedRequest,
	isValid: ValidateFunction<T>,
	accept: (body: T) => object,
): ApiResponse {
	if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
		return errorResponse(400, 'The content type must be application/json');
	}
	if (!isValid(body)) return errorResponse(400, validationMessage(isValid));
	return { status: 200, body: accept(body) };
}

const createConversations: Respond = (state, request) =>
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

const isDoNotDisturb = ({ toPhoneNumber, customerId, ignoreDND }: ConversationRequest) =>
	!ignoreDND && (toPhoneNumber === '+10000000000' || customerId === 'do-not-disturb');

const getConversation: Respond = ({ conversations, progress }, _, id) => {
	const [change, ...later] = progress.get(id) ?? [];
	progress.set(id, later);
	if (change) conversations.set(id, { ...conversations.get(id), ...change });
	const conversation = conversations.get(id);
	return conversation
		? { status: 200, body: conversation }
		: errorResponse(404, 'Conversation not found');
};

const createCustomers: Respond = ({ jobs, workspaceId }, request) =>
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

const getJob: Respond = ({ jobs }, _, id) => {
	const entry = jobs.get(id);
	if (!entry) return errorResponse(404, 'Job not found');
	const [status, ...later] = entry.statuses;
	if (later.length > 0) entry.statuses = later;
	return { status: 200, body: { ...entry.job, status } };
};

const ENDPOINTS: Array<{ route: RegExp; respond: Respond }> = [
	{ route: /^POST \/api\/v2\/conversations$/, respond: createConversations },
	{ route: /^GET \/api\/v2\/conversations\/([^/]+)$/, respond: getConversation },
	{ route: /^POST \/api\/v2\/customers\/batch$/, respond: createCustomers },
	{ route: /^GET \/api\/v2\/jobs\/([^/]+)$/, respond: getJob },
];

/**
 * Returns the response to an invalid credential. Pages of Oration's documentation ask for different headers: all that are
 * sent must be valid, and a token, or a key with a workspace, is enough.
 */
function rejectCredential(
	{ apiKey, accessToken, workspaceId, workspaceSlug }: State,
	{ headers }: ReceivedRequest,
): ApiResponse | undefined {
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

export function respondTo(state: State, request: ReceivedRequest): ApiResponse {
	const rejection = rejectCredential(state, request);
	if (rejection) return rejection;
	const { method, path } = request;
	const [target = ''] = `${method} ${path}`.split('?');
	for (const { route, respond } of ENDPOINTS) {
		const match = route.exec(target);
		if (match) return respond(state, request, decodeURIComponent(match[1] ?? ''));
	}
	return errorResponse(404, 'Not found');
}
