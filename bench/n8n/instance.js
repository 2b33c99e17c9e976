const { randomUUID } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { isDeepStrictEqual, promisify } = require('node:util');
const { N8nClient, outputOf } = require('../../scripts/n8n/client');
const { startN8n } = require('../../scripts/n8n/process');
const { waitFor } = require('../../scripts/waitFor');
const { benchWorkflows, newBody } = require('./workflows');

const SECRET = 'for-the-bench-only';
const SECRET_HEADER = 'x-oration-secret';
const HEADERS = { 'content-type': 'application/json', [SECRET_HEADER]: SECRET };
/** The unit of CPU time in Linux, on every architecture that n8n supports. */
const MS_PER_TICK = 10;
const EXECUTIONS = `
	SELECT COUNT(*) AS started, COUNT(CASE WHEN status = 'success' THEN 1 END) AS succeeded,
		MAX(stoppedAt) AS lastEnd
	FROM execution_entity WHERE workflowId = ?`;

/** @typedef {import('../../scripts/n8n/install').N8n} N8n */
/** @typedef {import('../../scripts/n8n/process').RunningN8n} RunningN8n */
/** @typedef {import('./workflows').BenchWorkflow} BenchWorkflow */
/** @typedef {BenchWorkflow & { id: string, key: string }} PublishedWorkflow */
/** @typedef {{ events: number, concurrency: number }} Load */

/** A running n8n and its SQLite database. The bench reads the database directly, to cost n8n no CPU time. */
class Instance {
	constructor(/** @type {RunningN8n} */ running, /** @type {any} */ database) {
		this.running = running;
		this.database = database;
	}

	/** Starts n8n with the community packages of a user folder. */
	static async start(
		/** @type {N8n} */ n8n,
		/** @type {string} */ userFolder,
		/** @type {object} */ engineEnv,
	) {
		const env = {
			EXECUTIONS_DATA_PRUNE: 'false',
			N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'nodes'),
			// Code nodes need both variables to load the package.
			NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
			NODE_PATH: path.join(userFolder, '.n8n/nodes/node_modules'),
			...engineEnv,
		};
		const running = await startN8n(n8n, { userFolder, env });
		const { Database, OPEN_READONLY } = createRequire(n8n.bin)('sqlite3');
		const file = path.join(userFolder, '.n8n/database.sqlite');
		return new Instance(running, new Database(file, OPEN_READONLY));
	}

	async stop() {
		await new Promise((resolve) => this.database.close(resolve));
		await this.running.stop();
	}

	/** Publishes the workflows. Throws if one has an unexpected output. */
	async publish(/** @type {boolean} */ hasOtherBuild) {
		const client = await N8nClient.signIn(this.running.url);
		/** @type {Array<import('n8n-workflow').INodeTypeDescription>} */
		const types = await client.get('/types/nodes.json');
		const create = async (/** @type {string} */ type, /** @type {object} */ data) => {
			const { id, name } = await client.api('POST', '/credentials', { name: type, type, data });
			return { id, name };
		};
		const header = { name: SECRET_HEADER, value: SECRET };
		const credentials = {
			orationWebhookSecretApi: await create('orationWebhookSecretApi', { secret: SECRET }),
			httpHeaderAuth: await create('httpHeaderAuth', header),
		};
		const workflows = benchWorkflows(credentials, hasOtherBuild);
		/** @type {Record<string, PublishedWorkflow>} */
		const published = {};
		for (const [key, workflow] of Object.entries(workflows)) {
			const { id } = await client.api('POST', '/workflows', toDefinition(key, workflow, types));
			await client.api('POST', `/workflows/${id}/activate`);
			published[key] = { ...workflow, id, key };
			const body = await this.waitForWebhook(published[key]);
			// For these workflows, measure() checks that an event starts no execution.
			if (!workflow.outputOf) continue;
			const [first] = await client.waitForExecutions(id, 1);
			const items = first && outputOf(first, workflow.nodes.at(-1)?.name);
			const expected = workflow.outputOf(JSON.parse(body));
			// Remove Duplicates outputs the first event, so its output isn't compared.
			if (!workflow.repeats && !isDeepStrictEqual(items, expected)) {
				throw new Error(`${workflow.name} has an unexpected output: ${JSON.stringify(items)}`);
			}
		}
		return published;
	}

	/** Waits until n8n has registered the webhook of a workflow. Returns the event that it accepted. */
	async waitForWebhook(/** @type {PublishedWorkflow} */ workflow) {
		const body = newBody(workflow);
		const isAccepted = async () => (await this.post(workflow, body)) === 200;
		await waitFor(`${workflow.name} to accept an event`, isAccepted);
		return body;
	}

	async post(/** @type {PublishedWorkflow} */ workflow, /** @type {string} */ body) {
		const url = `${this.running.url}/webhook/${workflow.key}/oration`;
		const response = await fetch(url, { method: 'POST', body, headers: HEADERS });
		await response.arrayBuffer();
		return response.status;
	}

	/** Sends events. Returns the number that finish per second, and the milliseconds of CPU time per event. */
	async measure(/** @type {PublishedWorkflow} */ workflow, /** @type {Load} */ load) {
		const before = await this.waitUntilSettled(workflow);
		const expected = before.started + (workflow.outputOf ? load.events : 0);
		const cpuBefore = cpuTime(this.running.pid);
		const sentAt = Date.now();
		await this.send(workflow, load);
		const respondedAt = Date.now();
		const { started, lastEnd } = await this.waitUntilSettled(workflow, expected);
		const cpu = (cpuTime(this.running.pid) - cpuBefore) / load.events;
		if (started !== expected) {
			throw new Error(`${workflow.name} has ${started} executions instead of ${expected}.`);
		}
		// n8n can respond after the last execution has finished.
		const finishedAt = workflow.outputOf ? Math.max(respondedAt, lastEnd) : respondedAt;
		return { finished: (1000 * load.events) / (finishedAt - sentAt), cpu };
	}

	async send(
		/** @type {PublishedWorkflow} */ workflow,
		/** @type {Load} */ { events, concurrency },
	) {
		let unsent = events;
		const sendNext = async () => {
			while (unsent-- > 0) {
				const status = await this.post(workflow, newBody(workflow));
				if (status !== 200) throw new Error(`${workflow.name} returned ${status}.`);
			}
		};
		await Promise.all(Array.from({ length: concurrency }, sendNext));
	}

	/** Waits until a workflow has at least `atLeast` executions and all of them have succeeded. */
	async waitUntilSettled(
		/** @type {PublishedWorkflow} */ { id, name },
		/** @type {number} */ atLeast = 0,
	) {
		const get = promisify(this.database.get.bind(this.database));
		let row = { started: 0, succeeded: 0, lastEnd: '' };
		const haveSucceeded = async () => {
			row = /** @type {typeof row} */ (await get(EXECUTIONS, id));
			return row.started >= atLeast && row.succeeded === row.started;
		};
		await waitFor(`${name} to finish ${atLeast} executions`, haveSucceeded);
		// n8n stores times in SQLite as UTC text.
		return { started: row.started, lastEnd: Date.parse(`${row.lastEnd}Z`.replace(' ', 'T')) };
	}
}

/** Returns the CPU milliseconds of a process and its children, such as n8n's task runner. Source: /proc in Linux. */
function cpuTime(/** @type {string | number | undefined} */ pid) {
	const read = (/** @type {string} */ file) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
	const [user = NaN, system = NaN] = read('stat').split(' ').slice(13, 15).map(Number);
	const children = read(`task/${pid}/children`).match(/\d+/g) ?? [];
	/** @type {number} */
	const childTime = children.reduce((sum, child) => sum + cpuTime(child), 0);
	return childTime + (user + system) * MS_PER_TICK;
}

/** Returns a workflow in the format of n8n's API, with its key in the webhook URL. */
function toDefinition(
	/** @type {string} */ key,
	/** @type {BenchWorkflow} */ { name, nodes },
	/** @type {Array<import('n8n-workflow').INodeTypeDescription>} */ types,
) {
	// Like the editor, uses the latest version of the node.
	const versionOf = (/** @type {string} */ type) => {
		const versions = types.flatMap((node) => (node.name === type ? node.version : []));
		return Math.max(...versions);
	};
	const links = nodes.slice(1).map(({ name: node }, index) => {
		return [nodes[index]?.name, { main: [[{ node, type: 'main', index: 0 }]] }];
	});
	return {
		name,
		nodes: nodes.map(({ parameters, ...node }, column) => ({
			...{ id: randomUUID(), position: [column * 200, 0], typeVersion: versionOf(node.type) },
			...node,
			// Only the Webhook node has `path`. For other triggers, n8n prefixes their path with the ID.
			...(column === 0
				? { webhookId: key, parameters: { path: `${key}/oration`, ...parameters } }
				: { parameters }),
		})),
		connections: Object.fromEntries(links),
		settings: { executionOrder: 'v1' },
	};
}

module.exports = { Instance };
