import {
	NodeApiError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type JsonObject as ErrorDetails,
} from 'n8n-workflow';
import { isJsonObject, type JsonObject } from '../event/json';
import { isWebPage, remedyFor, type Answer } from './answers';

const TIMEOUT = 30_000;
const ATTEMPTS = 3;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

export interface OrationRequest {
	method: 'GET' | 'POST';
	/** Below the base URL, such as `/jobs/1`. */
	path: string;
	body?: IDataObject;
	/** What the ID in the path names, for the message where Oration does not know it. */
	subject?: string;
}

/**
 * Sends a request to Oration's API with the credential `orationApi`. A GET is repeated where that can help; nothing else
 * is, as it could be done twice.
 *
 * @returns the JSON object of the answer
 * @throws NodeApiError that says what to do, where there is no such answer
 */
export async function requestOration(
	context: IExecuteFunctions,
	itemIndex: number,
	request: OrationRequest,
): Promise<JsonObject> {
	for (let attempt = 1; ; attempt++) {
		const answer = await send(context, itemIndex, request);
		if ('status' in answer && isSuccess(answer.status) && isJsonObject(answer.body)) {
			return answer.body;
		}
		const pause = pauseBeforeRepeat(answer, attempt);
		if (request.method !== 'GET' || pause === undefined) {
			const { message, description } = remedyFor(answer, request);
			const httpCode = 'status' in answer && !isWebPage(answer) ? String(answer.status) : undefined;
			const details: ErrorDetails = { message };
			throw new NodeApiError(context.getNode(), details, {
				message,
				description,
				httpCode,
				itemIndex,
			});
		}
		await sleep(pause);
	}
}

async function send(
	context: IExecuteFunctions,
	itemIndex: number,
	{ method, path, body }: OrationRequest,
): Promise<Answer> {
	const { baseUrl } = await context.getCredentials('orationApi', itemIndex);
	try {
		const response: { statusCode: number; headers: IDataObject; body: unknown } =
			await context.helpers.httpRequestWithAuthentication.call(context, 'orationApi', {
				method,
				url: `${withoutSlash(baseUrl)}${path}`,
				body,
				json: true,
				timeout: TIMEOUT,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// The key must not follow to another host.
				disableFollowRedirect: true,
			});
		return { status: response.statusCode, headers: response.headers, body: response.body };
	} catch (error) {
		return { unanswered: codeOf(error) };
	}
}

/** How long to wait before a request is repeated, in milliseconds; undefined where it would not help. */
function pauseBeforeRepeat(answer: Answer, attempt: number): number | undefined {
	if (attempt >= ATTEMPTS) return undefined;
	const usual = FIRST_PAUSE * 2 ** (attempt - 1);
	if ('unanswered' in answer) return usual;
	if (answer.status !== 429 && answer.status < 500) return undefined;
	const wanted = Number(answer.headers['retry-after']) * 1000;
	if (!(wanted > usual)) return usual;
	return wanted <= LONGEST_PAUSE ? wanted : undefined;
}

/** A base URL, as it is put before paths. */
export const withoutSlash = (baseUrl: unknown) => String(baseUrl).trim().replace(/\/+$/, '');

const isSuccess = (status: number) => status >= 200 && status < 300;

/** The code of a connection that came to nothing, such as ECONNREFUSED. n8n may have wrapped the original error. */
export function codeOf(error: unknown): string {
	for (let inner = error; inner instanceof Error; inner = inner.cause) {
		const code: unknown = Object.getOwnPropertyDescriptor(inner, 'code')?.value;
		if (typeof code === 'string') return code;
	}
	return error instanceof Error ? error.message : String(error);
}
