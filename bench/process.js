const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { parseEvent } = require('..');
const documented = require('../test/events/analysis-completed.documented.json');
const realistic = require('../test/events/analysis-completed.realistic.json');
const { asText, median, ratios } = require('./statistics');
const { openWebhook } = require('./webhook');

const KB = 1000;
const MB = 1_000_000;
/** The first rounds compile the functions, so they don't count. */
const WARM_UP_ROUNDS = 3;
/** Texts that make the splitting of a transcript hard when they repeat. */
const HOSTILE_TEXTS = [
	...['a', ' ', ':', '\n', '\0', '\u2028', 'a: b\n', ': \n', '\r\n '],
	...['Agent 10:30 ', 'Agent: a\n', 'Note: a:b: c\n'],
];

/**
 * How much to measure. The times are in milliseconds for each task and round.
 * @typedef {{
 *   rounds: number, time: number, sizes: number[], transcripts: [short: number, long: number], events: [number, number],
 *   hugeEvents: number,
 * }} Extent
 */

/** @type {Extent} */
const FULL = {
	rounds: 21,
	time: 10,
	sizes: [100 * KB, MB, 4 * MB, 16 * MB],
	transcripts: [128 * KB, 2 * MB],
	events: [10_000, 1_000_000],
	hugeEvents: 50,
};

/** @type {Extent} */
const SMALL = {
	rounds: 3,
	time: 1,
	sizes: [100 * KB, MB],
	transcripts: [32 * KB, 512 * KB],
	events: [2_000, 10_000],
	hugeEvents: 2,
};

/**
 * Measures what the package costs in its own process.
 *
 * @param {import('./bench').Options} options
 * @returns {Promise<import('./bench').Part>}
 */
async function measureProcess({ small, log }) {
	const extent = small ? SMALL : FULL;
	log('In the process: memory.');
	const memory = await memoryRows(extent);
	log('In the process: events.');
	const events = await eventRows(extent);
	log('In the process: transcripts.');
	const transcripts = await transcriptRows(extent);
	return {
		title: 'In the process',
		note: 'A record is the full output. Its time includes `JSON.parse`. The heap is what is in use after a garbage collection.',
		columns: ['measured', 'result', 'against', 'ratio'],
		rows: [...events, ...transcripts, ...memory],
	};
}

/**
 * Measures the way from bytes to a record, against JSON.parse alone, and whether the time grows with the size.
 *
 * @param {Extent} extent
 */
async function eventRows({ sizes, ...effort }) {
	const events = [
		{ name: 'documented event', bytes: bytesOf(documented) },
		{ name: 'realistic event', bytes: bytesOf(realistic) },
		...sizes.map((size) => ({ name: `event of ${asSize(size)}`, bytes: eventOfSize(size) })),
	];
	const times = await measureInRounds(
		events.flatMap(({ bytes }) => [
			() => JSON.parse(bytes.toString()),
			() => parseEvent(JSON.parse(bytes.toString())),
		]),
		effort,
	);
	const results = events.map(({ name, bytes }, index) => {
		const parse = times[2 * index] ?? [];
		const record = times[2 * index + 1] ?? [];
		return { name, bytes, parse, record, perByte: record.map((time) => time / bytes.length) };
	});
	const [smallest, ...larger] = results.slice(-sizes.length);
	return [
		...results.map(({ name, record, parse, perByte }) => [
			`${name} to a record`,
			`${asTime(median(record))}, ${asTimeAByte(median(perByte))}`,
			'JSON.parse of the same bytes',
			asText(ratios(record, parse)),
		]),
		...larger.map(({ name, perByte }) => [
			`${name}, time for a byte`,
			asTimeAByte(median(perByte)),
			`${smallest?.name}, time for a byte`,
			asText(ratios(perByte, smallest?.perByte ?? [])),
		]),
	];
}

/**
 * Measures whether the time to split a transcript grows with its length, whatever text repeats in it.
 *
 * @param {Extent} extent
 */
async function transcriptRows({ transcripts: [short, long], ...effort }) {
	const eventWith = (/** @type {string} */ text, /** @type {number} */ length) => {
		const transcript = text.repeat(length / text.length);
		return { ...realistic, payload: { ...realistic.payload, transcript } };
	};
	const times = await measureInRounds(
		HOSTILE_TEXTS.flatMap((text) =>
			[eventWith(text, short), eventWith(text, long)].map((event) => () => parseEvent(event)),
		),
		effort,
	);
	const growths = HOSTILE_TEXTS.map((text, index) => {
		const longTimes = (times[2 * index + 1] ?? []).map((time) => time / long);
		const shortTimes = (times[2 * index] ?? []).map((time) => time / short);
		return { text, perByte: median(longTimes), growth: ratios(longTimes, shortTimes) };
	});
	const slowest = growths.reduce((a, b) => (a.perByte > b.perByte ? a : b));
	const steepest = growths.reduce((a, b) => (median(a.growth) > median(b.growth) ? a : b));
	return [...new Set([slowest, steepest])].map((result) => [
		`transcript of ${asSize(long)}, ${result === slowest ? 'slowest' : 'steepest'} of ${growths.length} texts: \`${JSON.stringify(result.text)}\``,
		asTimeAByte(result.perByte),
		`transcript of ${asSize(short)}, time for a byte`,
		asText(result.growth),
	]);
}

/**
 * Measures the heap after many accepted events, and after events with 15 MB of hostile text.
 *
 * @param {Extent} extent
 */
async function memoryRows({ events: [few, many], hugeEvents }) {
	const deliver = openWebhook();
	const accept = async (/** @type {object} */ event) => {
		if ((await deliver(event)) !== 1) throw new Error('The trigger skipped an event.');
	};
	let count = 0;
	const heapAfter = async (/** @type {number} */ events) => {
		for (; count < events; count++) await accept({ ...realistic, eventId: `event-${count}` });
		return heapInUse();
	};
	const before = await heapAfter(few);
	const after = await heapAfter(many);
	for (let index = 0; index < hugeEvents; index++) await accept(hugeEvent(index));
	// Regular expressions keep the last text that they matched, so a small event comes last.
	const afterHuge = await heapAfter(many + 1);
	const asCount = (/** @type {number} */ value) => value.toLocaleString('en');
	const row = (/** @type {string} */ what, /** @type {number} */ heap) => {
		const against = `after ${asCount(few)} accepted events`;
		return [`heap after ${what}`, asSize(heap), against, asText([heap / before])];
	};
	return [
		row(`${asCount(many)} accepted events`, after),
		row(`${hugeEvents} more events of 15 MB`, afterHuge),
	];
}

function heapInUse() {
	setFlagsFromString('--expose-gc');
	runInNewContext('gc')();
	return process.memoryUsage().heapUsed;
}

/**
 * Measures tasks in turn, so that whatever else the machine does affects all of them.
 *
 * @param {Array<() => unknown>} tasks
 * @param {{ rounds: number, time: number }} effort
 * @returns {Promise<number[][]>} for each task the median milliseconds of a call, one value a round
 */
async function measureInRounds(tasks, { rounds, time }) {
	const { Bench } = await import('tinybench');
	const bench = new Bench({ time, iterations: 1, warmup: false, throws: true });
	tasks.forEach((task, index) => bench.add(String(index), task));
	/** @type {number[][]} */
	const times = tasks.map(() => []);
	for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
		bench.reset();
		const results = (await bench.run()).map(({ result }) => result);
		if (round < WARM_UP_ROUNDS) continue;
		results.forEach((result, index) => {
			if ('latency' in result) times[index]?.push(result.latency.p50);
		});
	}
	return times;
}

/** @param {number} size in bytes, about */
function eventOfSize(size) {
	const { transcript } = realistic.payload;
	const repeated = `${transcript}\n`.repeat(Math.ceil(size / Buffer.byteLength(transcript)));
	return bytesOf({ ...realistic, payload: { ...realistic.payload, transcript: repeated } });
}

/** @param {number} index */
function hugeEvent(index) {
	const text = HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? '';
	const transcript = text.repeat((15 * MB) / text.length);
	const payload = { ...realistic.payload, transcript };
	return JSON.parse(JSON.stringify({ ...realistic, eventId: `huge-${index}`, payload }));
}

/** @param {unknown} event */
const bytesOf = (event) => Buffer.from(JSON.stringify(event));
/** @param {number} bytes */
const asSize = (bytes) =>
	bytes < MB ? `${bytes / KB} kB` : `${Number((bytes / MB).toFixed(1))} MB`;
/** @param {number} milliseconds */
const asTime = (milliseconds) =>
	milliseconds < 1 ? `${(milliseconds * 1000).toFixed(1)} µs` : `${milliseconds.toFixed(1)} ms`;
/** @param {number} milliseconds */
const asTimeAByte = (milliseconds) => `${(milliseconds * 1e6).toFixed(1)} ns a byte`;

module.exports = { measureProcess };
