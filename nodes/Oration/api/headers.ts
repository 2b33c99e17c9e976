import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The documented headers by the field of the credential `orationApi`. */
const HEADERS = {
	apiKey: 'x-api-key',
	workspaceId: 'x-workspace-id',
	workspaceSlug: 'x-workspace-slug',
	accessToken: 'authorization',
};

/** Returns a header for each field of the credential that has a value. */
export function authenticationHeaders(credential: ICredentialDataDecryptedObject) {
	const headers: Record<string, string> = {};
	for (const [field, header] of Object.entries(HEADERS)) {
		const value = String(credential[field] ?? '').trim();
		if (value !== '') headers[header] = field === 'accessToken' ? `Bearer ${value}` : value;
	}
	return headers;
}
