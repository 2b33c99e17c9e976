import { config } from '@n8n/node-cli/eslint';
import regexp from 'eslint-plugin-regexp';

/** Rejects regular expressions whose time can grow faster than the text: events are hostile, and n8n has one thread. */
export default [
	...config.filter(({ name }) => name === 'typescript-eslint/base'),
	{
		plugins: { regexp },
		rules: {
			'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
			'regexp/no-super-linear-move': ['error', { report: 'potential' }],
		},
	},
];
