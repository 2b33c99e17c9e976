const RESPONSE = /** @type {const} */ ({ responseMode: 'onReceived', responseData: 'noData' });

/** A minimal trigger: outputs the body of the request. */
class BenchTrigger {
	/** @type {import('n8n-workflow').INodeTypeDescription} */
	description = {
		displayName: 'Bench Trigger',
		name: 'benchTrigger',
		group: ['trigger'],
		// For version 1, n8n evaluates one more expression per request.
		version: [1, 2],
		description: 'Outputs the request body',
		defaults: { name: 'Bench Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'oration', ...RESPONSE }],
		properties: [],
	};

	/** @this {import('n8n-workflow').IWebhookFunctions} */
	async webhook() {
		return { workflowData: [[{ json: this.getBodyData() }]] };
	}
}

module.exports = { BenchTrigger };
