import type { IAuthenticateGeneric, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

export class OrationApi implements ICredentialType {
	name = 'orationApi';

	displayName = 'Oration API';

	documentationUrl =
		'https://github.com/n8n-nodes-oration/n8n-nodes-oration/blob/main/docs/oration-node.md#credential';

	icon: Icon = { light: 'file:../icons/oration.svg', dark: 'file:../icons/oration.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'You find it in the API settings of your Oration workspace',
		},
		{
			displayName: 'Workspace ID',
			name: 'workspaceId',
			type: 'string',
			required: true,
			default: '',
			description: 'Workspace that the key belongs to. You find the ID in its settings in Oration.',
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				'x-api-key': '={{$credentials.apiKey}}',
				'x-workspace-id': '={{$credentials.workspaceId}}',
			},
		},
	};
}
