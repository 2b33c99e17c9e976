const { ratioOf } = require('../ratio');

/** The first rounds, in which the functions are compiled, are not counted. */
const WARM_UP = 3;

/**
 * What is measured: a function and, where it leaves something to clear up, what to do after each call, untimed.
 * @typedef {{ run: () => unknown, afterEach?: () => void }} Task
 */

/**
 * How many rounds are counted, and for how many milliseconds a task runs in each.
 * @typedef {{ rounds: number, time: number }} Effort
 */

/**
 * Measures tasks in turn, A B A B, so that whatever else the machine does falls on all of them. Within a round it takes
 * the median of the calls, as the mean is that of the calls during which something else ran.
 *
 * @template {string} Name
 * @param {Record<Name, Task>} tasks
 * @param {Effort} effort
 * @returns {Promise<Record<Name, number[]>>} median milliseconds of a call, one value a round
 */
async function measureInRounds(tasks, { rounds, time }) {
	const { Bench } = await import('tinybench');
	const bench = new Bench({
		time,
		iterations: 1,
		warmup: false,
		subtractTimerOverhead: true,
		throws: true,
	});
	const names = /** @type {Name[]} */ (Object.keys(tasks));
	for (const name of names) {
		const { run, afterEach } = tasks[name];
		bench.add(name, run, { afterEach });
	}
	/** @type {number[][]} */
	const medians = [];
	for (let round = 0; round < WARM_UP + rounds; round++) {
		bench.reset();
		const measured = await bench.run();
		if (round >= WARM_UP) medians.push(measured.map(medianOf));
	}
	return byName(names, medians);
}

/**
 * @template {string} Name
 * @param {Name[]} names
 * @param {number[][]} rounds the values of each round, in the order of the names
 * @returns {Record<Name, number[]>} the values of each name, in the order of the rounds
 */
function byName(names, rounds) {
	return /** @type {Record<Name, number[]>} */ (
		Object.fromEntries(names.map((name, index) => [name, rounds.map((round) => round[index])]))
	);
}

/** @param {import('tinybench').Task} task */
function medianOf({ name, result }) {
	if (!('latency' in result)) throw new Error(`'${name}' was not measured.`);
	return result.latency.p50;
}

/**
 * What a subject costs beyond its baseline, which is a part of it.
 *
 * @param {readonly number[]} subject one value a round
 * @param {readonly number[]} baseline of the same rounds
 * @returns {import('../ratio').Ratio} in times of the baseline
 */
function onTop(subject, baseline) {
	const { median, min, max } = ratioOf(subject, baseline);
	return { median: median - 1, min: min - 1, max: max - 1 };
}

module.exports = { byName, measureInRounds, onTop };
