/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this reads files of the repository; nothing of it is published */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** Words and phrases that read like a translation. */
const NEVER = [
	...['mend', 'anew', 'whoever', 'somebody', 'by itself', 'come of', 'take for', 'at it'],
	...['out of order', 'carry out', 'has to', 'of its own', 'over a restart', 'as it is'],
	'some \\d+',
];

const filesIn = (folder: string) =>
	readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(?:ts|json|md)$/.test(name))
		.map((name) => `${folder}/${name}`);

it.each(['README.md', ...['nodes', 'credentials', 'docs', 'examples'].flatMap(filesIn)])(
	'%s has none of the words to avoid',
	(file) => {
		const text = readFileSync(path.join(ROOT, file), 'utf8').replace(/\s+/g, ' ');
		expect(NEVER.filter((words) => new RegExp(`\\b${words}\\b`, 'i').test(text))).toEqual([]);
	},
);
