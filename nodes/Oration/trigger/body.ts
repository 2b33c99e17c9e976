import { isJsonObject, parseJson } from '../event/json';

interface RequestBody {
	headers: Record<string, unknown>;
	body?: unknown;
	rawBody?: unknown;
	readRawBody?: () => Promise<void>;
}

/** `json` is undefined if the body isn't JSON. `unreadable` is a status such as 413 if n8n can't read the body. */
type JsonBody = { json?: unknown; unreadable?: number };

/** Reads the JSON body of a request, whatever its content type. n8n parses only application/json. */
export async function readJsonBody(request: RequestBody): Promise<JsonBody> {
	const isParsedByN8n = contentTypeOf(request) === 'application/json' && request.body !== undefined;
	if (isParsedByN8n) return { json: request.body };
	try {
		// n8n reads the body of a form without keeping its bytes, and can't read it again.
		const isUnread = request.rawBody === undefined && request.body === undefined;
		if (isUnread) await request.readRawBody?.();
	} catch (error) {
		const { status } = isJsonObject(error) ? error : {};
		const isOfSender = typeof status === 'number' && status >= 400 && status < 500;
		return { unreadable: isOfSender ? status : 400 };
	}
	const { rawBody } = request;
	return { json: Buffer.isBuffer(rawBody) ? parseJson(rawBody.toString('utf8')) : undefined };
}

/** Returns the value of a field of a submitted HTML form. */
export function formField({ headers, body }: RequestBody, name: string): unknown {
	const isForm = contentTypeOf({ headers }) === 'application/x-www-form-urlencoded';
	return isForm && isJsonObject(body) && Object.hasOwn(body, name) ? body[name] : undefined;
}

function contentTypeOf({ headers }: RequestBody): string {
	return String(headers['content-type']).replace(/;.*/s, '').trim().toLowerCase();
}
