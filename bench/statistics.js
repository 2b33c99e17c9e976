/** @param {readonly number[]} values */
function median(values) {
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
function ratios(subject, baseline) {
	return subject.map((value, round) => value / (baseline[round] ?? NaN));
}

/** @param {readonly number[]} values one ratio a round */
function asText(values) {
	const range = `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
	return values.length > 1 ? `${median(values).toFixed(2)} (${range})` : median(values).toFixed(2);
}

module.exports = { asText, median, ratios };
