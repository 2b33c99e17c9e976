const { Database, queueModeEnv } = require('../scripts/n8n/databases');
const { N8n } = require('../scripts/n8n/n8n');
const { measure, publish } = require('./load');
const { median } = require('./results');
const { orationWorkflows } = require('./workflows');

const FULL = { rounds: 5, warmUp: 50, events: 100 };
const SMALL = { rounds: 1, warmUp: 2, events: 5 };

/** Measures the CPU time of each process of n8n in queue mode. Sends one event at a time, so that none wait for a core. */
async function measureQueueMode(/** @type {import('./bench').Options} */ options) {
	const { small, installed, userFolder, log } = options;
	const { rounds, warmUp, events } = small ? SMALL : FULL;
	log('n8n in queue mode.');
	const postgres = await Database.postgres();
	const redis = await Database.redis();
	const env = queueModeEnv(postgres, redis);
	const n8n = new N8n(installed, { userFolder, env });
	/** @type {Array<Database | N8n>} */
	const servers = [redis, postgres, n8n];
	try {
		await n8n.start();
		const webhook = await n8n.startProcess('webhook');
		const worker = await n8n.startProcess('worker');
		servers.push(webhook, worker);
		const { accepted, filtered } = await orationWorkflows(n8n);
		const workflows = [await publish(n8n, accepted), await publish(n8n, filtered)];
		const processes = [webhook, worker, postgres].map(({ pid }) => pid);
		/** @type {number[][][]} */
		const samples = workflows.map(() => []);
		const send = async (
			/** @type {typeof workflows[0]} */ published,
			/** @type {number} */ count,
		) => await measure(published, { events: count, concurrency: 1 }, webhook.url, processes);
		for (const published of workflows) await send(published, warmUp);
		for (let round = 1; round <= rounds; round++) {
			log(`Round ${round} of ${rounds}: ${events} events, one at a time.`);
			for (const [index, published] of workflows.entries()) {
				samples[index]?.push((await send(published, events)).cpu);
			}
		}
		const rows = workflows.map(({ name }, index) => {
			const medians = processes.map((_, process) =>
				median((samples[index] ?? []).map((sample) => sample[process] ?? NaN)),
			);
			return [name, ...medians.map((value) => value.toFixed(1))];
		});
		return {
			title: 'In queue mode',
			note: `Milliseconds of CPU time per event, one event at a time. Rounds: ${rounds}. The default engine.`,
			columns: ['workflow', 'webhook process', 'worker', 'PostgreSQL'],
			rows,
		};
	} finally {
		for (const server of servers.reverse()) await server.stop();
	}
}

module.exports = { measureQueueMode };
