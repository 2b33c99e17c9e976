/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tests send real requests; nothing of it is published */
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { types } from 'node:util';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { parseJson } from '../../nodes/Oration/event/json';

export interface Client {
	/** A certificate to trust. */
	certificate?: string;
	/** Called for each request: when it settles, the time that the request may take is up. */
	patience?: () => Promise<unknown>;
}

/** Sends a request as n8n's helper `httpRequest` does. */
export async function sendRequest(
	options: IHttpRequestOptions,
	{ certificate, patience }: Client = {},
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
			...(body === undefined ? [] : [['content-type', 'application/json']]),
		]),
	});
	if (timeout !== undefined) {
		const timeOut = () =>
			sent.destroy(Object.assign(new Error('It timed out'), { code: 'ECONNABORTED' }));
		sent.setTimeout(timeout, timeOut);
		void patience?.().then(timeOut);
	}
	sent.end(body);
	const [response]: IncomingMessage[] = await inThisRealm(once(sent, 'response'));
	if (response === undefined) throw new Error('There is no response.');

	const { statusCode = 0 } = response;
	const { location } = response.headers;
	if (!options.disableFollowRedirect && location !== undefined) {
		const next = { ...options, url: new URL(location, url).href };
		return await sendRequest(next, { certificate, patience });
	}
	if (!options.ignoreHttpStatusErrors && statusCode >= 300) {
		throw new Error(`Request failed with status code ${statusCode}`);
	}
	const received = options.encoding === 'stream' ? response : await bodyOf(response);
	return options.returnFullResponse
		? { statusCode, headers: response.headers, body: received }
		: received;
}

async function bodyOf(response: IncomingMessage): Promise<unknown> {
	const body = await inThisRealm(text(response));
	return parseJson(body) ?? body;
}

/** Jest runs tests in a realm of their own, where an error of Node is no `instanceof Error`. */
export async function inThisRealm<T>(promise: Promise<T>): Promise<T> {
	return await promise.catch((error: unknown) => {
		throw ofThisRealm(error);
	});
}

function ofThisRealm(error: unknown): unknown {
	if (error instanceof Error || !types.isNativeError(error)) return error;
	const { message, code }: NodeJS.ErrnoException = error;
	return Object.assign(new Error(message), { code });
}
