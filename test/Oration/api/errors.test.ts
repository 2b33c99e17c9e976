import type { IDataObject } from 'n8n-workflow';
import { toUserError } from '../../../nodes/Oration/api/errors';

const get = { method: 'GET', subject: 'this job' };
const post = { method: 'POST' };
const response = (status: number, body: unknown = {}, headers: IDataObject = {}) => ({
	status,
	headers,
	body,
});
const NOT_RETRIED =
	"n8n didn't retry the request, because it may have succeeded. Check in Oration before you run the node again.";

describe('toUserError', () => {
	it.each([401, 403])('tells the user to check the key and the workspace after %i', (status) => {
		expect(toUserError(response(status), get)).toEqual({
			message: 'Oration rejected the API key or the workspace',
			description:
				"Check 'API Key' and 'Workspace ID' in the credential. The key must belong to that workspace. If both are correct, try 'Workspace Slug' and 'Access Token' too.",
		});
	});

	it('tells the user to check the base URL after 404 without an ID and a reason', () => {
		expect(toUserError(response(404), post)).toEqual({
			message: "The response isn't from Oration's API",
			description:
				"Check 'Base URL' in the credential. Another server, such as a proxy, may have responded (HTTP 404).",
		});
	});

	it.each([400, 404])('tells the user to check the base URL after %i with a web page', (status) => {
		const page = { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' };
		expect(toUserError(page, get).message).toBe("The response isn't from Oration's API");
	});

	it('tells the user to check in Oration after an invalid response to a POST', () => {
		const { description } = toUserError({ status: 200, headers: {}, body: '{"resul' }, post);
		expect(description).toMatch(
			/ n8n didn't retry the request, because it may have succeeded. Check in Oration /,
		);
	});

	it.each([300, 302])(
		'does not tell the user to check in Oration after %i for a POST',
		(status) => {
			expect(toUserError(response(status), post).description).not.toMatch(/Check in Oration/);
		},
	);

	it('names the missing object after 404', () => {
		expect(toUserError(response(404), get)).toEqual({
			message: "Oration couldn't find this job",
			description: "Check the ID. It must belong to the credential's workspace.",
		});
	});

	it('reports the wait time after 429', () => {
		expect(toUserError(response(429, {}, { 'retry-after': '90' }), get)).toEqual({
			message: "Oration's rate limit was reached",
			description: 'Wait 90 seconds, then run the node again.',
		});
	});

	it.each([undefined, 'soon', '0', '-1'])(
		'tells the user to wait a minute after 429 with Retry-After %j',
		(after) => {
			const { description } = toUserError(response(429, {}, { 'retry-after': after }), get);
			expect(description).toBe('Wait a minute, then run the node again.');
		},
	);

	it.each([500, 502, 503])('tells the user to retry later after %i', (status) => {
		expect(toUserError(response(status), get)).toEqual({
			message: `Oration's API failed (HTTP ${status})`,
			description: 'Wait a minute, then run the node again.',
		});
	});

	it('tells the user to check in Oration after 500 for a POST', () => {
		expect(toUserError(response(500), post).description).toBe(NOT_RETRIED);
	});

	it.each([
		[{ message: 'Bad number' }, 'Bad number'],
		[{ error: 'Bad number' }, 'Bad number'],
		[{ error: { message: 'Bad number' } }, 'Bad number'],
		[{ message: ['Bad number', 'No agent', ' ', 1], error: 'Bad Request' }, 'Bad number, No agent'],
		[{ message: ' ', error: 'Bad number' }, 'Bad number'],
	])('reports the reason after 400 with %j', (body, description) => {
		expect(toUserError(response(400, body), post)).toEqual({
			message: 'Oration rejected the request',
			description,
		});
	});

	it('reports the reason after 404 without an ID', () => {
		expect(toUserError(response(404, { message: 'No such agent' }), post)).toEqual({
			message: 'Oration rejected the request',
			description: 'No such agent',
		});
	});

	it.each([[{}], ['text'], [{ message: { a: 1 } }], [{ message: '' }], [{ error: [] }], [null]])(
		'tells the user to check the fields after 422 with %j',
		(body) => {
			expect(toUserError(response(422, body), post)).toEqual({
				message: 'Oration rejected the request',
				description: 'Oration gave no reason (HTTP 422). Check the parameters of the node.',
			});
		},
	);

	it.each([200, 302])('tells the user to check the base URL after %i without JSON', (status) => {
		expect(toUserError(response(status, '<html>'), get)).toEqual({
			message: "The response isn't from Oration's API",
			description: `Check 'Base URL' in the credential. Another server, such as a proxy, may have responded (HTTP ${status}).`,
		});
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])(
		'reports %s as a timeout',
		(networkError) => {
			expect(toUserError({ networkError }, get)).toEqual({
				message: "Oration's API didn't respond in time",
				description: 'Wait a minute, then run the node again.',
			});
		},
	);

	it('tells the user to check in Oration after a timeout of a POST', () => {
		expect(toUserError({ networkError: 'ETIMEDOUT' }, post).description).toBe(NOT_RETRIED);
	});

	it('tells the user to check the base URL and the network without a connection', () => {
		expect(toUserError({ networkError: 'ECONNREFUSED' }, get)).toEqual({
			message: "n8n couldn't connect to Oration's API",
			description:
				"Check 'Base URL' in the credential, and whether a firewall or proxy blocks the connection (ECONNREFUSED). Wait a minute, then run the node again.",
		});
	});
});
