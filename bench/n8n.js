const { installN8n, packPackage } = require('../scripts/n8n/install');
const { Instance, packPeers } = require('./n8n/instance');
const { queueTable } = require('./n8n/queue');
const { engineTables, storageTable } = require('./n8n/results');
const { interleave, measure } = require('./n8n/rounds');
const { sqliteFile, Store } = require('./n8n/store');
const { acceptingWorkflows, droppingWorkflows, storingWorkflows } = require('./n8n/workflows');

const N8N_VERSION = '2.41.1';

/**
 * An expression engine of n8n, and how many events at once it gets.
 * @typedef {{ name: string, title: string, env: NodeJS.ProcessEnv, concurrencies: number[] }} Engine
 */

/** @type {Engine} */
const DEFAULT_ENGINE = {
	name: 'default',
	title: 'Default expression engine',
	env: {},
	concurrencies: [1, 4, 16],
};

/** @type {Engine[]} */
const OTHER_ENGINES = [
	{
		name: 'legacy',
		title: 'Legacy expression engine',
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
		concurrencies: [1, 4, 16],
	},
	{
		name: 'lazy',
		title: 'Default expression engine with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		concurrencies: [4],
	},
];

/**
 * How much is measured: rounds, events for each workflow in a round, by how many are sent at once, and events before the
 * first round, which is slower than the others.
 * @typedef {{ rounds: number, events: Record<number, number>, warmUp: number }} Extent
 */

/** @type {Extent} */
const FULL = { rounds: 5, events: { 1: 32, 4: 64, 16: 96 }, warmUp: 24 };
/** @type {Extent} */
const SMALL = { rounds: 1, events: { 4: 8 }, warmUp: 0 };

/** @typedef {import('./table').Table} Table */

/**
 * What the package costs in a real n8n, against its peers in the same n8n.
 *
 * @param {{ small: boolean, log: (line: string) => void }} options
 * @returns {Promise<Table[]>}
 */
async function n8nTables({ small, log }) {
	const n8n = await installN8n(N8N_VERSION, log);
	const parts = { n8n, tarballs: [await packPackage(log), await packPeers()] };
	if (small)
		return await measureEngine(parts, { ...DEFAULT_ENGINE, concurrencies: [4] }, SMALL, log);

	/** @type {Table[]} */
	const tables = [];
	for (const engine of [DEFAULT_ENGINE, ...OTHER_ENGINES]) {
		tables.push(...(await measureEngine(parts, engine, FULL, log)));
	}
	return [...tables, await queueTable(parts, log)];
}

/**
 * @param {import('./n8n/instance').Parts} parts
 * @param {Engine} engine
 * @param {Extent} extent
 * @param {(line: string) => void} log
 * @returns {Promise<Table[]>}
 */
async function measureEngine(parts, engine, extent, log) {
	log(`n8n ${N8N_VERSION}: ${engine.title}.`);
	const instance = await Instance.start(parts, engine.env);
	try {
		const store = await Store.sqlite(parts.n8n, sqliteFile(instance.userFolder));
		try {
			const tables = await measureSpeed(instance, store, engine, extent, log);
			// What is stored is the same with each engine.
			return engine.name === DEFAULT_ENGINE.name
				? [...tables, await measureStorage(instance, store)]
				: tables;
		} finally {
			await store.close();
		}
	} finally {
		await instance.stop();
	}
}

/**
 * @param {Instance} instance
 * @param {Store} store
 * @param {Engine} engine
 * @param {Extent} extent
 * @param {(line: string) => void} log
 * @returns {Promise<Table[]>}
 */
async function measureSpeed(instance, store, engine, { rounds, events, warmUp }, log) {
	const credentials = await instance.createCredentials();
	const workflows = await publishAll(instance, {
		...acceptingWorkflows(credentials, instance.calApi),
		...droppingWorkflows(credentials),
	});
	const { pid } = instance.running;
	const measureWith = (/** @type {{ events: number, concurrency: number }} */ load) => {
		return async (/** @type {import('./n8n/instance').PublishedWorkflow} */ workflow) =>
			await measure(workflow, { urls: [instance.urlOf(workflow)], pid, ...load }, store);
	};

	if (warmUp > 0) await interleave(workflows, 1, measureWith({ events: warmUp, concurrency: 4 }));
	const results = [];
	for (const concurrency of engine.concurrencies) {
		const count = events[concurrency] ?? concurrency;
		log(`${rounds} rounds of ${count} events for each workflow, ${concurrency} at once.`);
		const load = measureWith({ events: count, concurrency });
		results.push({ concurrency, samples: await interleave(workflows, rounds, load) });
	}
	return engineTables(engine, workflows, results);
}

/**
 * @param {Instance} instance
 * @param {Store} store
 * @returns {Promise<Table>}
 */
async function measureStorage(instance, store) {
	const workflows = await publishAll(instance, storingWorkflows());
	const { webhook, raw, full, simplified } = workflows;
	const stored = [];
	// All executions of a workflow take the same, but for their times: those of the check are enough.
	for (const { id, name } of [webhook, raw, full, simplified]) {
		stored.push({ name, bytes: await store.storedBytes(id) });
	}
	return storageTable(stored);
}

/**
 * @template {string} Name
 * @param {Instance} instance
 * @param {Record<Name, import('./n8n/workflows').BenchWorkflow>} workflows
 */
async function publishAll(instance, workflows) {
	const published = /** @type {Record<Name, import('./n8n/instance').PublishedWorkflow>} */ ({});
	for (const name of /** @type {Name[]} */ (Object.keys(workflows))) {
		published[name] = await instance.publish(workflows[name]);
	}
	return published;
}

module.exports = { n8nTables };
