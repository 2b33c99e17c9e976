/** @typedef {import('n8n-workflow').INodeType} INodeType */

/**
 * The least that a community trigger can do: it hands the body on. Where it has a credential, it reads that as well.
 *
 * @implements {INodeType}
 */
class BenchTrigger {
	/** @type {import('n8n-workflow').INodeTypeDescription} */
	description = {
		displayName: 'Bench Trigger',
		name: 'benchTrigger',
		group: ['trigger'],
		// n8n treats any trigger of version 1 in a way of its own.
		version: [1, 2],
		description: 'Hands the body of a request on',
		defaults: { name: 'Bench Trigger' },
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'benchApi' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'bench',
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties: [],
	};

	/**
	 * @this {import('n8n-workflow').IWebhookFunctions}
	 * @returns {Promise<import('n8n-workflow').IWebhookResponseData>}
	 */
	async webhook() {
		if (this.getNode().credentials) await this.getCredentials('benchApi');
		return { workflowData: [[{ json: this.getBodyData() }]] };
	}
}

module.exports = { BenchTrigger };
