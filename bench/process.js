const { parseEvent } = require('..');
const documented = require('../test/events/analysis-completed.documented.json');
const realistic = require('../test/events/analysis-completed.realistic.json');
const { formatRatio, median, ratios } = require('./results');

const [KB, MB] = [1000, 1_000_000];
/** V8 compiles the functions in the first rounds, so they don't count. */
const WARM_UP_ROUNDS = 3;
/** Texts that are slow to split when a transcript repeats them. */
const HOSTILE_TEXTS = [
	...['a', ' ', ':', '\n', '\0', '\u2028', 'a: b\n', ': \n', '\r\n '],
	...['Agent 10:30 ', 'Agent: a\n', 'Note: a:b: c\n', `a${' '.repeat(10_000)}b\n`],
];

/** How much to measure. `time` is the milliseconds per task and round. The others are bytes or numbers of events. */
const FULL = { rounds: 21, time: 10, sizes: [100 * KB, MB, 4 * MB, 16 * MB], short: 128 * KB };
const SMALL = { rounds: 3, time: 1, sizes: [100 * KB, MB], short: 32 * KB };
/** How much longer a long transcript is than a short one. */
const GROWTH = 16;

/** Measures the cost of the package's functions without n8n. */
async function measureProcess(
	/** @type {boolean} */ small,
	/** @type {(line: string) => void} */ log,
) {
	log('Measuring in the process.');
	const scale = small ? SMALL : FULL;
	return {
		title: 'In the process',
		note: 'A record is the full output, and its time includes `JSON.parse`.',
		columns: ['measured', 'result', 'against', 'ratio'],
		rows: [...(await eventRows(scale)), await transcriptRow(scale)],
	};
}

/** Measures parsing bytes into a record, compared to JSON.parse alone. */
async function eventRows(/** @type {typeof FULL} */ { sizes, ...roundOptions }) {
	const line = `${realistic.payload.transcript}\n`;
	const events = [
		{ name: 'documented event', bytes: toBytes(documented) },
		{ name: 'realistic event', bytes: toBytes(realistic) },
		...sizes.map((size) => ({
			name: `event of ${formatSize(size)}`,
			bytes: eventWith(line, size),
		})),
	];
	const times = await measureInRounds(
		events.flatMap(({ bytes }) => [
			() => JSON.parse(bytes.toString()),
			() => parseEvent(JSON.parse(bytes.toString())),
		]),
		roundOptions,
	);
	return events.map(({ name, bytes }, index) => {
		const [parse = [], record = []] = times.slice(2 * index);
		const time = median(record);
		return [
			`${name} to a record`,
			`${Number(time.toPrecision(3))} ms, ${formatTimePerByte(time / bytes.length)}`,
			'JSON.parse of the same bytes',
			formatRatio(ratios(record, parse)),
		];
	});
}

/** Measures whether the time to split a transcript grows faster than its length, for each hostile text. */
async function transcriptRow(/** @type {typeof FULL} */ { short, ...roundOptions }) {
	const long = GROWTH * short;
	const times = await measureInRounds(
		HOSTILE_TEXTS.flatMap((text) =>
			[short, long].map((size) => {
				const event = JSON.parse(eventWith(text, size).toString());
				return () => parseEvent(event);
			}),
		),
		roundOptions,
	);
	const results = HOSTILE_TEXTS.map((text, index) => {
		const [shortTimes = [], longTimes = []] = times.slice(2 * index);
		const growth = ratios(longTimes, shortTimes).map((ratio) => ratio / GROWTH);
		return { text, perByte: median(longTimes) / long, growth };
	});
	const slowest = results.reduce((a, b) => (median(a.growth) > median(b.growth) ? a : b));
	const text = `the slowest of ${results.length} texts: \`${JSON.stringify(slowest.text.slice(0, 20))}\``;
	return [
		`transcript of ${formatSize(long)}, ${text}`,
		formatTimePerByte(slowest.perByte),
		`time per byte of ${formatSize(short)}`,
		formatRatio(slowest.growth),
	];
}

/** Measures tasks in turn. Returns the median milliseconds per call, for each task and round. */
async function measureInRounds(
	/** @type {Array<() => unknown>} */ tasks,
	/** @type {{ rounds: number, time: number }} */ { rounds, time },
) {
	const { Bench } = await import('tinybench');
	const bench = new Bench({ time, iterations: 1, warmup: false, throws: true });
	tasks.forEach((task, index) => bench.add(String(index), task));
	/** @type {number[][]} */
	const times = tasks.map(() => []);
	for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
		bench.reset();
		for (const { name, result } of await bench.run()) {
			const isCounted = round >= WARM_UP_ROUNDS && 'latency' in result;
			if (isCounted) times[Number(name)]?.push(result.latency.p50);
		}
	}
	return times;
}

function eventWith(/** @type {string} */ text, /** @type {number} */ size) {
	const transcript = text.repeat(Math.ceil(size / text.length));
	return toBytes({ ...realistic, payload: { ...realistic.payload, transcript } });
}

const toBytes = (/** @type {unknown} */ event) => Buffer.from(JSON.stringify(event));
const formatSize = (/** @type {number} */ bytes) =>
	bytes < MB ? `${bytes / KB} kB` : `${Number((bytes / MB).toFixed(1))} MB`;
const formatTimePerByte = (/** @type {number} */ milliseconds) =>
	`${(milliseconds * MB).toFixed(1)} ns per byte`;

module.exports = { measureProcess };
