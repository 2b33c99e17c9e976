const { request } = require('../request');
const { waitFor } = require('../waitFor');

const OWNER = {
	email: 'demo@example.com',
	password: 'Oration-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};
const SCOPES = [
	'workflow:create',
	'workflow:read',
	'workflow:update',
	'workflow:delete',
	'workflow:list',
	'workflow:activate',
	'workflow:deactivate',
	'execution:read',
	'execution:list',
	'execution:delete',
	'credential:create',
	'credential:delete',
];
const DAY_IN_SECONDS = 86_400;

/**
 * An execution, with the fields that the tests read.
 * @typedef {{
 *   id: string, mode: string, status: string, stoppedAt: string | null,
 *   data: {
 *     executionData?: { nodeExecutionStack?: import('n8n-workflow').IExecuteData[] },
 *     resultData: {
 *       error?: { message: string, description?: string },
 *       lastNodeExecuted: string,
 *       runData: import('n8n-workflow').IRunData,
 *     },
 *   },
 * }} Execution
 */

/** Calls the API of a running n8n as its owner: the public API if it has the endpoint, the editor's API otherwise. */
class N8nClient {
	/**
	 * @param {string} url
	 * @param {string} cookie
	 * @param {string} apiKey
	 */
	constructor(url, cookie, apiKey) {
		this.url = url;
		this.cookie = cookie;
		this.apiKey = apiKey;
	}

	/**
	 * Sets up the owner, or signs in if n8n already has one.
	 *
	 * @param {string} url
	 */
	static async signIn(url) {
		const setUp = await post(`${url}/rest/owner/setup`, OWNER);
		const response = setUp.ok
			? setUp
			: await post(`${url}/rest/login`, { ...OWNER, emailOrLdapLoginId: OWNER.email });
		if (!response.ok) throw new Error(`n8n rejected the sign-in: ${await response.text()}`);
		const cookie = response.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');

		const expiresAt = Math.floor(Date.now() / 1000) + DAY_IN_SECONDS;
		const key = { label: `key ${Date.now()}`, expiresAt, scopes: SCOPES };
		const created = await parseResponse(await post(`${url}/rest/api-keys`, key, { cookie }));
		return new N8nClient(url, cookie, created.data.rawApiKey);
	}

	/**
	 * Calls the public API.
	 *
	 * @param {string} method
	 * @param {string} path after /api/v1
	 * @param {unknown} [body]
	 */
	async api(method, path, body) {
		return await parseResponse(
			await request(`${this.url}/api/v1${path}`, {
				method,
				headers: { 'x-n8n-api-key': this.apiKey, 'content-type': 'application/json' },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}),
		);
	}

	/**
	 * Calls the editor's API with the session cookie and a push reference.
	 *
	 * @param {string} path after /rest
	 * @param {unknown} body
	 * @param {string} [method]
	 */
	async rest(path, body, method) {
		const headers = { cookie: this.cookie, 'push-ref': 'editor' };
		return await parseResponse(await post(`${this.url}/rest${path}`, body, headers, method));
	}

	/**
	 * Gets JSON from n8n with the session cookie.
	 *
	 * @param {string} path after the URL of n8n
	 */
	async get(path) {
		return await parseResponse(
			await request(`${this.url}${path}`, { headers: { cookie: this.cookie } }),
		);
	}

	/**
	 * Waits until a workflow has enough executions and all of them have finished, and returns them, newest first.
	 *
	 * @param {string} workflowId
	 * @param {number} atLeast
	 * @returns {Promise<Execution[]>}
	 */
	async waitForExecutions(workflowId, atLeast) {
		const haveFinished = async () => {
			const executions = await this.listExecutions(workflowId, false);
			return (
				executions.length >= atLeast &&
				executions.every(({ stoppedAt }) => stoppedAt) &&
				!(await this.isRunning(workflowId))
			);
		};
		await waitFor(`${atLeast} finished executions`, haveFinished);
		return await this.listExecutions(workflowId);
	}

	/**
	 * Returns whether a workflow has a new or running execution. The public API doesn't list those of its own process.
	 *
	 * @param {string} workflowId
	 */
	async isRunning(workflowId) {
		return (await this.runningExecution(workflowId)) !== undefined;
	}

	/**
	 * Returns the ID of the newest execution that is new or running.
	 *
	 * @param {string} workflowId
	 * @returns {Promise<string | undefined>}
	 */
	async runningExecution(workflowId) {
		const filter = JSON.stringify({ workflowId, status: ['new', 'running'] });
		const path = `/rest/executions?filter=${encodeURIComponent(filter)}&limit=1`;
		const { data } = await this.get(path);
		return data.results[0]?.id;
	}

	/**
	 * Returns the finished executions of a workflow.
	 *
	 * @param {string} workflowId
	 * @param {boolean} [includeData]
	 * @returns {Promise<Execution[]>} newest first
	 */
	async listExecutions(workflowId, includeData = true) {
		/** @type {Execution[]} */
		const executions = [];
		let cursor = '';
		do {
			const path = `/executions?workflowId=${workflowId}&includeData=${includeData}&limit=250${cursor}`;
			const { data, nextCursor } = await this.api('GET', path);
			executions.push(...data);
			cursor = nextCursor ? `&cursor=${encodeURIComponent(nextCursor)}` : '';
		} while (cursor);
		return executions;
	}
}

/**
 * @param {string} url
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 * @param {string} [method]
 */
function post(url, body, headers = {}, method = 'POST') {
	return request(url, {
		method,
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
}

/**
 * @param {Response} response
 * @returns {Promise<any>}
 */
async function parseResponse(response) {
	if (!response.ok) {
		throw new Error(`${response.url} returned ${response.status}: ${await response.text()}`);
	}
	return await response.json();
}

/**
 * Returns the JSON of the items that a node output.
 *
 * @param {Execution} execution
 * @param {string} [name]
 */
function outputOf({ data }, name = 'Oration Trigger') {
	const [items] = data.resultData.runData[name]?.[0]?.data?.main ?? [];
	return (items ?? []).map(({ json }) => json);
}

/**
 * Returns the binary data of the items that a node output.
 *
 * @param {Execution} execution
 * @param {string} name
 */
function binaryDataOf({ data }, name) {
	const [items] = data.resultData.runData[name]?.[0]?.data?.main ?? [];
	return (items ?? []).map(({ binary }) => binary ?? {});
}

/**
 * Returns the items that an execution started with. If n8n was killed before or during the execution, the trigger's
 * output can be missing, or can be a placeholder from n8n. The items are then in the execution stack.
 *
 * @param {Execution} execution
 */
function startItems(execution) {
	const [start] = execution.data.executionData?.nodeExecutionStack ?? [];
	const waiting = start?.data.main?.[0] ?? [];
	const names = Object.keys(execution.data.resultData.runData);
	const outputs = names.flatMap((name) => outputOf(execution, name));
	return [...outputs, ...waiting.map(({ json }) => json)];
}

module.exports = { N8nClient, binaryDataOf, outputOf, OWNER, startItems };
