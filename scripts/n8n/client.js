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
 * An execution, in what is used of it here.
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

/**
 * Talks to a running n8n as its owner: through the public API where there is one, else as the editor does.
 */
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
	 * Sets the owner up, or signs in where there is one.
	 *
	 * @param {string} url
	 */
	static async signIn(url) {
		const setUp = await post(`${url}/rest/owner/setup`, OWNER);
		const response = setUp.ok
			? setUp
			: await post(`${url}/rest/login`, { ...OWNER, emailOrLdapLoginId: OWNER.email });
		if (!response.ok) throw new Error(`n8n lets nobody in: ${await response.text()}`);
		const cookie = response.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');

		const expiresAt = Math.floor(Date.now() / 1000) + DAY_IN_SECONDS;
		const key = { label: `key ${Date.now()}`, expiresAt, scopes: SCOPES };
		const created = await json(await post(`${url}/rest/api-keys`, key, { cookie }));
		return new N8nClient(url, cookie, created.data.rawApiKey);
	}

	/**
	 * @param {string} method
	 * @param {string} path below /api/v1
	 * @param {unknown} [body]
	 */
	async api(method, path, body) {
		return await json(
			await request(`${this.url}/api/v1${path}`, {
				method,
				headers: { 'x-n8n-api-key': this.apiKey, 'content-type': 'application/json' },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}),
		);
	}

	/**
	 * As the editor: with the cookie, and with the reference of its push connection.
	 *
	 * @param {string} path below /rest
	 * @param {unknown} body
	 * @param {string} [method]
	 */
	async rest(path, body, method) {
		const headers = { cookie: this.cookie, 'push-ref': 'editor' };
		return await json(await post(`${this.url}/rest${path}`, body, headers, method));
	}

	/**
	 * What the editor gets.
	 *
	 * @param {string} path below the address of n8n
	 */
	async get(path) {
		return await json(await request(`${this.url}${path}`, { headers: { cookie: this.cookie } }));
	}

	/**
	 * The executions of a workflow, newest first, once all have finished and there are as many as wanted.
	 *
	 * @param {string} workflowId
	 * @param {number} atLeast
	 * @returns {Promise<Execution[]>}
	 */
	async executions(workflowId, atLeast) {
		const haveFinished = async () => {
			const executions = await this.executionsSoFar(workflowId, false);
			return (
				executions.length >= atLeast &&
				executions.every(({ stoppedAt }) => stoppedAt) &&
				!(await this.isRunning(workflowId))
			);
		};
		await waitFor(`${atLeast} finished executions`, haveFinished);
		return await this.executionsSoFar(workflowId);
	}

	/**
	 * The public API doesn't list what the process runs that answers it.
	 *
	 * @param {string} workflowId
	 */
	async isRunning(workflowId) {
		const filter = JSON.stringify({ workflowId, status: ['new', 'running'] });
		const path = `/rest/executions?filter=${encodeURIComponent(filter)}&limit=1`;
		const { data } = await this.get(path);
		return data.results.length > 0;
	}

	/**
	 * @param {string} workflowId
	 * @param {boolean} [includeData]
	 * @returns {Promise<Execution[]>} newest first
	 */
	async executionsSoFar(workflowId, includeData = true) {
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
async function json(response) {
	if (!response.ok) {
		throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
	}
	return await response.json();
}

/**
 * What a node of an execution handed on.
 *
 * @param {Execution} execution
 * @param {string} [name]
 */
function outputOf({ data }, name = 'Oration Trigger') {
	const [items] = data.resultData.runData[name]?.[0]?.data?.main ?? [];
	return (items ?? []).map(({ json }) => json);
}

/**
 * The files of the items that a node of an execution handed on.
 *
 * @param {Execution} execution
 * @param {string} name
 */
function filesOf({ data }, name) {
	const [items] = data.resultData.runData[name]?.[0]?.data?.main ?? [];
	return (items ?? []).map(({ binary }) => binary ?? {});
}

/**
 * What an execution was started with. Where n8n was ended before it ran or while it did, so that it is stored as
 * crashed, the trigger's output may be missing, or be an item that n8n made up.
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

module.exports = { N8nClient, filesOf, outputOf, OWNER, startItems };
