import type { IAuthenticate, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';
import { authenticationHeaders } from '../nodes/Oration/api/headers';

export class OrationApi implements ICredentialType {
	name = 'orationApi';

	displayName = 'Oration API';

	documentationUrl =
		'https://github.com/n8n-nodes-oration/n8n-nodes-oration/blob/main/docs/operations.md#credential';

	icon: Icon = { light: 'file:../icons/oration.svg', dark: 'file:../icons/oration.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				"Find it in the API settings of your Oration workspace, or ask Oration's support",
		},
		{
			displayName: 'Workspace ID',
			name: 'workspaceId',
			type: 'string',
			required: true,
			default: '',
			description:
				'ID of the workspace that the API key belongs to. Find it in the workspace settings in Oration.',
		},
		{
			displayName: 'Workspace Slug',
			name: 'workspaceSlug',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme',
			description:
				"Name of the workspace in Oration's URLs. Enter it if Oration rejects requests for customers or jobs.",
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Token of an Oration user or service account. Enter it only if Oration rejects your API key alone.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://www.oration.ai/api/v2',
			description: 'Change it only if Oration gave you another URL',
		},
	];

	authenticate = (async (credential, request) => ({
		...request,
		headers: { ...request.headers, ...authenticationHeaders(credential) },
	})) satisfies IAuthenticate;
}
