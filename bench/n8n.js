const path = require('node:path');
const { LOCKED_VERSION } = require('../scripts/n8n/install');
const { N8n } = require('../scripts/n8n/n8n');
const { countExecutions, measure, publish, sendEvents } = require('./load');
const { formatRatio, median, ratios } = require('./results');
const { benchWorkflows } = require('./workflows');

/** The lazy engine is first, because it's faster at filling the trigger's list of events. */
const ENGINES = { lazy: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, default: {} };
const COMPARISONS = /** @type {const} */ ([
	['accepted', 'doNothing'],
	['accepted', 'code'],
	['accepted', 'parse'],
	['filtered', 'skip'],
	['filtered', 'if'],
	['duplicate', 'skip'],
	['duplicate', 'removeDuplicates'],
]);

const toLoad = (/** @type {number} */ concurrency, /** @type {number} */ events) => ({
	concurrency,
	events,
});
/** How much to measure. Before the first round, the trigger that accepts events has at least `remembered` executions. */
const FULL = { rounds: 9, loads: [toLoad(4, 128), toLoad(16, 128)], warmUp: 24, remembered: 1000 };
const SMALL = { rounds: 1, loads: [toLoad(4, 20)], warmUp: 4, remembered: 4 };

/** @typedef {import('./load').PublishedWorkflow} PublishedWorkflow */
/** @typedef {Array<Array<{ finished: number, cpu: number[] }>>} Samples by load, then round */
/** @typedef {Record<string, PublishedWorkflow & { samples: Samples }>} Workflows */

/** Measures the cost of the package in a real n8n, compared to other workflows in the same n8n. */
async function measureN8n(/** @type {import('./bench').Options} */ options) {
	const { small, installed, userFolder, log } = options;
	const scale = small ? SMALL : FULL;
	const env = {
		EXECUTIONS_DATA_PRUNE: 'false',
		N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'nodes'),
		// Code nodes need both variables to load the package.
		NODE_FUNCTION_ALLOW_EXTERNAL: 'n8n-nodes-oration',
		NODE_PATH: path.join(userFolder, '.n8n/nodes/node_modules'),
	};
	const n8n = new N8n(installed, { userFolder });
	/** @type {Workflows} */
	const workflows = {};
	/** @type {string[][]} */
	const rows = [];
	/** @type {string[][]} */
	const comparisons = [];
	for (const [engine, engineEnv] of Object.entries(ENGINES)) {
		log(`n8n ${LOCKED_VERSION}, ${engine} engine.`);
		n8n.env = { ...env, ...engineEnv };
		await n8n.start();
		try {
			if (Object.keys(workflows).length === 0) {
				for (const [key, workflow] of Object.entries(await benchWorkflows(n8n))) {
					workflows[key] = { ...(await publish(n8n, workflow)), samples: [] };
				}
			}
			await measureInRounds(n8n, workflows, scale, log);
			rows.unshift(...toRows(engine, workflows));
			comparisons.unshift(...toComparisons(engine, workflows));
		} finally {
			await n8n.stop();
		}
	}
	const counts = scale.loads.map(({ concurrency }) => `${concurrency} at once`);
	return [
		{
			title: 'In n8n',
			note: `Events finished per second, and milliseconds of CPU time per event. Rounds: ${scale.rounds}. The lazy engine has \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\`.`,
			columns: ['engine', 'workflow', ...counts, 'CPU'],
			rows,
		},
		{
			title: 'In n8n, compared',
			note: 'Ratios of events finished per second. More than 1 means that the workflow is faster than the other one. The Webhook node with Header Auth checks the same secret as Oration Trigger.',
			columns: ['engine', 'workflow', 'compared to', ...counts],
			rows: comparisons,
		},
	];
}

/**
 * Sends events to each workflow in turn. Reverses the order every other round, so that changes over time affect all
 * workflows equally.
 */
async function measureInRounds(
	/** @type {N8n} */ { url, pid },
	/** @type {Workflows} */ workflows,
	/** @type {typeof FULL} */ { rounds, loads, warmUp, remembered },
	/** @type {(line: string) => void} */ log,
) {
	const entries = Object.entries(workflows);
	for (const [key, published] of entries) {
		published.samples = loads.map(() => []);
		await published.workflow.waitUntilPublished();
		// The list of events survives the restart with the second engine.
		const missing = remembered - (await countExecutions(published)).count;
		const events = key === 'accepted' ? Math.max(warmUp, missing) : warmUp;
		await sendEvents(published, url, toLoad(4, events));
		await published.workflow.waitUntilEnded(0);
	}
	for (const [index, load] of loads.entries()) {
		for (let round = 1; round <= rounds; round++) {
			log(`Round ${round} of ${rounds}: ${load.events} events, ${load.concurrency} at once.`);
			for (const [, published] of round % 2 ? entries : [...entries].reverse()) {
				published.samples[index]?.push(await measure(published, load, url, [pid]));
			}
		}
	}
}

function toRows(/** @type {string} */ engine, /** @type {Workflows} */ workflows) {
	return Object.values(workflows).map(({ name, samples }) => {
		const finished = samples.map((load) => median(load.map((sample) => sample.finished)));
		const cpu = median(samples.flat().flatMap((sample) => sample.cpu));
		return [engine, name, ...[...finished, cpu].map((value) => value.toFixed(1))];
	});
}

function toComparisons(/** @type {string} */ engine, /** @type {Workflows} */ workflows) {
	return COMPARISONS.map(([key, other]) => {
		const [subject, baseline] = [workflows[key], workflows[other]];
		const compared = subject?.samples.map((load, index) =>
			ratios(
				load.map(({ finished }) => finished),
				baseline?.samples[index]?.map(({ finished }) => finished) ?? [],
			),
		);
		return [
			engine,
			subject?.name ?? '',
			baseline?.name ?? '',
			...(compared ?? []).map(formatRatio),
		];
	});
}

module.exports = { measureN8n };
