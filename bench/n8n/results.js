const { asText, median, ratioOf } = require('../ratio');

/**
 * @typedef {import('../table').Table} Table
 * @typedef {import('./rounds').Sample} Sample
 */

/**
 * The samples of each workflow at one concurrency.
 * @typedef {{ concurrency: number, samples: Record<string, Sample[]> }} Results
 */

/**
 * Two workflows to compare, by their names, and what the comparison is to show in an engine.
 * @typedef {{ subject: string, baseline: string, goals?: Record<string, string> }} Comparison
 */

/** @type {Comparison[]} */
const COMPARISONS = [
	{
		subject: 'trigger',
		baseline: 'floor',
		goals: { default: 'at least 0.95', legacy: 'at least 0.95' },
	},
	{ subject: 'trigger', baseline: 'floorWithCredential' },
	{ subject: 'triggerWithoutSecret', baseline: 'floor' },
	{
		subject: 'trigger',
		baseline: 'code',
		goals: { default: 'as near as n8n allows', legacy: 'more than 1' },
	},
	{ subject: 'triggerWithoutSecret', baseline: 'code' },
	{ subject: 'parse', baseline: 'trigger', goals: { default: 'more than 1' } },
	{ subject: 'parse', baseline: 'triggerWithoutSecret' },
	{
		subject: 'trigger',
		baseline: 'cal',
		goals: { default: 'at least 1', legacy: 'at least 1' },
	},
	{ subject: 'triggerWithoutSecret', baseline: 'cal' },
	{ subject: 'filtered', baseline: 'if', goals: { default: 'at least 1.3', legacy: 'at least 4' } },
	{ subject: 'filteredWithoutSecret', baseline: 'if' },
	{
		subject: 'duplicate',
		baseline: 'removeDuplicates',
		goals: { default: 'at least 1.3', legacy: 'at least 4' },
	},
	{ subject: 'duplicateWithoutSecret', baseline: 'removeDuplicates' },
	{ subject: 'floor', baseline: 'webhook' },
	{ subject: 'floorWithCredential', baseline: 'floor' },
	{ subject: 'floorOfVersion2', baseline: 'floor' },
];

const NAMES = {
	answered: 'events/s',
	finished: 'events/s until all have ended',
	p50: 'p50 to the 200',
	p99: 'p99 to the 200',
	cpu: 'CPU time an event',
};

/**
 * What was measured in an n8n with one of its expression engines.
 *
 * @param {{ name: string, title: string }} engine
 * @param {Record<string, { name: string }>} workflows
 * @param {Results[]} results
 * @returns {Table[]}
 */
function engineTables(engine, workflows, results) {
	const nameOf = (/** @type {string} */ key) => workflows[key]?.name ?? '';
	return [
		{
			title: `${engine.title}: events per second, and CPU time an event`,
			note: 'Median of the ratios of the rounds (lowest to highest). More events per second are better, less CPU time is.',
			columns: [
				'measured',
				'against',
				'goal',
				...results.map(({ concurrency }) => `${NAMES.answered}, ${concurrency} at once`),
				NAMES.cpu,
			],
			rows: COMPARISONS.map(({ subject, baseline, goals }) => [
				nameOf(subject),
				nameOf(baseline),
				goals?.[engine.name] ?? '',
				...results.map((result) => ratioText([result], subject, baseline, 'answered')),
				ratioText(results, subject, baseline, 'cpu'),
			]),
		},
		{
			title: `${engine.title}: latency, and until all executions have ended`,
			note: 'Ratios as above. Less latency is better. With fewer than 100 events in a round, its 99th percentile is its slowest one.',
			columns: ['measured', 'against', 'at once', NAMES.p50, NAMES.p99, NAMES.finished],
			rows: COMPARISONS.flatMap(({ subject, baseline }) =>
				results.map((result) => [
					nameOf(subject),
					nameOf(baseline),
					String(result.concurrency),
					ratioText([result], subject, baseline, 'p50'),
					ratioText([result], subject, baseline, 'p99'),
					ratioText([result], subject, baseline, 'finished'),
				]),
			),
		},
		{
			title: `${engine.title}: what the ratios are of`,
			note: 'Medians of the rounds, on the machine of this run.',
			columns: [
				'workflow',
				'at once',
				NAMES.answered,
				NAMES.finished,
				`${NAMES.p50}, ms`,
				`${NAMES.p99}, ms`,
				`${NAMES.cpu}, ms`,
			],
			rows: Object.keys(workflows).flatMap((key) =>
				results.map((result) => [
					nameOf(key),
					String(result.concurrency),
					medianText(result, key, 'answered'),
					medianText(result, key, 'finished'),
					medianText(result, key, 'p50'),
					medianText(result, key, 'p99'),
					medianText(result, key, 'cpu'),
				]),
			),
		},
	];
}

/**
 * @param {Results[]} results
 * @param {string} subject
 * @param {string} baseline
 * @param {keyof Sample} figure
 */
function ratioText(results, subject, baseline, figure) {
	const valuesOf = (/** @type {string} */ key) =>
		results.flatMap((result) => figures(result, key, figure));
	return asText(ratioOf(valuesOf(subject), valuesOf(baseline)));
}

/**
 * @param {Results} result
 * @param {string} key
 * @param {keyof Sample} figure
 */
const medianText = (result, key, figure) => median(figures(result, key, figure)).toFixed(1);

/**
 * @param {Results} result
 * @param {string} key
 * @param {keyof Sample} figure
 */
const figures = ({ samples }, key, figure) => (samples[key] ?? []).map((sample) => sample[figure]);

/**
 * What an accepted event adds to the database.
 *
 * @param {{ name: string, bytes: import('./store').StoredBytes }[]} stored the first is what the others are compared with
 * @returns {Table}
 */
function storageTable(stored) {
	const [first] = stored.map(({ bytes }) => bytes);
	if (!first) throw new Error('There is nothing to compare with.');
	return {
		title: 'Database growth for an accepted event',
		note: 'Bytes that n8n stores in its table `execution_data` for an execution of a workflow of nothing but the trigger: the data of the run, and the copy of the workflow that n8n keeps with it.',
		columns: ['trigger', 'data', 'against Webhook', 'data and workflow', 'against Webhook'],
		rows: stored.map(({ name, bytes: { data, workflow } }) => [
			name,
			data.toFixed(0),
			(data / first.data).toFixed(2),
			(data + workflow).toFixed(0),
			((data + workflow) / (first.data + first.workflow)).toFixed(2),
		]),
	};
}

module.exports = { engineTables, storageTable };
