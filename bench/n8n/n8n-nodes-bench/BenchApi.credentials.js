/** @typedef {import('n8n-workflow').ICredentialType} ICredentialType */

/** @implements {ICredentialType} */
class BenchApi {
	name = 'benchApi';

	displayName = 'Bench API';

	/** @type {import('n8n-workflow').INodeProperties[]} */
	properties = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
	];
}

module.exports = { BenchApi };
