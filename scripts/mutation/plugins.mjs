/** Plugins of Stryker: what isn't mutated, a faster way to run Jest, and a report of surviving mutants. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

const DESCRIPTIONS = ['INodeProperties', 'INodeTypeDescription', 'Field', 'Fields'];
/** Stryker's workers run in the same folder, so they share this file. */
const COVERAGE = 'mutation-coverage.json';

/** Whether a node of the syntax tree describes parameters or fields. Nothing depends on these texts. */
function isDescription({ id, typeAnnotation, returnType, callee }) {
	const annotation = id?.typeAnnotation ?? typeAnnotation ?? returnType;
	const type = annotation?.typeAnnotation ?? annotation;
	const name = (type?.elementType ?? type)?.typeName?.name;
	return DESCRIPTIONS.includes(name) || callee?.name === 'field';
}

/**
 * Returns Stryker's runner for Jest, changed so that it runs only test files with tests that reach the mutant. It runs
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
		for (const file of filesFor(options, coverage)) {
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
 * Returns the files with tests that reach a mutant, those that most likely catch it first. It's unknown which tests reach
 * code that runs when its file is loaded. Then these are all files.
 */
function filesFor({ activeMutant: { id, fileName }, testFilter, sandboxFileName }, coverage) {
	const mutants = new Set(mutantsIn(sandboxFileName));
	return Object.keys(coverage)
		.filter((file) => !testFilter || coverage[file].includes(id))
		.map((file) => ({
			file,
			distance: distance(fileName, file),
			reached: coverage[file].filter((mutant) => mutants.has(mutant)).length,
		}))
		.sort((a, b) => a.distance - b.distance || b.reached - a.reached)
		.map(({ file }) => file);
}

/** Returns the IDs of the mutants in an instrumented file. */
function mutantsIn(file) {
	const matches = readFileSync(file, 'utf8').matchAll(/MutAct_\w+\("(\d+)"\)/g);
	return [...matches].map(([, id]) => id);
}

/** Returns 0 for the tests with the name and folder of a file, up to 3 for others. */
function distance(file, testFile) {
	const folderOf = (name) => path.basename(path.dirname(name));
	const hasName = path.basename(testFile) === `${path.basename(file, '.ts')}.test.ts`;
	return (hasName ? 0 : 2) + (folderOf(testFile) === folderOf(file) ? 0 : 1);
}

/** Prints a mutant at once if no test catches it, so that an interrupted run has shown it. */
function printSurvivor({ fileName, location: { start }, status, mutatorName, replacement }) {
	if (status !== 'Survived' && status !== 'NoCoverage') return;
	const place = `${path.relative(process.cwd(), fileName)}:${start.line}:${start.column}`;
	process.stdout.write(`${place} ${status} ${mutatorName} ${replacement}\n`);
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
	{ kind: 'Reporter', name: 'survivors', value: { onMutantTested: printSurvivor } },
	{ kind: 'TestRunner', name: 'jest-by-file', factory: createRunner },
];
