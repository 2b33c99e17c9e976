import type { IDataObject } from 'n8n-workflow';
import { toUserError, type ApiResponse } from '../../../nodes/Oration/api/errors';

const GET = { method: 'GET', subject: 'this job' };
const POST = { method: 'POST' };
const response = (status: number, body: unknown = {}, headers: IDataObject = {}) => ({
	status,
	headers,
	body,
});
const limited = (after?: string) => response(429, {}, { 'retry-after': after });
const page = (status: number) =>
	response(status, '', { 'content-type': 'text/html; charset=utf-8' });

const REJECTED_KEY = 'Oration rejected the API key or the workspace';
const CHECK_KEY =
	"Check 'API Key' and 'Workspace ID' in the credential. The key must belong to that workspace. If both are correct, try 'Workspace Slug' and 'Access Token' too.";
const NOT_THE_API = "The response isn't from Oration's API";
const checkUrl = (status: number) =>
	`Check 'Base URL' in the credential. Another server, such as a proxy, may have responded (HTTP ${status}).`;
const NOT_FOUND = "Oration couldn't find this job";
const CHECK_ID = "Check the ID. It must belong to the credential's workspace.";
const RATE_LIMIT = "Oration's rate limit was reached";
const LATER = 'Wait a minute, then run the node again.';
const NOT_RETRIED =
	"n8n didn't retry the request, because it may have succeeded. Check in Oration before you run the node again.";
const REJECTED = 'Oration rejected the request';
const NO_REASON = 'Oration gave no reason (HTTP 422). Check the parameters of the node.';
const TIMEOUT = "Oration's API didn't respond in time";

describe('toUserError', () => {
	it.each<[string, ApiResponse, { method: string; subject?: string }, string, string]>([
		['401', response(401), GET, REJECTED_KEY, CHECK_KEY],
		['403', response(403), GET, REJECTED_KEY, CHECK_KEY],
		['404 with an ID', response(404), GET, NOT_FOUND, CHECK_ID],
		['404 without an ID and a reason', response(404), POST, NOT_THE_API, checkUrl(404)],
		[
			'404 without an ID, but with a reason',
			response(404, { message: 'No such agent' }),
			POST,
			REJECTED,
			'No such agent',
		],
		['400 with a web page', page(400), GET, NOT_THE_API, checkUrl(400)],
		['404 with a web page', page(404), GET, NOT_THE_API, checkUrl(404)],
		[
			'429 with a time',
			limited('90'),
			GET,
			RATE_LIMIT,
			'Wait 90 seconds, then run the node again.',
		],
		['429 without a time', limited(), GET, RATE_LIMIT, LATER],
		['429 with text as time', limited('soon'), GET, RATE_LIMIT, LATER],
		['429 with 0', limited('0'), GET, RATE_LIMIT, LATER],
		['429 with a negative time', limited('-1'), GET, RATE_LIMIT, LATER],
		['500', response(500), GET, "Oration's API failed (HTTP 500)", LATER],
		['502', response(502), GET, "Oration's API failed (HTTP 502)", LATER],
		['500 for a POST', response(500), POST, "Oration's API failed (HTTP 500)", NOT_RETRIED],
		['200 without JSON', response(200, '<html>'), GET, NOT_THE_API, checkUrl(200)],
		[
			'200 without JSON for a POST',
			response(200, '{"resul'),
			POST,
			NOT_THE_API,
			`${checkUrl(200)} ${NOT_RETRIED}`,
		],
		['300 for a POST', response(300), POST, NOT_THE_API, checkUrl(300)],
		['302 for a POST', response(302), POST, NOT_THE_API, checkUrl(302)],
		['302', response(302, '<html>'), GET, NOT_THE_API, checkUrl(302)],
		['ECONNABORTED', { networkError: 'ECONNABORTED' }, GET, TIMEOUT, LATER],
		['ETIMEDOUT', { networkError: 'ETIMEDOUT' }, GET, TIMEOUT, LATER],
		['ESOCKETTIMEDOUT', { networkError: 'ESOCKETTIMEDOUT' }, GET, TIMEOUT, LATER],
		['ETIMEDOUT for a POST', { networkError: 'ETIMEDOUT' }, POST, TIMEOUT, NOT_RETRIED],
		[
			'ECONNREFUSED',
			{ networkError: 'ECONNREFUSED' },
			GET,
			"n8n couldn't connect to Oration's API",
			`Check 'Base URL' in the credential, and whether a firewall or proxy blocks the connection (ECONNREFUSED). ${LATER}`,
		],
	])(
		'after %s, says what happened and what to do',
		(_, received, request, message, description) => {
			expect(toUserError(received, request)).toEqual({ message, description });
		},
	);

	it.each<[unknown, string]>([
		[{ message: 'Bad number' }, 'Bad number'],
		[{ error: 'Bad number' }, 'Bad number'],
		[{ error: { message: 'Bad number' } }, 'Bad number'],
		[{ message: ['Bad number', 'No agent', ' ', 1], error: 'Bad Request' }, 'Bad number, No agent'],
		[{ message: ' ', error: 'Bad number' }, 'Bad number'],
		[{}, NO_REASON],
		['text', NO_REASON],
		[{ message: { a: 1 } }, NO_REASON],
		[{ message: '' }, NO_REASON],
		[{ error: [] }, NO_REASON],
		[null, NO_REASON],
	])('finds the reason in %j after 422', (body, description) => {
		expect(toUserError(response(422, body), POST)).toEqual({ message: REJECTED, description });
	});
});
