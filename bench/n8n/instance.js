const { mkdtempSync, rmSync } = require('node:fs');
const { randomUUID } = require('node:crypto');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { N8nClient, outputOf } = require('../../scripts/n8n/client');
const { CACHE, installPackage } = require('../../scripts/n8n/install');
const { startN8n } = require('../../scripts/n8n/process');
const { run } = require('../../scripts/run');
const { waitFor } = require('../../scripts/waitFor');
const { startCalApi } = require('./calApi');
const { SECRET } = require('./workflows');

const PEERS = path.join(__dirname, 'n8n-nodes-bench');
/** Long enough for an execution that is not to be there to show up. */
const MOMENT = 1000;

/**
 * What instances are made of: an n8n, and the packed packages to put into it.
 * @typedef {{ n8n: import('../../scripts/n8n/install').N8n, tarballs: string[] }} Parts
 */

/**
 * A workflow that takes events.
 * @typedef {import('./workflows').BenchWorkflow & { id: string }} PublishedWorkflow
 */

/** Packs the triggers that the Oration Trigger is compared with. */
async function packPeers() {
	const args = ['pack', '--json', '--pack-destination', CACHE];
	const [{ filename }] = JSON.parse(await run('npm', args, { cwd: PEERS, log: () => {} }));
	return path.join(CACHE, filename);
}

/** An n8n in a folder of its own, with this package and the triggers that it is compared with. */
class Instance {
	/**
	 * @param {Parts} parts
	 * @param {string} userFolder
	 * @param {NodeJS.ProcessEnv} env
	 * @param {import('../../scripts/n8n/process').RunningN8n} running
	 * @param {N8nClient} client
	 * @param {import('./calApi').CalApi} calApi
	 */
	constructor(parts, userFolder, env, running, client, calApi) {
		this.parts = parts;
		this.userFolder = userFolder;
		this.env = env;
		this.running = running;
		this.client = client;
		this.calApi = calApi;
	}

	/**
	 * @param {Parts} parts
	 * @param {NodeJS.ProcessEnv} ownEnv
	 */
	static async start(parts, ownEnv) {
		const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-bench-'));
		for (const tarball of parts.tarballs) await installPackage(userFolder, tarball, () => {});
		const env = {
			// What is measured is to be there to the end, and nothing is to run in between.
			EXECUTIONS_DATA_PRUNE: 'false',
			// As the README says for Code nodes.
			NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
			NODE_PATH: path.join(userFolder, '.n8n/nodes/node_modules'),
			...ownEnv,
		};
		const running = await startN8n(parts.n8n, { userFolder, env });
		const client = await N8nClient.signIn(running.url).catch(async (error) => {
			// Nobody else can stop it.
			await running.stop();
			throw error;
		});
		return new Instance(parts, userFolder, env, running, client, await startCalApi());
	}

	/**
	 * Starts one more process of the same n8n.
	 *
	 * @param {'webhook' | 'worker'} role
	 */
	async startOther(role) {
		const { userFolder, env } = this;
		return await startN8n(this.parts.n8n, { userFolder, env, role });
	}

	async stop() {
		await this.running.stop();
		await this.calApi.stop();
		rmSync(this.userFolder, { recursive: true, force: true });
	}

	/** @returns {Promise<import('./workflows').Credentials>} */
	async createCredentials() {
		const create = async (/** @type {string} */ type, /** @type {object} */ data) => {
			const { id, name } = await this.client.api('POST', '/credentials', {
				name: type,
				type,
				data,
			});
			return { id, name, type };
		};
		return {
			bench: await create('benchApi', { secret: SECRET }),
			cal: await create('calApi', { apiKey: SECRET, host: this.calApi.url }),
			secret: await create('orationWebhookSecretApi', { secret: SECRET }),
		};
	}

	/**
	 * Publishes a workflow, and throws where it does not make of an event what it is there for.
	 *
	 * @param {import('./workflows').BenchWorkflow} workflow
	 * @returns {Promise<PublishedWorkflow>}
	 */
	async publish(workflow) {
		const { nodes, staticData } = workflow;
		const { id } = await this.client.api('POST', '/workflows', {
			name: workflow.name,
			nodes: nodes.map((node, column) => ({
				id: randomUUID(),
				position: [column * 200, 0],
				parameters: {},
				...node,
			})),
			connections: Object.fromEntries(
				nodes.slice(1).map(({ name: node }, index) => {
					return [nodes[index]?.name, { main: [[{ node, type: 'main', index: 0 }]] }];
				}),
			),
			settings: { executionOrder: 'v1' },
			...(staticData ? { staticData } : {}),
		});
		await this.client.api('POST', `/workflows/${id}/activate`);
		const published = { ...workflow, id };
		await this.check(published);
		return published;
	}

	/**
	 * @param {PublishedWorkflow} workflow
	 * @param {string} [url] of the process that is to take events
	 */
	urlOf(workflow, url = this.running.url) {
		return `${url}/webhook/${workflow.path}`;
	}

	/** @param {PublishedWorkflow} workflow */
	async check(workflow) {
		// n8n registers the URL some time after it has said that it did.
		await waitFor(`${workflow.name} to take an event`, async () => {
			return (await this.sendOne(workflow)).status === 200;
		});
		const isRight = workflow.check
			? await this.isHandedOn(workflow, workflow.check)
			: await this.isDropped(workflow);
		if (!isRight) throw new Error(`${workflow.name} does not do what it is to be measured for.`);
	}

	/**
	 * @param {PublishedWorkflow} workflow that has taken an event before
	 * @param {import('./workflows').Check} check
	 */
	async isHandedOn(workflow, check) {
		const { status, event } = await this.sendOne(workflow);
		const [newest, ...others] = await this.client.executions(workflow.id, 2);
		const lastNode = workflow.nodes.at(-1)?.name;
		return (
			status === 200 &&
			newest !== undefined &&
			others.length === 1 &&
			check(outputOf(newest, lastNode), event)
		);
	}

	/** @param {PublishedWorkflow} workflow that has taken an event before */
	async isDropped(workflow) {
		await sleep(MOMENT);
		const before = await this.client.executionsSoFar(workflow.id, false);
		const { status } = await this.sendOne(workflow);
		await sleep(MOMENT);
		const after = await this.client.executionsSoFar(workflow.id, false);
		return status === 200 && after.length === before.length;
	}

	/** @param {PublishedWorkflow} workflow */
	async sendOne(workflow) {
		const { body, headers } = workflow.newMessage();
		const response = await fetch(this.urlOf(workflow), {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', ...headers },
		});
		return { status: response.status, event: JSON.parse(body) };
	}
}

module.exports = { Instance, packPeers };
