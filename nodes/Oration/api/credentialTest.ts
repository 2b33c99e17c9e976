import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { isJsonObject, parseJson } from '../event/json';
import { notFromApi, toUserError, type ApiResponse } from './errors';
import { authenticationHeaders } from './headers';
import { codeOf, withoutSlash } from './request';

/** We found no request of Oration without an ID. Conversation IDs are UUIDs, and none is this one. */
const UNKNOWN_CONVERSATION = '00000000-0000-0000-0000-000000000000';
const TIMEOUT_MS = 15_000;
const REQUIRED = { apiKey: 'API Key', workspaceId: 'Workspace ID', baseUrl: 'Base URL' };

/** Tests the credential: gets a conversation that doesn't exist. */
export async function testOrationApi(
	this: ICredentialTestFunctions,
	{ data: credential = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { helpers } = this;
	for (const [name, label] of Object.entries(REQUIRED)) {
		const isEmpty = String(credential[name] ?? '').trim() === '';
		if (isEmpty) return { status: 'Error', message: `'${label}' is empty. Enter a value` };
	}

	const response: ApiResponse = await helpers
		.request({
			uri: `${withoutSlash(credential.baseUrl)}/conversations/${UNKNOWN_CONVERSATION}`,
			headers: authenticationHeaders(credential),
			timeout: TIMEOUT_MS,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})
		.then(
			(received) => ({ ...received, body: parseJson(String(received.body)) }),
			(error: unknown) => ({ networkError: codeOf(error) }),
		);
	const isForUnknownId =
		'statusCode' in response && (response.statusCode === 404 || response.statusCode === 400);
	if (isForUnknownId && isJsonObject(response.body)) {
		const message = "The address responded with JSON and didn't reject the API key";
		return { status: 'OK', message };
	}
	const { message, description } = isForUnknownId
		? notFromApi(response.statusCode)
		: toUserError(response, { method: 'GET' });
	return { status: 'Error', message: `${message}. ${description}` };
}
