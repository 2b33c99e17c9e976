import { createHash } from 'node:crypto';
import { escapeHtml, sendPage } from '../../../../nodes/Oration/trigger/pages/layout';
import { renderPage } from '../../renderPage';

const render = (icon?: 'ready' | 'notReady') =>
	renderPage((response) => sendPage(response, 202, { title: 'A & B', icon, body: '<p>Text</p>' }));

describe('sendPage', () => {
	it('sends a complete HTML page with the status', () => {
		const { status, html } = render();
		expect(status).toBe(202);
		expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
		expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
		expect(html).toContain('<p>Text</p>');
	});

	it('escapes the title', () => {
		const { html } = render();
		expect(html).toContain('<title>A &#38; B</title>');
		expect(html).toContain('<h1>A &#38; B</h1>');
	});

	it.each(['ready', 'notReady'] as const)('hides the icon %s from screen readers', (icon) => {
		expect(render(icon).html).toMatch(/<h1><svg [^>]*aria-hidden="true">/);
	});

	it('forbids caching, sending its address and sniffing of the content type', () => {
		expect(render().headers).toMatchObject({
			'Content-Type': 'text/html; charset=utf-8',
			'Cache-Control': 'no-store',
			'Referrer-Policy': 'no-referrer',
			'X-Content-Type-Options': 'nosniff',
		});
	});

	it('has a sandbox, and allows only its own style and form', () => {
		const { headers, html } = render();
		const style = html.match(/<style>([^]*)<\/style>/)?.[1] ?? '';
		const hash = createHash('sha256').update(style).digest('base64');
		expect(headers['Content-Security-Policy']).toBe(
			`sandbox allow-forms; default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
		);
	});

	it('has no icon unless one is set', () => {
		expect(render().html).not.toContain('<svg');
	});

	it('has no scripts and no external resources', () => {
		expect(render('ready').html).not.toMatch(/<script|<link|<img|\bsrc=|\bon\w+=|url\(|@import/i);
	});

	describe.each([
		['light', 0],
		['dark', 1],
	] as const)('in %s mode', (_, index) => {
		const [schemes = ''] = render().html.match(/:root[^]*?body \{/) ?? [];
		const scheme = schemes.split('@media')[index] ?? '';
		const colors = Object.fromEntries(
			[...scheme.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name, color]) => [name, color]),
		);

		it.each([
			['text', 'page'],
			['text', 'card'],
			['text', 'notice'],
			['muted', 'page'],
			['muted', 'card'],
			['accent', 'page'],
			['accent', 'card'],
			['accent', 'notice'],
			['accent', 'quiet-hover'],
			['on-accent', 'accent'],
			['on-accent', 'accent-hover'],
			['good', 'page'],
			['bad', 'page'],
		])('has %s on %s with a contrast of at least 4.5', (text, background) => {
			expect(contrast(colors[text] ?? '', colors[background] ?? '')).toBeGreaterThanOrEqual(4.5);
		});
	});
});

describe('escapeHtml', () => {
	it('replaces the characters with a meaning in HTML', () => {
		expect(escapeHtml(`<a href="x" id='y'>&</a>`)).toBe(
			'&#60;a href=&#34;x&#34; id=&#39;y&#39;&#62;&#38;&#60;/a&#62;',
		);
	});
});

/** Returns the contrast ratio, as defined in WCAG 2.2. */
function contrast(a: string, b: string): number {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
	const digits = color.slice(1).replace(/^(.)(.)(.)$/, '$1$1$2$2$3$3');
	const [red = 0, green = 0, blue = 0] = [0, 2, 4]
		.map((start) => parseInt(digits.slice(start, start + 2), 16) / 255)
		.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
