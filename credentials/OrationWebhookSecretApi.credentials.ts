import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

export class OrationWebhookSecretApi implements ICredentialType {
	name = 'orationWebhookSecretApi';

	displayName = 'Oration Webhook Secret API';

	documentationUrl = 'https://github.com/n8n-nodes-oration/n8n-nodes-oration#security';

	icon: Icon = { light: 'file:../icons/oration.svg', dark: 'file:../icons/oration.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName:
				"Oration's events carry no proof of where they come from. Make up a long random secret and have Oration send it with every event: in a header, if Oration lets you add one, or else at the end of the URL (?token= and the secret). Saving only checks the form of the secret, not whether Oration sends it.",
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
				'Letters from A to Z, digits and hyphens are safe everywhere. Make it long, such as 32 characters, and copy it before you save: n8n does not show it again.',
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
					description: 'Safer: headers are rarely written to logs',
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
			description: 'Header that carries the secret',
		},
	];
}
