const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const clean = () => rm('dist', { recursive: true, force: true });

// tsc writes its errors to standard output, and execFile's error doesn't include it.
const tsc = (/** @type {string[]} */ ...options) =>
	promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), ...options]).catch(
		(error) => {
			throw new Error(error.stdout || error.message);
		},
	);

// Only the types have comments, which editors show.
const compile = () => tsc('--declaration', 'false', '--removeComments');
const declare = () => tsc('--emitDeclarationOnly');

const copyIcons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const copyCodex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

const copySchemas = () => src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));

exports.default = series(clean, parallel(compile, declare, copyIcons, copyCodex, copySchemas));
