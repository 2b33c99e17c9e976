const { execFile } = require('node:child_process');
const { readdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');
const prettier = require('prettier');

const clean = () => rm('dist', { recursive: true, force: true });

const tsc = (/** @type {string[]} */ ...options) =>
	promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), ...options]).catch(
		(error) => {
			throw new Error(error.stdout || error.message);
		},
	);

// Comments are for readers of the source and, in the declarations, for users of the functions.
const compile = () => tsc('--declaration', 'false', '--removeComments');
const declare = () => tsc('--emitDeclarationOnly');

/** In the style of the sources: smaller than the compiler's, and as readable. */
const format = async () => {
	const style = await prettier.resolveConfig(__filename);
	for (const name of await readdir('dist', { recursive: true })) {
		if (!/\.[jt]s$/.test(name)) continue;
		const file = path.join('dist', name);
		await writeFile(
			file,
			await prettier.format(await readFile(file, 'utf8'), { ...style, filepath: file }),
		);
	}
};

const copyIcons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const copyCodex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

const copySchemas = () => src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));

exports.default = series(
	clean,
	parallel(compile, declare),
	format,
	parallel(copyIcons, copyCodex, copySchemas),
);
