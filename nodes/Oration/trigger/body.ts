import { isJsonObject, parseJson } from '../event/json';

/** The parts of n8n's request that can hold the body. */
interface RequestBody {
	headers: Record<string, unknown>;
	body?: unknown;
	rawBody?: unknown;
	readRawBody?: () => Promise<void>;
}

/**
 * Returns the JSON body of a request, whatever its content type. n8n parses only application/json.
 *
 * @returns undefined if the body isn't JSON
 */
export async function readJsonBody(request: RequestBody): Promise<unknown> {
	const isParsedByN8n = contentTypeOf(request) === 'application/json' && request.body !== undefined;
	if (isParsedByN8n) return request.body;
	if (request.rawBody === undefined) {
		try {
			await request.readRawBody?.();
		} catch {
			// The body is too large or incomplete.
		}
	}
	const { rawBody } = request;
	return Buffer.isBuffer(rawBody) ? parseJson(rawBody.toString('utf8')) : undefined;
}

/** Returns the value of a field of a submitted HTML form. */
export function formField({ headers, body }: RequestBody, name: string): unknown {
	const isForm = contentTypeOf({ headers }) === 'application/x-www-form-urlencoded';
	return isForm && isJsonObject(body)
		? Object.getOwnPropertyDescriptor(body, name)?.value
		: undefined;
}

function contentTypeOf({ headers }: RequestBody): string {
	return String(headers['content-type']).replace(/;.*/s, '').trim().toLowerCase();
}
