import { hash, timingSafeEqual } from 'crypto';
import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type INodeCredentialTestResult,
	type IWebhookFunctions,
} from 'n8n-workflow';
import type { Rejection } from '../activity/outcomes';

const MIN_SECRET_LENGTH = 16;
const DEFAULT_HEADER = 'x-oration-secret';
/** Visible ASCII, which every sender can put in a header. */
const HEADER_SECRET = /^[\x21-\x7e]+$/;
/** Unreserved characters of a URL (RFC 3986, section 2.3). */
const URL_SECRET = /^[\w.~-]+$/;
/** HTTP field names (RFC 9110, section 5.6.2). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** What requests are compared with, from the credential `orationWebhookSecretApi`. */
export interface WebhookSecret {
	/** SHA-256 digest of the secret, so that the secret itself doesn't stay in memory. */
	digest: Buffer;
	/** Where requests must have the secret: in a header, named in lowercase, or in a query parameter. */
	place: { sentIn: 'header' | 'query'; name: string };
}

/**
 * Loads the secret that requests must have.
 *
 * @throws NodeOperationError if there is none. n8n then shows a failed execution.
 */
export async function loadWebhookSecret(context: IWebhookFunctions): Promise<WebhookSecret> {
	const description =
		"In the Oration Trigger, select a credential with a secret or set 'Authentication' to 'None'. Until then, all events are rejected.";
	let data: ICredentialDataDecryptedObject | undefined;
	try {
		data = await context.getCredentials<ICredentialDataDecryptedObject>('orationWebhookSecretApi');
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new NodeOperationError(context.getNode(), "The shared secret can't be loaded", {
			description: `${description} n8n's reason: ${reason}`,
		});
	}
	const expected = readCredential(data);
	if (expected === undefined) {
		throw new NodeOperationError(context.getNode(), 'The shared secret is empty', { description });
	}
	return { digest: digestOf(expected.secret), place: expected.place };
}

function readCredential(data: ICredentialDataDecryptedObject | undefined) {
	const { secret, sentIn, headerName } = data ?? {};
	if (typeof secret !== 'string' || secret.trim() === '') return undefined;
	if (sentIn === 'query') return { secret, place: { sentIn, name: 'token' } as const };
	const name = typeof headerName === 'string' ? headerName.trim().toLowerCase() : '';
	return { secret, place: { sentIn: 'header', name: name || DEFAULT_HEADER } as const };
}

/** Returns why a request fails authentication, with a sentence for its sender, or undefined if it has the secret. */
export function authenticationFailure(
	{ digest, place: { sentIn, name } }: WebhookSecret,
	headers: Record<string, unknown>,
	query: Record<string, unknown>,
): Rejection | undefined {
	const sent = (sentIn === 'query' ? query : headers)[name];
	const place = `${sentIn === 'query' ? 'query parameter' : 'header'} '${name}'`;
	if (typeof sent !== 'string' || sent === '') {
		const message = `The shared secret is missing. Send it in the ${place}.`;
		return { reason: 'secretMissing', message };
	}
	// Many senders can only send a secret in this header after the word Bearer.
	const values = name === 'authorization' ? [sent, sent.replace(/^bearer /i, '')] : [sent];
	// Digests have the same length, so the duration of the comparison reveals nothing about the secret.
	if (!values.some((value) => timingSafeEqual(digestOf(value), digest))) {
		const message = `The shared secret in the ${place} doesn't match the secret in n8n.`;
		return { reason: 'secretWrong', message };
	}
	return undefined;
}

function digestOf(text: string): Buffer {
	return hash('sha256', text, 'buffer');
}

/** Tests the form of the secret. Whether Oration sends it shows only when an event arrives. */
export async function testWebhookSecret({
	data,
}: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	const message = formatIssue(readCredential(data));
	return message === undefined
		? { status: 'OK', message: 'The secret has a valid format' }
		: { status: 'Error', message };
}

function formatIssue(expected: ReturnType<typeof readCredential>): string | undefined {
	if (expected === undefined) return "'Secret' is empty. Enter a long random text";
	const { secret, place } = expected;
	if (place.sentIn === 'query' && !URL_SECRET.test(secret)) {
		return "In a URL, 'Secret' can contain only letters from A to Z, digits, hyphens, dots, underscores and tildes";
	}
	if (!HEADER_SECRET.test(secret)) {
		return "'Secret' can contain only letters from A to Z, digits and punctuation, without spaces";
	}
	if (!HEADER_NAME.test(place.name)) {
		return "'Header Name' can contain only letters, digits and hyphens, for example x-oration-secret";
	}
	if (secret.length < MIN_SECRET_LENGTH) {
		return `'Secret' is too short to be safe. Use at least ${MIN_SECRET_LENGTH} characters`;
	}
	return undefined;
}
