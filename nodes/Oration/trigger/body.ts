import { parseJson } from '../event/json';

/** The parts of n8n's request that hold the body, whatever n8n has made of it. */
interface RequestBody {
	headers: Record<string, unknown>;
	body?: unknown;
	rawBody?: unknown;
	readRawBody?: () => Promise<void>;
}

/**
 * The JSON that a request carries. n8n reads it only where the content type is application/json, so for all others the
 * bytes decide.
 *
 * @returns undefined where the body is not JSON
 */
export async function readJsonBody(request: RequestBody): Promise<unknown> {
	const isReadByN8n = contentTypeOf(request) === 'application/json' && request.body !== undefined;
	if (isReadByN8n) return request.body;
	if (request.rawBody === undefined) {
		try {
			await request.readRawBody?.();
		} catch {
			// Too large, or cut off: then there is no JSON either.
			return undefined;
		}
	}
	const { rawBody } = request;
	return Buffer.isBuffer(rawBody) ? parseJson(withoutByteOrderMark(rawBody)) : undefined;
}

/** The value of a field of a submitted HTML form. */
export function formField({ headers, body }: RequestBody, name: string): unknown {
	const isForm = contentTypeOf({ headers }) === 'application/x-www-form-urlencoded';
	return isForm && typeof body === 'object' && body !== null
		? Object.getOwnPropertyDescriptor(body, name)?.value
		: undefined;
}

function contentTypeOf({ headers }: RequestBody): string {
	return String(headers['content-type'] ?? '')
		.replace(/;.*/s, '')
		.trim()
		.toLowerCase();
}

function withoutByteOrderMark(bytes: Buffer): string {
	return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
