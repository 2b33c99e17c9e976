import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { isWebPage, toUserError, type ApiResponse } from './errors';
import { codeOf, withoutSlash } from './request';

/** Oration documents no request without an ID. Conversation IDs are UUIDs, and none is this one. */
const UNKNOWN_CONVERSATION = '00000000-0000-0000-0000-000000000000';
const REQUEST = { method: 'GET', subject: 'the conversation' };
const TIMEOUT_MS = 15_000;

/** Tests the credential: gets a conversation that doesn't exist. */
export async function testOrationApi(
	{ helpers }: ICredentialTestFunctions,
	{ apiKey, workspaceId, baseUrl }: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const response: ApiResponse = await helpers
		.request({
			uri: `${withoutSlash(baseUrl)}/conversations/${UNKNOWN_CONVERSATION}`,
			headers: { 'x-api-key': apiKey, 'x-workspace-id': workspaceId },
			timeout: TIMEOUT_MS,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})
		.then(
			({ statusCode, headers, body }) => ({ status: statusCode, headers, body }),
			(error: unknown) => ({ networkError: codeOf(error) }),
		);
	// With a valid key, the conversation isn't found.
	const isAccepted = 'status' in response && (response.status === 404 || response.status === 400);
	if (isAccepted && !isWebPage(response)) {
		return { status: 'OK', message: 'Oration accepts the API key and the workspace' };
	}
	const { message, description } = toUserError(response, REQUEST);
	return { status: 'Error', message: `${message}. ${description}` };
}
