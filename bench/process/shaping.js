const { readEvent } = require('../../dist/nodes/Oration/event/envelope');
const { toOutput } = require('../../dist/nodes/Oration/event/output');
const { Conversation } = require('../../dist/nodes/Oration/event/record');
const { DOCUMENTED, eventWithTranscript, parse, REALISTIC } = require('./events');
const { ratioOf } = require('../ratio');
const { measureInRounds, onTop } = require('./rounds');
const { atMostOnTop, COLUMNS, toRow } = require('./rows');

const BASELINE = 'JSON.parse of the same bytes';
/** How far the time for a byte may grow and still count as linear: by about as much as that of JSON.parse. */
const LINEAR = 1.5;

/**
 * @param {Buffer} bytes
 * @param {'simplified' | 'full'} output
 */
function shape(bytes, output) {
	const result = readEvent(parse(bytes));
	if ('invalid' in result) throw new Error(result.invalid.message);
	return toOutput(new Conversation(result.event, new Date()), { output, fields: [] });
}

/**
 * What it costs to make a record of the bytes of an event.
 *
 * @param {import('./rounds').Effort} effort
 * @returns {Promise<import('../table').Table>}
 */
async function shapingTable(effort) {
	const rows = [
		...(await seedRows('documented event', DOCUMENTED, effort)),
		...(await seedRows('realistic event', REALISTIC, effort)),
	];
	return {
		title: 'From bytes to a record',
		note: 'The cost on top of JSON.parse: 1.00 means that shaping takes as long again as parsing.',
		columns: COLUMNS,
		rows,
	};
}

/**
 * @param {string} name
 * @param {Buffer} bytes
 * @param {import('./rounds').Effort} effort
 */
async function seedRows(name, bytes, effort) {
	const times = await measureInRounds(
		{
			parse: { run: () => parse(bytes) },
			simplified: { run: () => shape(bytes, 'simplified') },
			full: { run: () => shape(bytes, 'full') },
		},
		effort,
	);
	return [
		toRow({
			measured: `${name} to simplified record`,
			against: BASELINE,
			ratio: onTop(times.simplified, times.parse),
			...atMostOnTop(1),
		}),
		toRow({
			measured: `${name} to full record`,
			against: BASELINE,
			ratio: onTop(times.full, times.parse),
			...atMostOnTop(1.5),
		}),
	];
}

/**
 * How the cost grows with the transcript.
 *
 * @param {import('./rounds').Effort} effort
 * @param {Record<string, number>} sizes in characters, the first one being what the others are held against
 * @returns {Promise<import('../table').Table>}
 */
async function transcriptTable(effort, sizes) {
	const events = Object.entries(sizes).map(([name, size]) => ({
		name,
		bytes: eventWithTranscript(size),
	}));
	/** @type {Record<string, import('./rounds').Task>} */
	const tasks = {};
	for (const { name, bytes } of events) {
		tasks[`parse ${name}`] = { run: () => parse(bytes) };
		tasks[`record ${name}`] = { run: () => shape(bytes, 'full') };
	}
	const times = await measureInRounds(tasks, effort);
	const perByte = events.map(({ name, bytes }) =>
		(times[`record ${name}`] ?? []).map((time) => time / bytes.length),
	);
	const [smallest = []] = perByte;
	return {
		title: 'Long transcripts to a full record',
		note: 'The time for a byte is that of parsing and shaping together.',
		columns: COLUMNS,
		rows: [
			...events.map(({ name }) =>
				toRow({
					measured: `transcript of ${name}`,
					against: BASELINE,
					ratio: onTop(times[`record ${name}`] ?? [], times[`parse ${name}`] ?? []),
					...atMostOnTop(1),
				}),
			),
			...events.slice(1).map(({ name }, index) =>
				toRow({
					measured: `time for a byte, ${name}`,
					against: `that of ${events[0]?.name}`,
					ratio: ratioOf(perByte[index + 1] ?? [], smallest),
					goal: `linear: at most ${LINEAR}`,
					most: LINEAR,
				}),
			),
		],
	};
}

module.exports = { shapingTable, transcriptTable };
