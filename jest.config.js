const transform = {
	'\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.test.json', diagnostics: false }],
};
const project = (
	/** @type {string} */ displayName,
	/** @type {string} */ testMatch,
	options = {},
) => ({
	displayName,
	testMatch: [`<rootDir>/test/${testMatch}`],
	transform,
	modulePathIgnorePatterns: ['<rootDir>/.n8n', '<rootDir>/dist'],
	...options,
});
const inN8n = (/** @type {string} */ displayName, /** @type {string} */ testMatch) =>
	project(displayName, testMatch, {
		globalSetup: '<rootDir>/test/n8n/globalSetup.ts',
		setupFilesAfterEnv: ['<rootDir>/test/longTimeout.ts'],
	});

module.exports = {
	maxWorkers: 2,
	testTimeout: 30_000,
	reporters: ['default', '<rootDir>/scripts/jest/totals.js'],
	projects: [
		project('unit', '{Oration,oration-api}/**/*.test.ts', {
			globalSetup: '<rootDir>/test/timeZone.ts',
		}),
		project('docs', 'docs/*.test.ts'),
		project('package', 'package/*.test.ts', {
			globalSetup: '<rootDir>/test/package/globalSetup.ts',
			setupFilesAfterEnv: ['<rootDir>/test/longTimeout.ts'],
			// n8n lets packages find its own modules as well.
			modulePaths: ['<rootDir>/node_modules'],
		}),
		inN8n('core', 'n8n/{trigger,oration}.test.ts'),
		inN8n('faults', 'n8n/{queue,deliveries,editing,impatient,hostile}.test.ts'),
		inN8n('examples', 'n8n/examples*.test.ts'),
		inN8n('editor', 'editor/*.test.ts'),
	],
};
