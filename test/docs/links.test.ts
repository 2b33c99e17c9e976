/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this reads files of the repository; the package doesn't include tests */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';

const ROOT = path.join(__dirname, '../..');
const REPOSITORY = 'https://github.com/n8n-nodes-oration/n8n-nodes-oration';

const filesIn = (folder: string, type: RegExp) =>
	readdirSync(path.join(ROOT, folder), { encoding: 'utf8', recursive: true })
		.map((file) => path.join(folder, file))
		.filter((file) => type.test(file));
const documents = [
	...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
	...['bench', 'docs'].flatMap((folder) => filesIn(folder, /\.md$/)),
];
const textsOfUsers = ['nodes', 'credentials', 'examples'].flatMap((folder) =>
	filesIn(folder, /\.(ts|json)$/),
);

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Returns the anchors that GitHub creates for the headings of a document. */
function anchorsOf(file: string): string[] {
	const slugger = new GithubSlugger();
	const withoutCode = read(file).replace(/^```[^]*?^```/gm, '');
	return [...withoutCode.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		slugger.slug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')),
	);
}

/** Returns why a link inside the repository leads nowhere, or undefined. */
function problemOf(file: string, link: string): string | undefined {
	const [target = '', anchor] = link.split('#');
	const destination = target === '' ? file : path.join(path.dirname(file), target);
	if (!existsSync(path.join(ROOT, destination))) return `${link}: there is no ${destination}`;
	if (anchor === undefined || !destination.endsWith('.md')) return undefined;
	return anchorsOf(destination).includes(anchor) ? undefined : `${link}: there is no such heading`;
}

describe('the links inside the repository', () => {
	it.each(documents)('all lead somewhere in %s', (file) => {
		const links = [...read(file).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
			.map(([, link = '', attribute = '']) => link || attribute)
			.filter((link) => !/^[a-z]+:/.test(link));
		expect(links.map((link) => problemOf(file, link)).filter(Boolean)).toEqual([]);
	});

	it('all lead somewhere in what users see in n8n', () => {
		const links = textsOfUsers.flatMap((file) =>
			[...read(file).matchAll(new RegExp(`${REPOSITORY}(?:/blob/main)?([/#][\\w./#-]*)`, 'g'))].map(
				([, link = '']) => (link.startsWith('#') ? `README.md${link}` : link.slice(1)),
			),
		);
		expect(links).toContain('docs/operations.md#credential');
		expect(links.map((link) => problemOf('README.md', link)).filter(Boolean)).toEqual([]);
	});
});
