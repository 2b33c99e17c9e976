const transform = {
	'\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.test.json', diagnostics: false }],
};
const project = (/** @type {string} */ displayName, /** @type {string} */ testMatch) => ({
	displayName,
	testMatch: [`<rootDir>/test/${testMatch}`],
	transform,
	modulePathIgnorePatterns: ['<rootDir>/.n8n', '<rootDir>/dist'],
	setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
});

module.exports = {
	projects: [
		{
			...project('unit', '{Oration,docs,oration-api}/**/*.test.ts'),
			globalSetup: '<rootDir>/test/timeZone.ts',
			setupFilesAfterEnv: ['<rootDir>/test/unitSetup.ts'],
		},
		// n8n lets packages find its own modules as well.
		{ ...project('package', 'package/*.test.ts'), modulePaths: ['<rootDir>/node_modules'] },
		project('n8n', 'n8n/*.test.ts'),
		project('editor', 'editor/*.test.ts'),
		project('pictures', 'editor/{pictures,movie}.ts'),
	],
};
