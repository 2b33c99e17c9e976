import { createHash } from 'node:crypto';
import { mock } from 'jest-mock-extended';
import type { IWebhookFunctions } from 'n8n-workflow';
import { SAMPLES } from '../../../nodes/Oration/trigger/samples';
import { sendSentPage, sendSetupPage } from '../../../nodes/Oration/trigger/setupPage';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

function renderPage(send: (response: Response) => void) {
	const response = mock<Response>();
	response.status.mockReturnValue(response);
	response.set.mockReturnValue(response);
	send(response);
	return {
		status: response.status.mock.calls[0]?.[0],
		headers: JSON.parse(JSON.stringify(response.set.mock.calls[0]?.[0])),
		html: String(response.send.mock.calls[0]?.[0]),
	};
}

const production = () => renderPage((response) => sendSetupPage(response, false, false));
const listening = () => renderPage((response) => sendSetupPage(response, true, false));
const sent = () => renderPage((response) => sendSentPage(response));

describe('the setup page', () => {
	it.each([
		['production', production, 200],
		['listening', listening, 200],
		['sent', sent, 202],
	])('%s is a complete HTML page that is not cached', (_, page, status) => {
		const { headers, html, ...response } = page();
		expect(response.status).toBe(status);
		expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
		expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
		expect(html.match(/<h1>/g)).toHaveLength(1);
		expect(html.match(/<title>(.*)<\/title>/)?.[1]).toBe(html.match(/<h1>(.*)<\/h1>/)?.[1]);
		expect(headers).toMatchObject({
			'Content-Type': 'text/html; charset=utf-8',
			'Cache-Control': 'no-store',
			'X-Content-Type-Options': 'nosniff',
		});
	});

	it('allows only its own style and form', () => {
		const { headers, html } = listening();
		const style = html.match(/<style>([^]*)<\/style>/)?.[1] ?? '';
		const hash = createHash('sha256').update(style).digest('base64');
		expect(headers['Content-Security-Policy']).toBe(
			`default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
		);
	});

	it.each([
		['production', production],
		['listening', listening],
		['sent', sent],
	])('%s has no scripts and no external resources', (_, page) => {
		expect(page().html).not.toMatch(
			/<script|<link|<img|\bsrc=|\bhref="[^"]|\bon\w+=|url\(|@import/i,
		);
	});

	const BUTTON = /<button name="sample" value="(\w+)"(?: class="(\w+)")?>(.+?)<\/button>(.+?)</g;

	it('has a button and its description for each sample while the editor listens', () => {
		const buttons = [...listening().html.matchAll(BUTTON)];
		expect(buttons.map(([, name, , ...texts]) => [name, ...texts])).toEqual(
			Object.entries(SAMPLES).map(([name, { label, description }]) => [name, label, description]),
		);
	});

	it('has the answered call as the only primary button', () => {
		const buttons = [...listening().html.matchAll(BUTTON)];
		const primary = buttons.filter(([, , style]) => style === 'primary');
		expect(primary.map(([, name]) => name)).toEqual(['answered']);
	});

	it('mentions the shared secret in production only if the trigger requires it', () => {
		const withSecret = renderPage((response) => sendSetupPage(response, false, true)).html;
		expect(withSecret).toContain('Events without it are rejected with status 401');
		expect(production().html).not.toContain('secret');
	});

	it('has a link to the samples after one is sent', () => {
		expect(sent().html).toContain('<a href="">open the page with the samples</a>');
	});

	it('has no form in production', () => {
		expect(production().html).not.toContain('<form');
	});

	it.each([
		['#1b1b22', '#f6f6f9'],
		['#ffffff', '#4a3fb5'],
		['#4a3fb5', '#f6f6f9'],
		['#4a3fb5', '#e9e7f7'],
		['#c9c3ff', '#17171c'],
		['#c9c3ff', '#2a2a36'],
		['#ffffff', '#372e8f'],
		['#ececf2', '#17171c'],
		['#17171c', '#c9c3ff'],
		['#17171c', '#e3e0ff'],
	])('has text of %s on %s with a contrast of at least 4.5', (text, background) => {
		const { html } = listening();
		expect(html).toContain(background);
		expect(html).toContain(text.replace('#ffffff', '#fff'));
		expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
	});
});

/** Returns the contrast ratio, as defined in WCAG 2.2. */
function contrast(a: string, b: string): number {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5]
		.map((start) => parseInt(color.slice(start, start + 2), 16) / 255)
		.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
