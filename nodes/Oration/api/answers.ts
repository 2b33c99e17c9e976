import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../event/json';

/** What came of a request: an answer of whatever kind, or the reason why there is none. */
export type Answer =
	| { status: number; headers: IDataObject; body: unknown }
	| { unanswered: string };

interface Remedy {
	/** What happened. */
	message: string;
	/** How to get unstuck. */
	description: string;
}

const TIMEOUTS = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];
const LOOK_FIRST =
	'It is not sent again by itself: look in Oration whether it was done before you run this again.';

/**
 * What to tell a user about an answer that is not the one that was asked for.
 *
 * Oration does not document its status codes; these are the usual ones of HTTP.
 */
export function remedyFor(
	answer: Answer,
	{ method, subject }: { method: string; subject?: string },
): Remedy {
	const again = method === 'GET' ? 'Run this again in a while.' : LOOK_FIRST;
	if ('unanswered' in answer) {
		const { unanswered } = answer;
		return TIMEOUTS.includes(unanswered)
			? { message: 'Oration did not answer in time', description: again }
			: {
					message: 'Oration was not reached',
					description: `Check 'Base URL' in the credential and whether n8n has access to it (${unanswered}). ${again}`,
				};
	}
	const { status, headers, body } = answer;
	if (status === 401 || status === 403) {
		return {
			message: 'Oration refused the API key or the workspace',
			description:
				"Check 'API Key' and 'Workspace ID' in the credential. The key has to belong to that workspace.",
		};
	}
	if (status === 404 && subject !== undefined && !isWebPage(answer)) {
		return {
			message: `Oration does not know ${subject}`,
			description: 'Check the ID, and that it belongs to the workspace of the credential.',
		};
	}
	if (status === 429) {
		const seconds = Number(headers['retry-after']);
		const wait = seconds > 0 ? `Wait ${seconds} seconds` : 'Wait a minute';
		return {
			message: 'Oration takes no more requests for now',
			description: `${wait}, then run this again.`,
		};
	}
	if (status >= 500) {
		return { message: `Oration could not handle the request (HTTP ${status})`, description: again };
	}
	if (status >= 400 && status !== 404 && !isWebPage(answer)) {
		return {
			message: 'Oration did not accept the request',
			description: reasonIn(body) ?? `It answered with HTTP ${status}. Check the fields.`,
		};
	}
	return {
		message: 'Oration sent something else than JSON',
		description: `Check 'Base URL' in the credential: the answer (HTTP ${status}) is not one of Oration's API.${status < 300 && method !== 'GET' ? ` ${LOOK_FIRST}` : ''}`,
	};
}

/** Whether an answer is for people: then it is not from the API. */
export function isWebPage(answer: Answer): boolean {
	return 'status' in answer && String(answer.headers['content-type']).includes('text/html');
}

/** The reason that an answer gives. Where it stands is not documented. */
export function reasonIn(body: unknown): string | undefined {
	if (!isJsonObject(body)) return undefined;
	const reason = body.message ?? body.error;
	return typeof reason === 'string' ? reason : undefined;
}
