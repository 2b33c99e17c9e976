const { TestEnvironment } = require('jest-environment-node');

/** Skips the other tests of a file when one has failed, because one failure is enough to catch a mutant. */
module.exports = class extends TestEnvironment {
	handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length > 0) this.hasFailed = true;
		if (name === 'test_start' && this.hasFailed) test.mode = 'skip';
	}
};
