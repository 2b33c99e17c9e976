const { Database, databasesAreInstalled, queueMode } = require('../../scripts/n8n/databases');
const { asText, median, ratioOf } = require('../ratio');
const { cpuTime } = require('./cpu');
const { Instance } = require('./instance');
const { measure } = require('./rounds');
const { Store } = require('./store');
const { acceptingWorkflows } = require('./workflows');

/** So many webhook processes, and as many workers. */
const SIZES = [1, 2, 4];
const SWEEPS = 5;
const LOAD = { events: 96, concurrency: 16 };

/**
 * @typedef {import('../table').Table} Table
 * @typedef {import('../../scripts/n8n/process').RunningN8n} RunningN8n
 * @typedef {import('./rounds').Sample} Sample
 */

/**
 * Milliseconds of CPU time: those of the webhook processes, of the workers, and of n8n's main process with the databases.
 * @typedef {{ webhooks: number, workers: number, others: number }} CpuTimes
 */

/** @typedef {Sample & CpuTimes} QueueSample the CPU times are those of an event */

/** The webhook processes and workers of an n8n in queue mode. */
class Processes {
	/** @type {{ webhook: RunningN8n, worker: RunningN8n }[]} */
	pairs = [];

	/**
	 * @param {Instance} instance
	 * @param {Database[]} databases
	 */
	constructor(instance, databases) {
		this.instance = instance;
		this.databases = databases;
	}

	/** @returns {CpuTimes} */
	cpuTimes() {
		const sum = (/** @type {{ pid: number | undefined }[]} */ processes) =>
			processes.reduce((total, { pid }) => total + cpuTime(pid), 0);
		return {
			webhooks: sum(this.pairs.map(({ webhook }) => webhook)),
			workers: sum(this.pairs.map(({ worker }) => worker)),
			others: sum([this.instance.running, ...this.databases]),
		};
	}

	/** @param {number} size */
	async resize(size) {
		await Promise.all(
			this.pairs.splice(size).map(async ({ webhook, worker }) => {
				await Promise.all([webhook.stop(), worker.stop()]);
			}),
		);
		// One after the other: on few cores many at once take longer than n8n waits.
		while (this.pairs.length < size) {
			const [webhook, worker] = await Promise.all([
				this.instance.startOther('webhook'),
				this.instance.startOther('worker'),
			]);
			this.pairs.push({ webhook, worker });
		}
	}
}

/**
 * Queue mode with more and more processes.
 *
 * @param {import('./instance').Parts} parts
 * @param {(line: string) => void} log
 * @returns {Promise<Table>}
 */
async function queueTable(parts, log) {
	const title = 'Queue mode: the Oration Trigger, everything on, by processes';
	const columns = [
		'webhook processes and workers',
		'events/s',
		'events/s until all have ended',
		'CPU time an event, webhook processes, ms',
		'workers, ms',
		'main process and databases, ms',
	];
	if (!databasesAreInstalled) {
		const note = 'Not measured: PostgreSQL and Redis are not installed.';
		return { title, note, columns, rows: [] };
	}
	const samples = await measureSizes(parts, log);
	const figures = (/** @type {number} */ size, /** @type {keyof QueueSample} */ figure) =>
		(samples.get(size) ?? []).map((sample) => sample[figure]);
	const cpu = (/** @type {number} */ size, /** @type {keyof CpuTimes} */ role) =>
		median(figures(size, role)).toFixed(1);
	const absolute = figures(1, 'answered');
	return {
		title,
		note: `Against one of each in the same round, where that was ${median(absolute).toFixed(1)} events/s. ${LOAD.concurrency} events at once, spread evenly over the webhook processes. All processes and the databases share the cores of one machine.`,
		columns,
		rows: SIZES.map((size) => [
			`${size} and ${size}`,
			asText(ratioOf(figures(size, 'answered'), figures(1, 'answered'))),
			asText(ratioOf(figures(size, 'finished'), figures(1, 'finished'))),
			cpu(size, 'webhooks'),
			cpu(size, 'workers'),
			cpu(size, 'others'),
		]),
	};
}

/**
 * @param {import('./instance').Parts} parts
 * @param {(line: string) => void} log
 */
async function measureSizes(parts, log) {
	/** @type {(() => Promise<void>)[]} */
	const stops = [];
	try {
		const postgres = await Database.postgres();
		stops.push(async () => await postgres.stop());
		const redis = await Database.redis();
		stops.push(async () => await redis.stop());
		const instance = await Instance.start(parts, queueMode(postgres, redis));
		stops.push(async () => await instance.stop());
		const processes = new Processes(instance, [postgres, redis]);
		stops.push(async () => await processes.resize(0));
		const store = await Store.postgres(parts.n8n, {
			host: '127.0.0.1',
			port: postgres.port,
			user: 'n8n',
			database: 'postgres',
		});
		stops.push(async () => await store.close());
		return await sweep(processes, store, log);
	} finally {
		for (const stop of stops.reverse()) await stop();
	}
}

/**
 * Goes up and down the sizes, so that each sweep is a round.
 *
 * @param {Processes} processes
 * @param {Store} store
 * @param {(line: string) => void} log
 */
async function sweep(processes, store, log) {
	const { instance } = processes;
	await processes.resize(1);
	const credentials = await instance.createCredentials();
	const workflow = await instance.publish(acceptingWorkflows(credentials, instance.calApi).trigger);
	/** @type {Map<number, QueueSample[]>} */
	const samples = new Map(SIZES.map((size) => [size, []]));
	for (let round = 0; round < SWEEPS; round++) {
		log(`Queue mode: round ${round + 1} of ${SWEEPS}.`);
		for (const size of round % 2 === 0 ? SIZES : [...SIZES].reverse()) {
			await processes.resize(size);
			const urls = processes.pairs.map(({ webhook }) => instance.urlOf(workflow, webhook.url));
			const send = async (/** @type {number} */ events) =>
				await measure(workflow, { ...LOAD, urls, events, pid: undefined }, store);
			await send(LOAD.concurrency);
			const before = processes.cpuTimes();
			const sample = await send(LOAD.events);
			const after = processes.cpuTimes();
			samples.get(size)?.push({
				...sample,
				webhooks: (after.webhooks - before.webhooks) / LOAD.events,
				workers: (after.workers - before.workers) / LOAD.events,
				others: (after.others - before.others) / LOAD.events,
			});
		}
	}
	return samples;
}

module.exports = { queueTable };
