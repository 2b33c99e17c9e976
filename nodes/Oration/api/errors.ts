import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../event/json';

export interface HttpResponse {
	statusCode: number;
	headers: IDataObject;
	body: unknown;
}

/** The result of a request: any response, or the code of a network error. */
export type ApiResponse = HttpResponse | { networkError: string };

/** Request Timeout, Too Early and Too Many Requests (RFC 9110, RFC 8470, RFC 6585). */
const CAN_PASS = [408, 425, 429];
const TIMEOUTS = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];
const CHECK_FIRST =
	"n8n didn't retry the request, because it may have succeeded. Check in Oration before you run the node again.";

/**
 * Returns what happened and what to do, for a response that isn't the expected one. We found no list of Oration's status
 * codes, so they are read as HTTP defines them.
 */
export function toUserError(
	response: ApiResponse,
	{ method, subject }: { method: string; subject?: string },
) {
	const retry = method === 'GET' ? 'Wait a minute, then run the node again.' : CHECK_FIRST;
	if ('networkError' in response) {
		const { networkError } = response;
		if (TIMEOUTS.includes(networkError)) {
			return { message: "Oration's API didn't respond in time", description: retry };
		}
		const description = `Check 'Base URL' in the credential, and whether a firewall or proxy blocks the connection (${networkError}). ${retry}`;
		return { message: "n8n couldn't connect to Oration's API", description };
	}
	const { statusCode: status, headers, body } = response;
	if (status === 401 || status === 403) {
		const description =
			"Check 'API Key' and 'Workspace ID' in the credential. The key must belong to that workspace. If both are correct, try 'Workspace Slug' and 'Access Token' too.";
		return { message: 'Oration rejected the API key or the workspace', description };
	}
	if (status === 404 && subject !== undefined && isFromApi(response)) {
		const description = "Check the ID. It must belong to the credential's workspace.";
		return { message: `Oration couldn't find ${subject}`, description };
	}
	if (status === 429) {
		const seconds = Number(headers['retry-after']);
		const wait = seconds > 0 ? `Wait ${seconds} seconds` : 'Wait a minute';
		const description = `${wait}, then run the node again.`;
		return { message: "Oration's rate limit was reached", description };
	}
	if (status >= 500) {
		return { message: `Oration's API failed (HTTP ${status})`, description: retry };
	}
	const reason = isJsonObject(body) ? reasonIn(body) : undefined;
	if (status >= 400 && isFromApi(response) && (status !== 404 || reason !== undefined)) {
		const noReason = `Oration gave no reason (HTTP ${status}). Check the parameters of the node.`;
		return { message: 'Oration rejected the request', description: reason ?? noReason };
	}
	const { message, description } = notFromApi(status);
	const isUnclear = status < 300 && method !== 'GET';
	return { message, description: isUnclear ? `${description} ${CHECK_FIRST}` : description };
}

/** Whether a status says that the request is wrong, so that the same request fails again. Others can pass. */
export function isRejection(status: number): boolean {
	return status >= 400 && status < 500 && !CAN_PASS.includes(status);
}

/** Returns the error for a response that Oration's API doesn't send. */
export function notFromApi(status: number) {
	const description = `Check 'Base URL' in the credential. Another server, such as a proxy, may have responded (HTTP ${status}).`;
	return { message: "The response isn't from Oration's API", description };
}

/** Whether the API can have sent a response. It sends JSON, at least if it can't find something. */
export function isFromApi({ statusCode, headers, body }: HttpResponse): boolean {
	const isWebPage = String(headers['content-type']).includes('text/html');
	return !isWebPage && (statusCode !== 404 || isJsonObject(body));
}

/**
 * Returns the error message in a response body, or in a part of it: a text, the texts of a list, or those of an object. We
 * found no form of it, so the usual ones are read.
 */
export function reasonIn(body: unknown): string | undefined {
	if (typeof body === 'string') return body.trim() === '' ? undefined : body;
	const reasons = Array.isArray(body) ? body.flatMap((part) => reasonIn(part) ?? []) : [];
	if (!isJsonObject(body)) return reasons.join(', ') || undefined;
	return reasonIn(body.message) ?? reasonIn(body.error) ?? reasonIn(body.errors);
}
