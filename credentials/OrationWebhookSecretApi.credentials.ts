import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

export class OrationWebhookSecretApi implements ICredentialType {
	name = 'orationWebhookSecretApi';

	displayName = 'Oration Webhook Secret API';

	documentationUrl = 'https://github.com/n8n-nodes-oration/n8n-nodes-oration#security';

	icon: Icon = { light: 'file:../icons/oration.svg', dark: 'file:../icons/oration.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName:
				"Oration isn't known to sign its events. Enter a long random secret here, and add it to Oration's webhook settings: as a header if you can, otherwise at the end of the URL (?token= and the secret). n8n checks only the format here, not whether Oration sends the secret.",
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				"Use at least 16 letters, digits and hyphens. Copy the secret before you save, because n8n doesn't show it again.",
		},
		{
			displayName: 'Sent In',
			name: 'sentIn',
			type: 'options',
			default: 'header',
			options: [
				{
					name: 'Header',
					value: 'header',
					description: 'Safer, because logs rarely contain headers',
				},
				{
					name: 'URL Parameter',
					value: 'query',
					description: 'Add ?token= and the secret to the end of the Production URL in Oration',
				},
			],
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: 'x-oration-secret',
			displayOptions: { show: { sentIn: ['header'] } },
			description: 'Header that contains the secret',
		},
	];
}
