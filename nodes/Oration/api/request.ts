import { NodeApiError, type ICredentialDataDecryptedObject, type IDataObject } from 'n8n-workflow';
import { isJsonObject, type JsonObject } from '../event/json';
import { pause, throwIfCanceled } from './cancel';
import { isFromApi, isRejection, toUserError, type ApiResponse } from './errors';
import type { Item } from './item';

const TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 3;
const INITIAL_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;

export interface OrationRequest {
	method: 'GET' | 'POST';
	/** Path after the base URL, such as `/jobs/1`. */
	path: string;
	body?: IDataObject;
	/** What the ID in the path identifies, for the error if Oration can't find it. */
	subject?: string;
}

/**
 * Sends a request to Oration's API with the credential `orationApi`. Retries only GET requests, because others could run
 * twice.
 *
 * @returns the JSON object in the response
 * @throws NodeApiError if there is no such response, NodeOperationError if the execution is canceled
 */
export async function requestOration(item: Item, request: OrationRequest): Promise<JsonObject> {
	const { context, index: itemIndex } = item;
	for (let attempt = 1; ; attempt++) {
		throwIfCanceled(context);
		const response = await send(item, request);
		if ('statusCode' in response && response.statusCode < 300 && isJsonObject(response.body)) {
			return response.body;
		}
		const delay = retryDelay(response, attempt);
		if (request.method !== 'GET' || delay === undefined) {
			const httpCode =
				'statusCode' in response && isFromApi(response) ? String(response.statusCode) : undefined;
			const settings = { ...toUserError(response, request), httpCode, itemIndex };
			throw new NodeApiError(context.getNode(), {}, settings);
		}
		await pause(context, delay);
	}
}

async function send(
	{ context, index }: Item,
	{ method, path, body }: OrationRequest,
): Promise<ApiResponse> {
	const type = 'orationApi';
	const data = await context.getCredentials<ICredentialDataDecryptedObject>(type, index);
	// Otherwise, n8n authenticates all requests with the credential of the first item.
	const credentialsDecrypted = { id: '', name: '', type, data };
	try {
		return await context.helpers.httpRequestWithAuthentication.call(
			context,
			type,
			{
				method,
				url: `${withoutSlash(data.baseUrl)}${path}`,
				body,
				json: true,
				timeout: TIMEOUT_MS,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// A redirect must not send the key to another host.
				disableFollowRedirect: true,
			},
			{ credentialsDecrypted },
		);
	} catch (error) {
		return { networkError: codeOf(error) };
	}
}

/** Returns the delay before the next attempt in milliseconds, or undefined if a retry wouldn't help. */
function retryDelay(response: ApiResponse, attempt: number): number | undefined {
	if (attempt >= MAX_ATTEMPTS) return undefined;
	const backoff = INITIAL_DELAY_MS * 2 ** (attempt - 1);
	if ('networkError' in response) return backoff;
	if (response.statusCode < 400 || isRejection(response.statusCode)) return undefined;
	const requested = Number(response.headers['retry-after']) * 1000;
	const delay = Number.isFinite(requested) ? Math.max(requested, backoff) : backoff;
	return delay <= MAX_DELAY_MS ? delay : undefined;
}

/** Removes slashes at the end of a base URL. */
export const withoutSlash = (baseUrl: unknown) =>
	String(baseUrl)
		.trim()
		.replace(/(?<!\/)\/+$/, '');

/** Returns the code of a network error, such as ECONNREFUSED. n8n can have wrapped the original error. */
export function codeOf(error: unknown): string {
	for (let inner = error; inner instanceof Error; inner = inner.cause) {
		const code: unknown = Object.getOwnPropertyDescriptor(inner, 'code')?.value;
		if (typeof code === 'string') return code;
	}
	return error instanceof Error ? error.message : String(error);
}
