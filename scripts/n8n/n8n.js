const { randomUUID } = require('node:crypto');
const path = require('node:path');
const { freePort, request, run, Server, waitFor } = require('../process');

const OWNER = {
	email: 'demo@example.com',
	password: 'Oration-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};
const SCOPES = [
	...['create', 'read', 'update', 'list', 'activate', 'deactivate'].map((on) => `workflow:${on}`),
	...['execution:read', 'execution:list'],
];
const DAY_IN_SECONDS = 86_400;
const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

/** @typedef {import('./install').InstalledN8n} InstalledN8n */
/** @typedef {{ id: string, name: string, type: string }} Credential */

/**
 * A node of a workflow. `typeVersion` defaults to the newest one, and `to` (the name of the next node) to the one that
 * follows in the list.
 * @typedef {{
 *   name: string, type: string, typeVersion?: number, parameters?: object, credential?: Credential, to?: string,
 *   id?: string, webhookId?: string, position?: number[], onError?: string, retryOnFail?: boolean, maxTries?: number,
 * }} Node
 */

/**
 * An execution in the public API, with the fields that the tests read.
 * @typedef {{
 *   id: string, mode: string, status: string, stoppedAt: string | null,
 *   data: import('n8n-workflow').IRunExecutionData,
 * }} Execution
 */

/** Returns the environment of an isolated n8n: on the loopback interface, without telemetry, with its data in one folder. */
function baseEnv(/** @type {InstalledN8n} */ { node }, /** @type {string} */ userFolder) {
	return {
		// n8n starts its task runner with the first `node` in PATH.
		PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
		HOME: process.env.HOME,
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
		GENERIC_TIMEZONE: 'UTC',
		// On a busy machine, n8n would consider its database disconnected.
		DB_PING_TIMEOUT_MS: '600000',
	};
}

/** Runs a CLI command of n8n and waits until it exits. */
async function n8nCommand(
	/** @type {InstalledN8n} */ installed,
	/** @type {string} */ userFolder,
	/** @type {string[]} */ args,
	/** @type {(line: string) => void} */ log,
) {
	const env = baseEnv(installed, userFolder);
	await run(installed.node, [installed.bin, ...args], { cwd: userFolder, log, env });
}

/** A process of n8n, and its APIs as its owner. */
class N8n extends Server {
	#cookie = '';

	#apiKey = '';

	/** @type {import('n8n-workflow').INodeTypeDescription[] | undefined} */
	#types;

	/**
	 * @param {InstalledN8n} installed
	 * @param {{
	 *   userFolder: string, port?: number, env?: NodeJS.ProcessEnv, role?: 'start' | 'webhook' | 'worker',
	 * }} options `port` defaults to a free port, and `role` is the process type in queue mode
	 */
	constructor(installed, { userFolder, port, env = {}, role = 'start' }) {
		super();
		this.installed = installed;
		this.userFolder = userFolder;
		this.port = port;
		this.env = env;
		this.role = role;
	}

	get url() {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Starts n8n, waits until it accepts requests, and signs in. Later starts use the same port. */
	async start() {
		this.port ??= await freePort();
		await super.start({
			command: this.installed.node,
			args: [this.installed.bin, this.role],
			cwd: this.userFolder,
			env: {
				...baseEnv(this.installed, this.userFolder),
				N8N_PORT: String(this.port),
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				...this.env,
			},
			isReady: async (log) =>
				this.role === 'worker' ? log.includes('n8n worker is now ready') : await this.#isReady(),
		});
		if (this.role === 'start') await this.#signIn();
	}

	async restart() {
		await super.stop();
		await this.start();
	}

	/** Starts another process of this n8n. */
	async startProcess(/** @type {'webhook' | 'worker'} */ role) {
		const { installed, userFolder, env } = this;
		const added = new N8n(installed, { userFolder, env, role });
		await added.start();
		return added;
	}

	/** Also checks the editor's API, because n8n 1 reports ready before that API responds. */
	async #isReady() {
		const paths = ['/healthz/readiness', ...(this.role === 'start' ? ['/rest/settings'] : [])];
		try {
			const responses = await Promise.all(paths.map((path) => request(`${this.url}${path}`)));
			return responses.every(({ ok }) => ok);
		} catch {
			return false;
		}
	}

	/** Sets up the owner, or signs in if n8n already has one. */
	async #signIn() {
		const setUp = await send('POST', `${this.url}/rest/owner/setup`, OWNER);
		const login = { ...OWNER, emailOrLdapLoginId: OWNER.email };
		const response = setUp.ok ? setUp : await send('POST', `${this.url}/rest/login`, login);
		if (!response.ok) throw new Error(`n8n rejected the sign-in: ${await response.text()}`);
		const cookies = response.headers.getSetCookie();
		this.#cookie = cookies.map((line) => line.split(';')[0]).join('; ');

		const expiresAt = Math.floor(Date.now() / 1000) + DAY_IN_SECONDS;
		const key = { label: `key ${Date.now()}`, expiresAt, scopes: SCOPES };
		this.#apiKey = (await this.rest('/api-keys', key)).rawApiKey;
	}

	/** Calls the public API with a path after `/api/v1`. */
	async api(
		/** @type {string} */ method,
		/** @type {string} */ path,
		/** @type {unknown} */ body = undefined,
	) {
		const headers = { 'x-n8n-api-key': this.#apiKey };
		return await parse(await send(method, `${this.url}/api/v1${path}`, body, headers));
	}

	/** Calls the editor's API with a path after `/rest`, and returns the data of the response. */
	async rest(/** @type {string} */ path, /** @type {unknown} */ body, method = 'POST') {
		const headers = { cookie: this.#cookie, 'push-ref': 'editor' };
		return (await parse(await send(method, `${this.url}/rest${path}`, body, headers))).data;
	}

	/** Gets JSON from a path of n8n with the session cookie. */
	async get(/** @type {string} */ path) {
		return await parse(
			await send('GET', `${this.url}${path}`, undefined, { cookie: this.#cookie }),
		);
	}

	/** @returns {Promise<Credential>} */
	async createCredential(/** @type {string} */ type, /** @type {object} */ data) {
		// The public API of n8n 1 needs more fields than the editor's API.
		const { id, name } = await this.rest('/credentials', { name: type, type, data });
		return { id, name, type };
	}

	/** Returns nodes with IDs, versions and positions. */
	async complete(/** @type {Node[]} */ nodes) {
		const types = (this.#types ??= /** @type {import('n8n-workflow').INodeTypeDescription[]} */ (
			await this.get('/types/nodes.json')
		));
		return nodes.map((node, index) => {
			const versions = types.filter(({ name }) => name === node.type);
			const typeVersion = Math.max(...versions.flatMap(({ version }) => version));
			const hasWebhook = versions.some(({ webhooks }) => webhooks?.length);
			const webhookId = node.webhookId ?? (hasWebhook ? randomUUID() : undefined);
			// n8n adds the webhook's ID to the path of other nodes.
			const path = node.type === WEBHOOK_TYPE ? { path: `${webhookId}/oration` } : {};
			return {
				...{ id: randomUUID(), position: [index * 200, 0], typeVersion },
				...{ ...node, webhookId, parameters: { ...path, ...node.parameters } },
			};
		});
	}

	/** Creates a workflow of connected nodes. */
	async createWorkflow(/** @type {Node[]} */ nodes, name = 'Test') {
		const completed = await this.complete(nodes);
		const settings = { executionOrder: 'v1' };
		const definition = { name, ...toDefinition(completed), settings };
		const { id } = await this.api('POST', '/workflows', definition);
		return new Workflow(this, id, completed[0]?.webhookId, completed);
	}
}

/** Returns nodes in the format of n8n's API, and their connections. */
function toDefinition(/** @type {Node[]} */ nodes) {
	const links = nodes.map(({ name, to }, index) => [name, to ?? nodes[index + 1]?.name]);
	return {
		nodes: nodes.map(({ credential, to, ...node }) => ({
			...node,
			...(credential ? { credentials: { [credential.type]: credential } } : {}),
		})),
		connections: Object.fromEntries(
			links
				.filter(([, to]) => to)
				.map(([name, node]) => [name, { main: [[{ node, type: 'main', index: 0 }]] }]),
		),
	};
}

/** A workflow in n8n whose first node has a webhook. */
class Workflow {
	/**
	 * @param {N8n} n8n
	 * @param {string} id
	 * @param {string} [webhookId]
	 * @param {Node[]} [nodes]
	 */
	constructor(n8n, id, webhookId, nodes = []) {
		this.n8n = n8n;
		this.id = id;
		this.webhookId = webhookId;
		this.nodes = nodes;
	}

	get url() {
		return this.urlAt(this.n8n.url);
	}

	get testUrl() {
		return `${this.n8n.url}/webhook-test/${this.webhookId}/oration`;
	}

	/** Returns the Production URL at another process of n8n. */
	urlAt(/** @type {string} */ address) {
		return `${address}/webhook/${this.webhookId}/oration`;
	}

	/** Publishes the saved workflow. */
	async publish() {
		await this.n8n.api('POST', `/workflows/${this.id}/activate`);
		await this.waitUntilPublished();
	}

	async deactivate() {
		await this.n8n.api('POST', `/workflows/${this.id}/deactivate`);
		const isDeactivated = async () => (await this.#methods()).length === 0;
		await waitFor(`${this.url} to be removed`, isDeactivated);
	}

	/** Waits until n8n has registered the Production URL. n8n 2 does so shortly after the response of its API. */
	async waitUntilPublished() {
		// n8n registers the GET method of Oration Trigger last.
		const last = this.nodes[0]?.type.endsWith('.orationTrigger') ? 'GET' : 'POST';
		const isPublished = async () => (await this.#methods()).includes(last);
		await waitFor(`${this.url} to respond`, isPublished);
	}

	/** Returns the methods that n8n has registered for the Production URL. */
	async #methods() {
		const headers = { origin: this.n8n.url };
		const response = await request(this.url, { method: 'OPTIONS', headers });
		const allowed = response.headers.get('access-control-allow-methods') ?? '';
		return allowed.split(', ').filter((method) => method && method !== 'OPTIONS');
	}

	/** Saves other nodes like the editor. */
	async save(/** @type {Node[]} */ nodes) {
		this.nodes = await this.n8n.complete(nodes);
		const path = `/workflows/${this.id}`;
		const { name, settings, versionId } = await this.n8n.api('GET', path);
		const body = { name, settings, versionId, ...toDefinition(this.nodes) };
		await this.n8n.rest(path, body, 'PATCH');
	}

	/** Makes the editor listen for a test event. */
	async listen() {
		const workflowData = await this.n8n.api('GET', `/workflows/${this.id}`);
		const triggerToStartFrom = { name: workflowData.nodes[0].name };
		await this.runInEditor({ workflowData, triggerToStartFrom });
	}

	/** Runs the workflow like **Execute workflow** in the editor. */
	async runInEditor(/** @type {object} */ options) {
		return await this.n8n.rest(`/workflows/${this.id}/run`, options);
	}

	/** Waits until the workflow has enough executions and all of them have ended. */
	async waitUntilEnded(/** @type {number} */ atLeast) {
		await waitFor(`${atLeast} finished executions`, async () => {
			const executions = await this.storedExecutions(false);
			return (
				executions.length >= atLeast &&
				executions.every(({ stoppedAt }) => stoppedAt) &&
				(await this.runningExecution()) === undefined
			);
		});
	}

	/** Waits until the workflow has enough executions and all of them have ended. Returns them, oldest first. */
	async executions(/** @type {number} */ atLeast) {
		await this.waitUntilEnded(atLeast);
		return await this.storedExecutions();
	}

	/**
	 * Returns the ID of the newest execution that is new or running. The public API doesn't list those of its process.
	 *
	 * @returns {Promise<string | undefined>}
	 */
	async runningExecution() {
		const filter = JSON.stringify({ workflowId: this.id, status: ['new', 'running'] });
		const path = `/rest/executions?filter=${encodeURIComponent(filter)}&limit=1`;
		return (await this.n8n.get(path)).data.results[0]?.id;
	}

	/** Returns the finished executions, oldest first. */
	async storedExecutions(includeData = true) {
		/** @type {Execution[]} */
		const executions = [];
		let cursor = '';
		do {
			const path = `/executions?workflowId=${this.id}&includeData=${includeData}&limit=250${cursor}`;
			const { data, nextCursor } = await this.n8n.api('GET', path);
			executions.push(...data);
			cursor = nextCursor ? `&cursor=${encodeURIComponent(nextCursor)}` : '';
		} while (cursor);
		return executions.reverse();
	}
}

async function send(
	/** @type {string} */ method,
	/** @type {string} */ url,
	/** @type {unknown} */ body,
	/** @type {Record<string, string>} */ headers = {},
) {
	return await request(url, {
		method,
		headers: { 'content-type': 'application/json', ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
}

/** @returns {Promise<any>} */
async function parse(/** @type {Response} */ response) {
	if (response.ok) return await response.json();
	throw new Error(`${response.url} returned ${response.status}: ${await response.text()}`);
}

/** Returns the items that a node output. */
const itemsOf = (/** @type {Execution} */ { data }, /** @type {string} */ name) =>
	data.resultData.runData[name]?.[0]?.data?.main?.[0] ?? [];

/** Returns the JSON of the items that a node output. */
const outputOf = (/** @type {Execution} */ execution, name = 'Oration Trigger') =>
	itemsOf(execution, name).map(({ json }) => json);

module.exports = { itemsOf, N8n, n8nCommand, outputOf, OWNER, Workflow };
