/** A reporter of Jest: prints the skipped tests, and the total in the format that `.ci/run` reads. */
class Totals {
	/**
	 * @param {unknown} _
	 * @param {import('@jest/test-result').AggregatedResult} results
	 */
	onRunComplete(_, results) {
		const skipped = results.testResults
			.flatMap(({ testResults }) => testResults)
			.filter(({ status }) => status === 'pending' || status === 'todo');
		// A file that can't run counts as one failed test.
		const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
		const lines = [
			...(skipped.length > 0 ? ['\nSkipped tests:'] : []),
			...skipped.map(({ fullName }) => `- ${fullName}`),
			`\nTotal: ${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`,
		];
		process.stdout.write(`${lines.join('\n')}\n`);
	}
}

module.exports = Totals;
