/**
 * Measures how many mutants the unit tests catch: `npm run test:mutation -- [files or folders]`. A mutant is a copy of the
 * code with one small change. Reuses the results of mutants whose code and tests are the same, unless `--force` is set.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const require = createRequire(import.meta.url);
const { saveSections, toSection } = require('../../bench/results');
const jestConfig = require('../../jest.config');

const SOURCES = 'nodes/Oration';
/** One run for each, so that an interrupted run keeps the results of those before it. */
const PARTS = [
	...['event', 'trigger', 'api', 'actions', 'shared'].map((folder) => [`${SOURCES}/${folder}`]),
	[`${SOURCES}/Oration.node.ts`, `${SOURCES}/OrationTrigger.node.ts`],
];
const STATIC_DATA = ['samples', 'properties'].map((name) => `!${SOURCES}/trigger/${name}.ts`);
const RESULTS = 'node_modules/.cache/mutation.json';
/** A mutant can make a test wait forever. Other tests take less than a second. */
const TEST_TIMEOUT_MS = 10_000;

const log = (line) => process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
	options: { force: { type: 'boolean' }, concurrency: { type: 'string' } },
	allowPositionals: true,
});
const [unit] = jestConfig.projects;
const isWhole = positionals.length === 0;

const mutants = [];
for (const paths of isWhole ? PARTS : [positionals]) mutants.push(...(await test(paths)));
log(await toSection(table('file', (fileName) => fileName)));
const section = await toSection(table('folder', path.dirname));
log(section);
if (isWhole) saveSections([section]);

/** Tests the mutants of files and folders. */
async function test(paths) {
	forgetSurvivors();
	const results = await new Stryker({
		...(values.concurrency ? { concurrency: Number(values.concurrency) } : {}),
		mutate: [
			...paths.map((file) => (file.endsWith('.ts') ? file : `${file}/**/*.ts`)),
			...STATIC_DATA,
		],
		ignorePatterns: ['.n8n', 'dist'],
		tempDirName: path.join(tmpdir(), 'n8n-oration-mutation'),
		cleanTempDir: 'always',
		plugins: ['@stryker-mutator/jest-runner', './scripts/mutation/plugins.mjs'],
		ignorers: ['descriptions'],
		testRunner: 'jest-by-file',
		coverageAnalysis: 'perTest',
		disableTypeChecks: false,
		reporters: ['progress-append-only', 'survivors'],
		warnings: { slow: false },
		incremental: true,
		incrementalFile: RESULTS,
		force: values.force,
		jest: {
			config: {
				...unit,
				projects: [],
				// The property tests run 10,000 cases each. The tests of documents don't test code.
				testPathIgnorePatterns: ['/node_modules/', 'properties.test.ts', '/test/docs/'],
				testEnvironment: path.resolve('scripts/mutation/environment.cjs'),
				setupFilesAfterEnv: [],
				testTimeout: TEST_TIMEOUT_MS,
			},
		},
	}).runMutationTest();
	// Stryker also returns the saved results of other files.
	return results
		.map((mutant) => ({ ...mutant, fileName: path.relative(process.cwd(), mutant.fileName) }))
		.filter(({ fileName }) => paths.some((file) => `${fileName}/`.startsWith(`${file}/`)));
}

/** Removes surviving mutants from the saved results. Stryker doesn't notice all new tests that could catch them. */
function forgetSurvivors() {
	if (!existsSync(RESULTS)) return;
	const saved = JSON.parse(readFileSync(RESULTS, 'utf8'));
	for (const file of Object.values(saved.files)) {
		file.mutants = file.mutants.filter(({ status }) => status === 'Killed');
	}
	writeFileSync(RESULTS, JSON.stringify(saved));
}

/** Returns a table with a row for each group of mutants, and one for all. */
function table(group, groupOf) {
	const names = [...new Set(mutants.map(({ fileName }) => groupOf(fileName)))];
	const rows = names
		.map((name) =>
			row(path.relative(SOURCES, name) || 'nodes', ({ fileName }) => groupOf(fileName) === name),
		)
		.filter(([, count]) => count > 0);
	const total = row('all', () => true);
	return {
		title: 'Mutation tests',
		note: `${new Date().toISOString().slice(0, 10)}. A mutant is a copy of the code with one small change, and the unit tests should notice each one. \`npm run test:mutation\` writes these results.\n\nMutation score: ${total.at(-1)}. It's the share of the mutants that tests run.`,
		columns: [group, 'mutants', 'caught', 'of these, by a timeout', 'survived', 'not run', 'score'],
		rows: [...rows, total],
	};
}

function row(name, isInGroup) {
	const group = mutants.filter(isInGroup);
	const count = (...statuses) => group.filter(({ status }) => statuses.includes(status)).length;
	const [caught, survived] = [count('Killed', 'Timeout'), count('Survived')];
	const notRun = count('NoCoverage');
	const score = `${((100 * caught) / (caught + survived)).toFixed(1)} %`;
	return [name, caught + survived + notRun, caught, count('Timeout'), survived, notRun, score];
}
