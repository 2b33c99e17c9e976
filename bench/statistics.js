function median(/** @type {readonly number[]} */ values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/**
 * Returns the ratio of each round.
 *
 * @param {readonly number[]} subject one value a round
 * @param {readonly number[]} baseline the values of the same rounds
 */
const ratios = (subject, baseline) => subject.map((value, round) => value / (baseline[round] ?? 0));

function asText(/** @type {readonly number[]} */ values) {
	const [lowest, highest] = [Math.min(...values), Math.max(...values)];
	const range = `${lowest.toFixed(2)} to ${highest.toFixed(2)}`;
	return values.length > 1 ? `${median(values).toFixed(2)} (${range})` : lowest.toFixed(2);
}

module.exports = { asText, median, ratios };
