import type { IDataObject } from 'n8n-workflow';
import { toUserError, type ApiResponse } from '../../../nodes/Oration/api/errors';

const GET = { method: 'GET', subject: 'this job' };
const POST = { method: 'POST' };
const response = (statusCode: number, body: unknown = {}, headers: IDataObject = {}) => ({
	statusCode,
	headers,
	body,
});
const limited = (after?: string) => response(429, {}, { 'retry-after': after });
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const page = (status: number) => response(status, '', HTML);

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
const NO_CONNECTION = "n8n couldn't connect to Oration's API";
const CHECK_CONNECTION = `Check 'Base URL' in the credential, and whether a firewall or proxy blocks the connection (ECONNREFUSED). ${LATER}`;

describe('toUserError', () => {
	it.each<[ApiResponse, { method: string; subject?: string }, string, string]>([
		[response(401), GET, REJECTED_KEY, CHECK_KEY],
		[response(403), GET, REJECTED_KEY, CHECK_KEY],
		[response(404), GET, NOT_FOUND, CHECK_ID],
		[response(404), POST, NOT_THE_API, checkUrl(404)],
		[response(404, { message: 'No such agent' }), POST, REJECTED, 'No such agent'],
		[page(400), GET, NOT_THE_API, checkUrl(400)],
		[page(404), GET, NOT_THE_API, checkUrl(404)],
		[limited('90'), GET, RATE_LIMIT, 'Wait 90 seconds, then run the node again.'],
		[limited(), GET, RATE_LIMIT, LATER],
		[limited('soon'), GET, RATE_LIMIT, LATER],
		[limited('0'), GET, RATE_LIMIT, LATER],
		[response(500), GET, "Oration's API failed (HTTP 500)", LATER],
		[response(500), POST, "Oration's API failed (HTTP 500)", NOT_RETRIED],
		[response(200, '<html>'), GET, NOT_THE_API, checkUrl(200)],
		[response(200, '{"resul'), POST, NOT_THE_API, `${checkUrl(200)} ${NOT_RETRIED}`],
		[response(300), POST, NOT_THE_API, checkUrl(300)],
		[response(302, '<html>'), GET, NOT_THE_API, checkUrl(302)],
		[{ networkError: 'ECONNABORTED' }, GET, TIMEOUT, LATER],
		[{ networkError: 'ETIMEDOUT' }, GET, TIMEOUT, LATER],
		[{ networkError: 'ESOCKETTIMEDOUT' }, GET, TIMEOUT, LATER],
		[{ networkError: 'ETIMEDOUT' }, POST, TIMEOUT, NOT_RETRIED],
		[{ networkError: 'ECONNREFUSED' }, GET, NO_CONNECTION, CHECK_CONNECTION],
	])('after %j to %j, says %j and %j', (received, request, message, description) => {
		expect(toUserError(received, request)).toEqual({ message, description });
	});

	it.each<[unknown, string]>([
		[{ message: 'Bad number' }, 'Bad number'],
		[{ error: 'Bad number' }, 'Bad number'],
		[{ error: { message: 'Bad number' } }, 'Bad number'],
		[{ message: ['Bad number', 'No agent', ' ', 1], error: 'Bad Request' }, 'Bad number, No agent'],
		[{ message: ' ', error: 'Bad number' }, 'Bad number'],
		[{ results: [], errors: [{ error: 'Bad number' }, 'No agent'] }, 'Bad number, No agent'],
		['Bad number', NO_REASON],
		[{}, NO_REASON],
		[{ message: { a: 1 } }, NO_REASON],
		[{ error: [] }, NO_REASON],
		[null, NO_REASON],
	])('finds the reason in %j after 422', (body, description) => {
		expect(toUserError(response(422, body), POST)).toEqual({ message: REJECTED, description });
	});
});
