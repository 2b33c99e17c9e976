import { isJsonObject, parseJson } from '../event/json';

/** The parts of n8n's request that can hold the body. */
interface RequestBody {
	headers: Record<string, unknown>;
	body?: unknown;
	rawBody?: unknown;
	readRawBody?: () => Promise<void>;
}

/** The JSON of a body, undefined if it isn't JSON, or the status of n8n's error if n8n can't read it. */
type JsonBody = { json: unknown } | { unreadable: number };

/** Reads the JSON body of a request, whatever its content type. n8n parses only application/json. */
export async function readJsonBody(request: RequestBody): Promise<JsonBody> {
	const isParsedByN8n = contentTypeOf(request) === 'application/json' && request.body !== undefined;
	if (isParsedByN8n) return { json: request.body };
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch (error) {
		return { unreadable: statusOf(error) };
	}
	const { rawBody } = request;
	return { json: Buffer.isBuffer(rawBody) ? parseJson(rawBody.toString('utf8')) : undefined };
}

/** Returns the status of n8n's error: 413 if the body is too large, 400 if it was cut off. */
function statusOf(error: unknown): number {
	return isJsonObject(error) && typeof error.status === 'number' ? error.status : 400;
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
