const RESPONSE = /** @type {const} */ ({ responseMode: 'onReceived', responseData: 'noData' });

/** A minimal trigger: outputs the body of the request, or skips it. */
class BenchTrigger {
	/** @type {import('n8n-workflow').INodeTypeDescription} */
	description = {
		displayName: 'Bench Trigger',
		name: 'benchTrigger',
		group: ['trigger'],
		// For version 1, n8n would evaluate one more expression per request.
		version: 2,
		description: 'Outputs or skips the request body',
		defaults: { name: 'Bench Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'oration', ...RESPONSE }],
		properties: [{ displayName: 'Skip', name: 'skip', type: 'boolean', default: false }],
	};

	/** @this {import('n8n-workflow').IWebhookFunctions} */
	async webhook() {
		if (this.getNodeParameter('skip')) return {};
		return { workflowData: [[{ json: this.getBodyData() }]] };
	}
}

module.exports = { BenchTrigger };
