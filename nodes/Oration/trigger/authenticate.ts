import { hash, timingSafeEqual } from 'crypto';
import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type INodeCredentialTestResult,
	type IWebhookFunctions,
} from 'n8n-workflow';

const SHORTEST_SECRET = 16;
const DEFAULT_HEADER = 'x-oration-secret';
const TOKEN = 'token';
/** What reaches n8n unchanged in a header. */
const HEADER_SECRET = /^[\x21-\x7e]+$/;
/** What reaches n8n unchanged in a URL (unreserved characters of RFC 3986). */
const URL_SECRET = /^[\w.~-]+$/;
/** Field names of HTTP (RFC 9110, section 5.6.2). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** The secret of the credential `orationWebhookSecretApi`, as far as requests are compared with it. */
export interface WebhookSecret {
	/** Of the secret, which so isn't kept in memory. */
	digest: Buffer;
	/** The header that carries the secret, in lower case; undefined where the URL carries it. */
	header: string | undefined;
}

/**
 * Loads the secret that requests have to carry.
 *
 * @throws NodeOperationError where there is none: then n8n shows a failed execution, and nothing is accepted
 */
export async function loadWebhookSecret(
	context: Pick<IWebhookFunctions, 'getCredentials' | 'getNode'>,
): Promise<WebhookSecret> {
	const remedy =
		"Select a credential that has a secret in the Oration Trigger, or set 'Authentication' to 'None'. Until then no event is accepted.";
	let data: ICredentialDataDecryptedObject;
	try {
		data = await context.getCredentials('orationWebhookSecretApi');
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new NodeOperationError(context.getNode(), 'The shared secret could not be loaded', {
			description: `${remedy} n8n says: ${reason}`,
		});
	}
	const expected = readCredential(data);
	if (expected === undefined) {
		throw new NodeOperationError(context.getNode(), 'The shared secret is empty', {
			description: remedy,
		});
	}
	return { digest: digestOf(expected.secret), header: expected.header };
}

function readCredential(
	data: ICredentialDataDecryptedObject,
): { secret: string; header: string | undefined } | undefined {
	const { secret, sentIn, headerName } = data;
	if (typeof secret !== 'string' || secret.trim() === '') return undefined;
	const name = typeof headerName === 'string' ? headerName.trim().toLowerCase() : '';
	return { secret, header: sentIn === 'query' ? undefined : name || DEFAULT_HEADER };
}

/** Why a request is not let in: a sentence for the sender. Gives undefined where it carries the secret. */
export function refusal(
	{ digest, header }: WebhookSecret,
	headers: Record<string, unknown>,
	query: Record<string, unknown>,
): string | undefined {
	const sent = header === undefined ? query[TOKEN] : headers[header];
	const place = header === undefined ? `URL parameter '${TOKEN}'` : `header '${header}'`;
	if (typeof sent !== 'string' || sent === '') {
		return `The shared secret is missing. Send it in the ${place}.`;
	}
	// Digests have one length, so that the time of a comparison tells nothing about either text.
	if (!timingSafeEqual(digestOf(sent), digest)) {
		return `The shared secret in the ${place} is not the one that is saved in n8n.`;
	}
	return undefined;
}

function digestOf(text: string): Buffer {
	return hash('sha256', text, 'buffer');
}

/** What the credential's Test button says. Nothing is sent: only Oration's events will show whether it sends the secret. */
export function testWebhookSecret(data: ICredentialDataDecryptedObject): INodeCredentialTestResult {
	const expected = readCredential(data);
	if (expected === undefined) {
		return { status: 'Error', message: "Enter a text of your own in 'Secret'" };
	}
	if (expected.header === undefined && !URL_SECRET.test(expected.secret)) {
		return {
			status: 'Error',
			message:
				"In a URL, 'Secret' can only have letters from A to Z, digits, hyphens, dots, underscores and tildes",
		};
	}
	if (!HEADER_SECRET.test(expected.secret)) {
		return {
			status: 'Error',
			message: "'Secret' can only have letters from A to Z, digits and punctuation, without spaces",
		};
	}
	if (expected.header !== undefined && !HEADER_NAME.test(expected.header)) {
		return {
			status: 'Error',
			message: "'Header Name' can only have letters, digits and hyphens, such as x-oration-secret",
		};
	}
	if (expected.secret.length < SHORTEST_SECRET) {
		return {
			status: 'Error',
			message: `'Secret' is too short to be safe. Use at least ${SHORTEST_SECRET} characters, such as 32`,
		};
	}
	return { status: 'OK', message: 'The secret can be used' };
}
