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
const HEADERS = { 'content-type': 'application/json', 'x-oration-secret': SECRET };
/** Linux counts CPU time in this unit on every architecture that n8n runs on. */
const MS_PER_TICK = 10;
const EXECUTIONS = `
	SELECT COUNT(*) AS started, COUNT(CASE WHEN status = 'success' THEN 1 END) AS succeeded,
		MAX(stoppedAt) AS lastEnd
	FROM execution_entity WHERE workflowId = ?`;

/** @typedef {import('../../scripts/n8n/install').N8n} N8n */
/** @typedef {import('../../scripts/n8n/process').RunningN8n} RunningN8n */
/** @typedef {import('./workflows').BenchWorkflow} BenchWorkflow */
/** @typedef {BenchWorkflow & { id: string, key: string }} PublishedWorkflow */
/** @typedef {{ events: number, atOnce: number }} Load */

/** A running n8n and its SQLite database. The bench reads it from outside, which costs n8n nothing. */
class Instance {
	constructor(/** @type {RunningN8n} */ running, /** @type {any} */ database) {
		this.running = running;
		this.database = database;
	}

	/** Starts an n8n with the community packages of a folder. */
	static async start(
		/** @type {N8n} */ n8n,
		/** @type {string} */ userFolder,
		/** @type {object} */ engineEnv,
	) {
		const env = {
			EXECUTIONS_DATA_PRUNE: 'false',
			N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'nodes'),
			// Code nodes need these two to load the package.
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

	/** Publishes workflows, and throws if one of them has an unexpected output. */
	async publish(/** @type {boolean} */ isCompared) {
		const client = await N8nClient.signIn(this.running.url);
		/** @type {Array<import('n8n-workflow').INodeTypeDescription>} */
		const types = await client.get('/types/nodes.json');
		const secret = { type: 'orationWebhookSecretApi', data: { secret: SECRET } };
		const { id, name } = await client.api('POST', '/credentials', { name: 'Secret', ...secret });
		const workflows = benchWorkflows({ id, name }, isCompared);
		/** @type {Record<string, PublishedWorkflow>} */
		const published = {};
		for (const [key, workflow] of Object.entries(workflows)) {
			const { id } = await client.api('POST', '/workflows', definitionOf(key, workflow, types));
			await client.api('POST', `/workflows/${id}/activate`);
			published[key] = { ...workflow, id, key };
			const body = await this.waitForUrl(published[key]);
			// measure() checks that an event starts no execution.
			if (!workflow.outputOf) continue;
			const [first] = await client.executions(id, 1);
			const items = first && outputOf(first, workflow.nodes.at(-1)?.name);
			const expected = workflow.outputOf(JSON.parse(body));
			// Remove Duplicates outputs the first event.
			if (!workflow.repeats && !isDeepStrictEqual(items, expected)) {
				throw new Error(`${workflow.name} has an unexpected output: ${JSON.stringify(items)}`);
			}
		}
		return published;
	}

	/** Waits until a workflow accepts an event, a moment after n8n starts or publishes it, and returns the event. */
	async waitForUrl(/** @type {PublishedWorkflow} */ workflow) {
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

	/** Sends events, and returns how many finish in a second, and the milliseconds of CPU time for each. */
	async measure(/** @type {PublishedWorkflow} */ workflow, /** @type {Load} */ load) {
		const before = await this.settled(workflow);
		const expected = before.started + (workflow.outputOf ? load.events : 0);
		const cpuBefore = cpuTime(this.running.pid);
		const sentAt = Date.now();
		await this.send(workflow, load);
		const respondedAt = Date.now();
		const { started, lastEnd } = await this.settled(workflow, expected);
		const cpu = (cpuTime(this.running.pid) - cpuBefore) / load.events;
		if (started !== expected) {
			throw new Error(`${workflow.name} has ${started} executions instead of ${expected}.`);
		}
		// The last response can follow the end of the last execution.
		const finishedAt = workflow.outputOf ? Math.max(respondedAt, lastEnd) : respondedAt;
		return { finished: (1000 * load.events) / (finishedAt - sentAt), cpu };
	}

	async send(/** @type {PublishedWorkflow} */ workflow, /** @type {Load} */ { events, atOnce }) {
		let unsent = events;
		const sendInTurn = async () => {
			while (unsent-- > 0) {
				const status = await this.post(workflow, newBody(workflow));
				if (status !== 200) throw new Error(`${workflow.name} returned ${status}.`);
			}
		};
		await Promise.all(Array.from({ length: atOnce }, sendInTurn));
	}

	/** Waits until a workflow has at least a number of executions, and all of them have succeeded. */
	async settled(/** @type {PublishedWorkflow} */ { id, name }, /** @type {number} */ atLeast = 0) {
		const get = promisify(this.database.get.bind(this.database));
		let row = { started: 0, succeeded: 0, lastEnd: '' };
		const haveSucceeded = async () => {
			row = /** @type {typeof row} */ (await get(EXECUTIONS, id));
			return row.started >= atLeast && row.succeeded === row.started;
		};
		await waitFor(`${name} to finish ${atLeast} executions`, haveSucceeded);
		// SQLite has times as text in UTC.
		return { started: row.started, lastEnd: Date.parse(`${row.lastEnd}Z`.replace(' ', 'T')) };
	}
}

/** Reads the CPU milliseconds of a process and its children, such as n8n's task runner, from Linux. */
function cpuTime(/** @type {string | number | undefined} */ pid) {
	const read = (/** @type {string} */ file) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
	const [user = NaN, system = NaN] = read('stat').split(' ').slice(13, 15).map(Number);
	const children = read(`task/${pid}/children`).match(/\d+/g) ?? [];
	/** @type {number} */
	const ofChildren = children.reduce((sum, child) => sum + cpuTime(child), 0);
	return ofChildren + (user + system) * MS_PER_TICK;
}

/** Returns a workflow as n8n's API expects it. Its key becomes a part of its URL. */
function definitionOf(
	/** @type {string} */ key,
	/** @type {BenchWorkflow} */ { name, nodes },
	/** @type {Array<import('n8n-workflow').INodeTypeDescription>} */ types,
) {
	// A new node in the editor has the highest version.
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
			// Only the Webhook node has the parameter. n8n puts the ID before the path of other triggers.
			...(column === 0
				? { webhookId: key, parameters: { path: `${key}/oration`, ...parameters } }
				: { parameters }),
		})),
		connections: Object.fromEntries(links),
		settings: { executionOrder: 'v1' },
	};
}

module.exports = { Instance };
