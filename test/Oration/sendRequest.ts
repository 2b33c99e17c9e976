/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tests send real requests; the package doesn't include tests */
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { parseJson } from '../../nodes/Oration/event/json';

export interface Client {
	/** A trusted certificate. */
	certificate?: string;
	/** Called for each request. The request times out when the promise settles. */
	timeoutWhen?: () => Promise<unknown>;
}

/** Sends a request like n8n's helper `httpRequest`. */
export async function sendRequest(
	options: IHttpRequestOptions,
	{ certificate, timeoutWhen }: Client = {},
): Promise<unknown> {
	const { url, method = 'GET', headers = {}, timeout } = options;
	const body = options.body === undefined ? undefined : JSON.stringify(options.body);
	const { request } = url.startsWith('https:') ? https : http;
	const sent = request(url, {
		method,
		agent: false,
		ca: certificate,
		headers: Object.fromEntries([
			...Object.entries(headers).map(([name, value]) => [name, String(value)]),
			...(options.json ? [['accept', 'application/json']] : []),
			...(body === undefined ? [] : [['content-type', 'application/json']]),
		]),
	});
	if (timeout !== undefined) {
		const timeOut = () =>
			sent.destroy(Object.assign(new Error('The request timed out'), { code: 'ECONNABORTED' }));
		sent.setTimeout(timeout, timeOut);
		void timeoutWhen?.().then(timeOut);
	}
	sent.end(body);
	const [response]: IncomingMessage[] = await withLocalErrors(once(sent, 'response'));
	if (response === undefined) throw new Error('The server sent no response.');

	const { statusCode = 0 } = response;
	const { location } = response.headers;
	if (!options.disableFollowRedirect && location !== undefined) {
		const next = { ...options, url: new URL(location, url).href };
		return await sendRequest(next, { certificate, timeoutWhen });
	}
	if (!options.ignoreHttpStatusErrors && statusCode >= 300) {
		throw new Error(`Request failed with status code ${statusCode}`);
	}
	const received = await readBody(response, options.encoding);
	return options.returnFullResponse
		? { statusCode, headers: response.headers, body: received }
		: received;
}

async function readBody(
	response: IncomingMessage,
	encoding: IHttpRequestOptions['encoding'],
): Promise<unknown> {
	if (encoding === 'stream') return response;
	const body = await withLocalErrors(text(response));
	return encoding === 'text' ? body : (parseJson(body) ?? body);
}

/** Awaits a promise. Converts its errors to Jest's realm, because errors from Node.js aren't `instanceof Error` there. */
export async function withLocalErrors<T>(promise: Promise<T>): Promise<T> {
	return await promise.catch((error: NodeJS.ErrnoException) => {
		const { message, code } = error;
		throw error instanceof Error ? error : Object.assign(new Error(message), { code });
	});
}
