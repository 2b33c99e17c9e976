const { ObservableObject } = require('n8n-workflow');

const SECRET = 'correct-horse-battery-staple';

/**
 * A request that came to a trigger, and what n8n knows of both.
 * @typedef {{ nodeId: string, parameters?: object, headers?: object, staticData?: object }} Scene
 */

/** @typedef {ReturnType<typeof contextOf>} Context */

/**
 * What n8n gives webhook(), as light as it can be: it hands out what is there already. The body is put in later.
 *
 * @param {Scene} scene
 */
function contextOf({ nodeId, parameters = {}, headers = {}, staticData = {} }) {
	const values = new Map(Object.entries(parameters));
	const request = {
		headers: { 'content-type': 'application/json', ...headers },
		query: {},
		socket: { destroyed: false },
		/** @type {Record<string, unknown>} */
		body: {},
	};
	const response = {
		// n8n has answered by the time that anybody looks.
		writableEnded: true,
		statusCode: 200,
		status: () => response,
		json: () => response,
	};
	const node = { id: nodeId, name: 'Oration Trigger' };
	const workflow = { id: 'w', active: true };
	const context = {
		staticData: asLoaded(staticData),
		logger: { debug() {}, warn() {} },
		getRequestObject: () => request,
		getResponseObject: () => response,
		getMode: () => 'webhook',
		getWebhookName: () => 'default',
		getNode: () => node,
		getWorkflow: () => workflow,
		getWorkflowStaticData: () => context.staticData,
		getNodeParameter: (/** @type {string} */ name, /** @type {unknown} */ fallback) =>
			values.get(name) ?? fallback,
		getCredentials: async () => ({ secret: SECRET, sentIn: 'header' }),
	};
	return context;
}

/**
 * @param {object} staticData as a node left it
 * @returns {import('n8n-workflow').IDataObject} as n8n hands it to the node when it has saved and read it
 */
function asLoaded(staticData) {
	const saved = { node: JSON.parse(JSON.stringify(staticData)) };
	return /** @type {typeof saved} */ (ObservableObject.create(saved)).node;
}

module.exports = { asLoaded, contextOf };
