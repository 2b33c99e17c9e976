import type { IDataObject } from 'n8n-workflow';
import { remedyFor } from '../../../nodes/Oration/api/answers';

const get = { method: 'GET', subject: 'this job' };
const post = { method: 'POST' };
const answer = (status: number, body: unknown = {}, headers: IDataObject = {}) => ({
	status,
	headers,
	body,
});
const SENT_ONCE =
	'It is not sent again by itself: look in Oration whether it was done before you run this again.';

describe('remedyFor', () => {
	it.each([401, 403])('%i asks to check key and workspace', (status) => {
		expect(remedyFor(answer(status), get)).toEqual({
			message: 'Oration refused the API key or the workspace',
			description:
				"Check 'API Key' and 'Workspace ID' in the credential. The key has to belong to that workspace.",
		});
	});

	it('404 to what has no ID points to the base URL', () => {
		expect(remedyFor(answer(404), post)).toEqual({
			message: 'Oration sent something else than JSON',
			description:
				"Check 'Base URL' in the credential: the answer (HTTP 404) is not one of Oration's API.",
		});
	});

	it.each([400, 404])('%i with a web page points to the base URL', (status) => {
		const page = { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' };
		expect(remedyFor(page, get).message).toBe('Oration sent something else than JSON');
	});

	it('an unreadable answer to what was sent once asks to look first', () => {
		const { description } = remedyFor({ status: 200, headers: {}, body: '{"resul' }, post);
		expect(description).toMatch(/ It is not sent again by itself: look in Oration /);
	});

	it('404 names what is not known', () => {
		expect(remedyFor(answer(404), get)).toEqual({
			message: 'Oration does not know this job',
			description: 'Check the ID, and that it belongs to the workspace of the credential.',
		});
	});

	it('429 says how long to wait', () => {
		expect(remedyFor(answer(429, {}, { 'retry-after': '90' }), get)).toEqual({
			message: 'Oration takes no more requests for now',
			description: 'Wait 90 seconds, then run this again.',
		});
	});

	it.each([undefined, 'soon', '0', '-1'])('429 with Retry-After %j asks for a minute', (after) => {
		const { description } = remedyFor(answer(429, {}, { 'retry-after': after }), get);
		expect(description).toBe('Wait a minute, then run this again.');
	});

	it.each([500, 502, 503])('%i asks to try again later', (status) => {
		expect(remedyFor(answer(status), get)).toEqual({
			message: `Oration could not handle the request (HTTP ${status})`,
			description: 'Run this again in a while.',
		});
	});

	it('500 to what was sent once asks to look first', () => {
		expect(remedyFor(answer(500), post).description).toBe(SENT_ONCE);
	});

	it.each([[{ message: 'Bad number' }], [{ error: 'Bad number' }]])(
		'400 with %j gives the reason',
		(body) => {
			expect(remedyFor(answer(400, body), post)).toEqual({
				message: 'Oration did not accept the request',
				description: 'Bad number',
			});
		},
	);

	it.each([[{}], ['text'], [{ message: { a: 1 } }], [null]])(
		'422 with %j asks to check the fields',
		(body) => {
			expect(remedyFor(answer(422, body), post)).toEqual({
				message: 'Oration did not accept the request',
				description: 'It answered with HTTP 422. Check the fields.',
			});
		},
	);

	it.each([200, 302])('%i without JSON asks to check the base URL', (status) => {
		expect(remedyFor(answer(status, '<html>'), get)).toEqual({
			message: 'Oration sent something else than JSON',
			description: `Check 'Base URL' in the credential: the answer (HTTP ${status}) is not one of Oration's API.`,
		});
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])('%s is a timeout', (unanswered) => {
		expect(remedyFor({ unanswered }, get)).toEqual({
			message: 'Oration did not answer in time',
			description: 'Run this again in a while.',
		});
	});

	it('a timeout of what was sent once asks to look first', () => {
		expect(remedyFor({ unanswered: 'ETIMEDOUT' }, post).description).toBe(SENT_ONCE);
	});

	it('no connection asks to check the base URL and the network', () => {
		expect(remedyFor({ unanswered: 'ECONNREFUSED' }, get)).toEqual({
			message: 'Oration was not reached',
			description:
				"Check 'Base URL' in the credential and whether n8n has access to it (ECONNREFUSED). Run this again in a while.",
		});
	});
});
