/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   the fake API sends files; the package doesn't include tests */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CHUNK = Buffer.alloc(64 * 1024, 'recording ');
const DEFAULT_SIZE = '1024';

/** A response. The status defaults to 200. */
export interface ResponseOptions {
	status?: number;
	headers?: OutgoingHttpHeaders;
	body?: object | string;
	/** Whether the connection ends early. */
	truncate?: boolean;
}

export function send(
	response: ServerResponse,
	{ status = 200, headers, body = '', truncate = false }: ResponseOptions,
): void {
	const isText = typeof body === 'string';
	// Set before the other headers, so that they replace it regardless of case.
	response.setHeader('content-type', isText ? 'text/plain' : 'application/json');
	if (truncate) response.setHeader('content-length', Number.MAX_SAFE_INTEGER);
	response.writeHead(status, headers).end(isText ? body : JSON.stringify(body));
	if (truncate) response.socket?.destroySoon();
}

/** Responds to requests outside the API: recordings and redirects. */
export async function sendFile(target: string, response: ServerResponse): Promise<void> {
	const { pathname, searchParams: query } = new URL(target, 'http://localhost');
	const [, name] = /^\/recordings\/([^/]+\.mp[34])$/.exec(pathname) ?? [];
	if (name !== undefined) {
		await sendRecording(name, query, response);
	} else if (pathname === '/redirect') {
		const status = Number(query.get('status') ?? 302);
		send(response, { status, headers: { location: query.get('to') ?? '' } });
	} else if (pathname === '/loop') {
		send(response, { status: 302, headers: { location: '/loop' } });
	} else {
		send(response, { status: 404, body: { message: 'Not found' } });
	}
}

async function sendRecording(
	name: string,
	query: URLSearchParams,
	response: ServerResponse,
): Promise<void> {
	const size = Number(query.get('size') ?? DEFAULT_SIZE);
	const isTruncated = query.get('truncate') === '1';
	response.setHeader('content-type', query.get('type') ?? 'video/mp4');
	response.setHeader('content-disposition', `attachment; filename="${name}"`);
	if (query.get('chunked') !== '1') response.setHeader('content-length', size);
	const sent = Readable.from(chunks(isTruncated ? Math.floor(size / 2) : size));
	await pipeline(sent, response, { end: !isTruncated });
	if (isTruncated) response.socket?.destroySoon();
}

function* chunks(size: number) {
	for (let left = size; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, left);
}
