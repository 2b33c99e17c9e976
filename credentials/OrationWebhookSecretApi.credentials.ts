import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

export class OrationWebhookSecretApi implements ICredentialType {
	name = 'orationWebhookSecretApi';

	displayName = 'Oration Webhook Secret API';

	documentationUrl =
		'https://github.com/n8n-nodes-oration/n8n-nodes-oration/blob/main/docs/trigger.md#shared-secret';

	icon: Icon = { light: 'file:../icons/oration.svg', dark: 'file:../icons/oration.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName:
				"Anyone who knows the URL can send events. A shared secret keeps them out. Enter a long random value here, for example from a password manager, and the same value in Oration's webhook settings. Send it in a header if Oration allows that, otherwise in the URL. The credential test checks only the format.",
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
				"At least 16 characters, for example letters, digits and hyphens. Copy the secret before you save, because n8n doesn't show it again.",
		},
		{
			displayName: 'Send Secret In',
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
					name: 'Query Parameter',
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
			description: 'Use the same name in Oration. Defaults to x-oration-secret.',
		},
	];
}
