import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { isWebPage, remedyFor, type Answer } from './answers';
import { codeOf, withoutSlash } from './request';

/** Oration documents no request that needs no ID. Its conversations have UUIDs, and none has this one. */
const NO_CONVERSATION = '00000000-0000-0000-0000-000000000000';
const REQUEST = { method: 'GET', subject: 'the conversation' };
const TIMEOUT = 15_000;

/** What the credential's Test button says: it asks for a conversation that cannot exist. */
export async function testOrationApi(
	{ helpers }: ICredentialTestFunctions,
	{ apiKey, workspaceId, baseUrl }: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const answer: Answer = await helpers
		.request({
			uri: `${withoutSlash(baseUrl)}/conversations/${NO_CONVERSATION}`,
			headers: { 'x-api-key': apiKey, 'x-workspace-id': workspaceId },
			timeout: TIMEOUT,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})
		.then(
			({ statusCode, headers, body }) => ({ status: statusCode, headers, body }),
			(error: unknown) => ({ unanswered: codeOf(error) }),
		);
	// Not found is what a key that is accepted gets.
	const isAccepted = 'status' in answer && (answer.status === 404 || answer.status === 400);
	if (isAccepted && !isWebPage(answer)) {
		return { status: 'OK', message: 'Oration accepts the API key and the workspace' };
	}
	const { message, description } = remedyFor(answer, REQUEST);
	return { status: 'Error', message: `${message}. ${description}` };
}
