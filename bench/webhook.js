const { Writable } = require('node:stream');
const { OrationTrigger } = require('..');

/** Returns a function that delivers an event to an Oration Trigger like n8n, and returns the number of output items. */
function createWebhook() {
	/** @type {{ webhook: Function }} */
	const { webhook } = new OrationTrigger();
	const log = () => {};
	const headers = { 'content-type': 'application/json' };
	const parameters = new Map([['events', ['conversation.analysisCompleted']]]);
	const staticData = {};

	return async (/** @type {object} */ event) => {
		const request = { method: 'POST', headers, query: {}, params: {}, body: event };
		// A stream, so that it ends like n8n's response.
		const response = Object.assign(new Writable(), { statusCode: 200 });
		const { workflowData } = await webhook.call({
			logger: { debug: log, info: log, warn: log, error: log },
			getMode: () => 'webhook',
			getNode: () => ({ id: 'node', name: 'Oration Trigger' }),
			getNodeParameter: (/** @type {string} */ name, /** @type {unknown} */ fallback) =>
				parameters.get(name) ?? fallback,
			getRequestObject: () => request,
			getResponseObject: () => response,
			getWebhookName: () => 'default',
			getWorkflow: () => ({ id: 'workflow', name: 'Bench', active: true }),
			getWorkflowStaticData: () => staticData,
		});
		// n8n responds after it has stored the execution.
		const closed = new Promise((resolve) => response.once('close', resolve));
		response.end();
		await closed;
		return workflowData?.[0]?.length ?? 0;
	};
}

module.exports = { createWebhook };
