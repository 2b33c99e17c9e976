const { createRequire } = require('node:module');

/** The files of nodes, to be loaded as n8n does, with the n8n-workflow that is theirs. */
const [first = '', ...others] = process.argv.slice(2);
createRequire(first)('n8n-workflow');

const start = performance.now();
for (const file of [first, ...others]) {
	for (const Node of Object.values(require(file))) {
		if (typeof Node === 'function' && Node.prototype) new Node();
	}
}
process.stdout.write(String(performance.now() - start));
