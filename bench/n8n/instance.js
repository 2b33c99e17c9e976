const { randomUUID } = require('node:crypto');
const { createRequire } = require('node:module');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { N8nClient, outputOf } = require('../../scripts/n8n/client');
const { startN8n } = require('../../scripts/n8n/process');
const { waitFor } = require('../../scripts/waitFor');
const { cpuTime } = require('./cpu');
const { HEADERS, SECRET } = require('./workflows');

const MAX_WAIT_MS = 180_000;
const EXECUTIONS = `
	SELECT COUNT(*) AS "started", COUNT(CASE WHEN status = 'success' THEN 1 END) AS "succeeded",
		MAX("stoppedAt") AS "lastEnd"
	FROM execution_entity WHERE "workflowId" = ?`;

/** @typedef {import('./workflows').BenchWorkflow & { id: string }} PublishedWorkflow */
/** @typedef {{ events: number, concurrency: number }} Load */

/**
 * The result of one round: events finished in a second, and milliseconds of CPU time that n8n spent on an event.
 * @typedef {{ finished: number, cpu: number }} Sample
 */

/** A running n8n with its SQLite database, which the bench reads from outside so that it costs n8n nothing. */
class Instance {
	/**
	 * @param {import('../../scripts/n8n/process').RunningN8n} running
	 * @param {any} database
	 */
	constructor(running, database) {
		this.running = running;
		this.database = database;
	}

	/**
	 * @param {import('../../scripts/n8n/install').N8n} n8n
	 * @param {string} userFolder which has the community packages
	 * @param {NodeJS.ProcessEnv} engineEnv
	 */
	static async start(n8n, userFolder, engineEnv) {
		const nodes = path.join(userFolder, '.n8n/nodes/node_modules');
		const env = {
			EXECUTIONS_DATA_PRUNE: 'false',
			N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'nodes'),
			// The README explains these two, which Code nodes need to load the package.
			NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
			NODE_PATH: nodes,
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

	/**
	 * Publishes workflows, and throws if one of them doesn't output what it should.
	 *
	 * @param {(secret: object) => Record<string, import('./workflows').BenchWorkflow>} workflowsWith
	 * @returns {Promise<Record<string, PublishedWorkflow>>}
	 */
	async publish(workflowsWith) {
		const client = await N8nClient.signIn(this.running.url);
		/** @type {Array<import('n8n-workflow').INodeTypeDescription>} */
		const types = await client.get('/types/nodes.json');
		const secret = await client.api('POST', '/credentials', {
			name: 'Secret',
			type: 'orationWebhookSecretApi',
			data: { secret: SECRET },
		});
		const workflows = Object.entries(workflowsWith({ id: secret.id, name: secret.name }));
		/** @type {Record<string, PublishedWorkflow>} */
		const published = {};
		for (const [key, workflow] of workflows) {
			const { id } = await client.api('POST', '/workflows', definitionOf(workflow, types));
			await client.api('POST', `/workflows/${id}/activate`);
			published[key] = { ...workflow, id };
			await this.check(published[key], client);
		}
		return published;
	}

	/**
	 * @param {PublishedWorkflow} workflow
	 * @param {N8nClient} client
	 */
	async check(workflow, client) {
		const { id, name, nodes, newBody } = workflow;
		await this.waitForUrl(workflow);
		const { started } = await this.settled(workflow);
		const body = newBody();
		await this.post(workflow, body);
		// measure() checks that an event starts no execution.
		if (!workflow.outputOf) return;
		await this.settled(workflow, started + 1);
		const [newest] = await client.executions(id, started + 1);
		const items = newest && outputOf(newest, nodes.at(-1)?.name);
		if (!isDeepStrictEqual(items, workflow.outputOf(JSON.parse(body)))) {
			throw new Error(`${name} has an unexpected output: ${JSON.stringify(items)}`);
		}
	}

	/**
	 * Waits until n8n has registered the URL, which takes a moment after it starts or publishes.
	 *
	 * @param {PublishedWorkflow} workflow
	 */
	async waitForUrl(workflow) {
		await waitFor(`${workflow.name} to accept an event`, async () => {
			return (await this.post(workflow, workflow.newBody())).status === 200;
		});
	}

	/**
	 * @param {PublishedWorkflow} workflow
	 * @param {string} body
	 */
	async post(workflow, body) {
		const url = `${this.running.url}/webhook/${workflow.path}`;
		const response = await fetch(url, { method: 'POST', body, headers: HEADERS });
		await response.arrayBuffer();
		return response;
	}

	/**
	 * Sends events, and waits until their executions have finished.
	 *
	 * @param {PublishedWorkflow} workflow
	 * @param {Load} load
	 * @returns {Promise<Sample>}
	 */
	async measure(workflow, { events, concurrency }) {
		const before = await this.settled(workflow);
		const expected = before.started + (workflow.outputOf ? events : 0);
		const cpuBefore = cpuTime(this.running.pid);
		const sentAt = Date.now();
		await this.send(workflow, { events, concurrency });
		const respondedAt = Date.now();
		const { started, lastEnd } = await this.settled(workflow, expected);
		const cpu = (cpuTime(this.running.pid) - cpuBefore) / events;
		if (started !== expected) {
			throw new Error(`${workflow.name} has ${started} executions instead of ${expected}.`);
		}
		// The last response can follow the end of the last execution.
		const finishedAt = workflow.outputOf ? Math.max(respondedAt, lastEnd) : respondedAt;
		return { finished: (1000 * events) / (finishedAt - sentAt), cpu };
	}

	/**
	 * Sends events, and throws unless each of them gets a 200.
	 *
	 * @param {PublishedWorkflow} workflow
	 * @param {Load} load
	 */
	async send(workflow, { events, concurrency }) {
		let unsent = events;
		const sendInTurn = async () => {
			while (unsent-- > 0) {
				const { status } = await this.post(workflow, workflow.newBody());
				if (status !== 200) throw new Error(`${workflow.name} returned ${status}.`);
			}
		};
		await Promise.all(Array.from({ length: concurrency }, sendInTurn));
	}

	/**
	 * Waits until a workflow has at least a number of executions, and all of them have succeeded.
	 *
	 * @param {PublishedWorkflow} workflow
	 * @param {number} [atLeast]
	 * @returns {Promise<{ started: number, lastEnd: number }>} `lastEnd` is n8n's time in milliseconds since 1970
	 */
	async settled({ id, name }, atLeast = 0) {
		let result = { started: NaN, lastEnd: NaN };
		const haveSucceeded = async () => {
			const row = await new Promise((resolve, reject) => {
				this.database.get(EXECUTIONS, id, (/** @type {unknown} */ error, /** @type {any} */ row) =>
					error ? reject(error) : resolve(row),
				);
			});
			// SQLite has times as text in UTC.
			result = {
				started: row.started,
				lastEnd: Date.parse(`${row.lastEnd}Z`.replace(' ', 'T')),
			};
			return row.started >= atLeast && row.succeeded === row.started;
		};
		await waitFor(`${name} to finish ${atLeast} executions`, haveSucceeded, MAX_WAIT_MS);
		return result;
	}
}

/**
 * Returns a workflow as n8n's API expects it.
 *
 * @param {import('./workflows').BenchWorkflow} workflow
 * @param {Array<import('n8n-workflow').INodeTypeDescription>} types
 */
function definitionOf({ name, nodes }, types) {
	const links = nodes.slice(1).map(({ name: node }, index) => {
		return [nodes[index]?.name, { main: [[{ node, type: 'main', index: 0 }]] }];
	});
	return {
		name,
		nodes: nodes.map((node, column) => ({
			id: randomUUID(),
			position: [column * 200, 0],
			parameters: {},
			typeVersion: newestVersion(node.type, types),
			...node,
		})),
		connections: Object.fromEntries(links),
		settings: { executionOrder: 'v1' },
	};
}

/**
 * Returns the version that the editor gives a new node.
 *
 * @param {string} type
 * @param {Array<import('n8n-workflow').INodeTypeDescription>} types
 */
function newestVersion(type, types) {
	const versions = types
		.filter(({ name }) => name === type)
		.flatMap(({ defaultVersion, version }) => defaultVersion ?? version);
	if (versions.length === 0) throw new Error(`n8n has no node of the type ${type}.`);
	return Math.max(...versions);
}

module.exports = { Instance };
