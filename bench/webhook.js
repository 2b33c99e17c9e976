const { Writable } = require('node:stream');
const { OrationTrigger } = require('..');

/** n8n's response object, as far as a trigger uses it. It closes like a real one. */
class Response extends Writable {
	statusCode = 200;
	headersSent = false;

	/**
	 * @param {unknown} _chunk
	 * @param {string} _encoding
	 * @param {() => void} done
	 */
	_write(_chunk, _encoding, done) {
		done();
	}

	/** @param {number} code */
	status(code) {
		this.statusCode = code;
		return this;
	}

	json() {
		this.end();
		return this;
	}
}

/**
 * Returns a function that delivers events to one Oration Trigger, as n8n does for a published workflow.
 *
 * @returns {(event: object) => Promise<number>} the number of items that start the workflow
 */
function openWebhook() {
	const trigger = new OrationTrigger();
	const node = { id: 'node', name: 'Oration Trigger' };
	const workflow = { id: 'workflow', name: 'Bench', active: true };
	const headers = { 'content-type': 'application/json' };
	const log = () => {};
	const staticData = {};

	return async (event) => {
		const request = { method: 'POST', headers, query: {}, params: {}, body: event };
		const response = new Response();
		const context = {
			logger: { debug: log, info: log, warn: log, error: log },
			helpers: {},
			getBodyData: () => event,
			getHeaderData: () => headers,
			getMode: () => 'webhook',
			getNode: () => node,
			getNodeParameter: (/** @type {string} */ name, /** @type {unknown} */ fallback) =>
				name === 'events' ? ['conversation.analysisCompleted'] : fallback,
			getRequestObject: () => request,
			getResponseObject: () => response,
			getWebhookName: () => 'default',
			getWorkflow: () => workflow,
			getWorkflowStaticData: () => staticData,
		};
		const webhook = /** @type {(this: unknown) => ReturnType<typeof trigger.webhook>} */ (
			trigger.webhook
		);
		const { workflowData } = await webhook.call(context);
		// n8n responds after it has stored the execution.
		const closed = new Promise((resolve) => response.once('close', resolve));
		response.end();
		await closed;
		return workflowData?.[0]?.length ?? 0;
	};
}

module.exports = { openWebhook };
