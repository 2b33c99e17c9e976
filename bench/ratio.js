/**
 * How a measured value compares with a baseline of the same rounds.
 * @typedef {{ median: number, min: number, max: number }} Ratio
 */

/** @param {readonly number[]} values */
function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const [low = NaN, high = NaN] = [
		sorted[Math.floor((sorted.length - 1) / 2)],
		sorted[Math.floor(sorted.length / 2)],
	];
	return (low + high) / 2;
}

/**
 * @param {readonly number[]} subject one value a round
 * @param {readonly number[]} baseline of the same rounds
 * @returns {Ratio} of the ratios of the rounds
 */
function ratioOf(subject, baseline) {
	const ratios = subject.map((value, round) => value / (baseline[round] ?? NaN));
	return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** @param {Ratio} ratio */
function asText({ median, min, max }) {
	return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

module.exports = { asText, median, ratioOf };
