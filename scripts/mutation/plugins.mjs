/** Plugins of Stryker: what isn't mutated, and a faster way to run Jest. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

const DESCRIPTIONS = ['INodeProperties', 'INodeTypeDescription'];
/** Stryker's workers run in the same folder, so they share this file. */
const COVERAGE = 'mutation-coverage.json';

/** Whether a node of the syntax tree describes parameters or fields. Nothing depends on these texts. */
function isDescription({ id, typeAnnotation, returnType, callee }) {
	const type = (id?.typeAnnotation ?? typeAnnotation ?? returnType)?.typeAnnotation;
	const name = (type?.elementType ?? type)?.typeName?.name;
	return DESCRIPTIONS.includes(name) || callee?.name === 'field';
}

/**
 * Returns Stryker's runner for Jest, changed so that it runs only the test files with tests that reach the mutant. It runs
 * them one after another, and stops when one catches the mutant. Stryker's runner loads all files that import the mutated
 * one, and for most mutants, these are nearly all files.
 */
function createRunner(injector) {
	const runner = jestPlugins[0].factory(injector);
	const { jestTestAdapter: adapter } = runner;
	const [dryRun, mutantRun] = [runner.dryRun.bind(runner), runner.mutantRun.bind(runner)];
	const run = adapter.run.bind(adapter);
	let testFiles;
	adapter.run = async (settings) => await run({ ...settings, testFiles });

	runner.dryRun = async (options) => {
		const result = await dryRun(options);
		writeFileSync(COVERAGE, JSON.stringify(coverageByFile(result)));
		return result;
	};
	runner.mutantRun = async (options) => {
		const coverage = JSON.parse(readFileSync(COVERAGE, 'utf8'));
		let result;
		for (const file of likeliestFirst(options.activeMutant.fileName, filesFor(options, coverage))) {
			testFiles = [file];
			result = await mutantRun(options);
			if (result.status !== 'survived') break;
		}
		testFiles = undefined;
		return result;
	};
	return runner;
}
createRunner.inject = ['$injector'];

/** Returns the test files, each with the IDs of the mutants that its tests reach. */
function coverageByFile({ tests = [], mutantCoverage }) {
	const coverage = {};
	for (const { id, fileName } of tests) {
		const reached = Object.keys(mutantCoverage?.perTest[id] ?? {});
		coverage[fileName] = [...new Set([...(coverage[fileName] ?? []), ...reached])];
	}
	return coverage;
}

/**
 * Returns the files with tests that reach a mutant. It's unknown which tests reach code that runs when its file is loaded.
 * Then these are the files with tests that reach another mutant of the same file or, if there are none, all files.
 */
function filesFor({ activeMutant, testFilter, sandboxFileName }, coverage) {
	const mutants = testFilter ? [activeMutant.id] : mutantsIn(sandboxFileName);
	const all = Object.keys(coverage);
	const files = all.filter((file) => coverage[file].some((id) => mutants.includes(id)));
	return files.length > 0 ? files : all;
}

/** Returns the IDs of the mutants in an instrumented file. */
function mutantsIn(file) {
	const matches = readFileSync(file, 'utf8').matchAll(/MutAct_\w+\("(\d+)"\)/g);
	return [...matches].map(([, id]) => id);
}

/** Sorts test files: first the one with the name of the mutated file, then those in the folder with its name. */
function likeliestFirst(mutatedFile, testFiles) {
	const name = path.basename(mutatedFile, '.ts');
	const folder = path.basename(path.dirname(mutatedFile));
	const rank = (file) => {
		const isInFolder = path.basename(path.dirname(file)) === folder;
		return (path.basename(file) === `${name}.test.ts` ? 0 : 2) + (isInFolder ? 0 : 1);
	};
	return testFiles.sort((a, b) => rank(a) - rank(b));
}

export const strykerPlugins = [
	{
		kind: 'Ignore',
		name: 'descriptions',
		value: {
			shouldIgnore: ({ node }) =>
				isDescription(node) ? 'Describes parameters or fields' : undefined,
		},
	},
	{ kind: 'TestRunner', name: 'jest-by-file', factory: createRunner },
];
