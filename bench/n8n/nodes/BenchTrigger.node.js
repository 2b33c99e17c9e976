const RESPONSE = /** @type {const} */ ({ responseMode: 'onReceived', responseData: 'noData' });

/** Does the least that a trigger can do: it outputs the body of the request. */
class BenchTrigger {
	/** @type {import('n8n-workflow').INodeTypeDescription} */
	description = {
		displayName: 'Bench Trigger',
		name: 'benchTrigger',
		group: ['trigger'],
		// n8n evaluates one more expression for each request to a trigger of version 1.
		version: [1, 2],
		description: 'Outputs the body of a request',
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
