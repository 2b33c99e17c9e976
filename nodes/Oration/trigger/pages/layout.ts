import { hash } from 'crypto';
import type { IWebhookFunctions } from 'n8n-workflow';

export type PageResponse = Pick<ReturnType<IWebhookFunctions['getResponseObject']>, 'status'>;

export interface Page {
	/** Text without HTML. */
	title: string;
	icon?: 'ready' | 'notReady';
	/** HTML. */
	body: string;
}

const STYLE = `
:root {
	color-scheme: light dark;
	--text: #2d2e3a; --muted: #60626f; --page: #f6f6f9; --card: #fff; --line: #dddde6;
	--accent: #4a3fb5; --accent-hover: #372e8f; --on-accent: #fff; --quiet-hover: #e9e7f7;
	--good: #1b7a43; --bad: #b3261e; --notice: #fff4e0; --notice-line: #b35900; --focus: #b35900;
}
@media (prefers-color-scheme: dark) {
	:root {
		--text: #ececf2; --muted: #b0b1bf; --page: #17171c; --card: #202028; --line: #3b3b47;
		--accent: #c9c3ff; --accent-hover: #e3e0ff; --on-accent: #17171c; --quiet-hover: #2a2a36;
		--good: #6fd39a; --bad: #ffb4ab; --notice: #33260f; --notice-line: #ffb366; --focus: #ffb366;
	}
}
body { margin: 0; font: 1rem/1.5 Inter, system-ui, sans-serif; color: var(--text); background: var(--page); }
main { max-width: 40rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
h1 { display: flex; gap: .6rem; align-items: center; font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
svg { flex: none; width: 1.75rem; height: 1.75rem; }
p { margin: .5rem 0; }
a { color: var(--accent); }
code { font: .9em ui-monospace, monospace; }
section { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
.notice { border-color: var(--notice-line); background: var(--notice); }
.muted { color: var(--muted); font-size: .875rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; }
th, td { padding: .4rem .5rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: inherit; }
thead th { color: var(--muted); font-size: .875rem; }
td:last-child { white-space: nowrap; }
.number { text-align: right; padding-right: 1rem; font-variant-numeric: tabular-nums; }
.url { position: relative; border: 1px solid var(--line); border-radius: .4rem; background: var(--page); }
.url code { display: block; padding: .7rem .8rem; overflow-wrap: anywhere; user-select: all; }
.url input { position: absolute; inset: 0; box-sizing: border-box; width: 100%; padding: 0 .8rem; border: 0; border-radius: .4rem; font: .9em ui-monospace, monospace; color: inherit; background: var(--page); opacity: 0; pointer-events: none; }
.url input:focus { opacity: 1; }
.url:focus-within code { visibility: hidden; }
button { font: inherit; display: block; margin: 0 0 .25rem; padding: .6rem 1rem; border: 1px solid var(--accent); border-radius: .4rem; color: var(--accent); background: transparent; cursor: pointer; }
button:hover { background: var(--quiet-hover); }
.primary { color: var(--on-accent); background: var(--accent); }
.primary:hover { background: var(--accent-hover); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
`;

const ICONS = {
	ready:
		'<svg class="good" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-7"/></svg>',
	notReady:
		'<svg class="bad" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M12 2.5 22.5 21h-21ZM12 9v5.5M12 17v1.5"/></svg>',
};

/** Of a page, and of its facts as JSON. */
export const HEADERS = {
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
};
const PAGE_HEADERS = {
	...HEADERS,
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': [
		// n8n sandboxes pages from webhooks. The buttons of the samples need forms.
		'sandbox allow-forms',
		"default-src 'none'",
		`style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join('; '),
};

export function sendPage(response: PageResponse, code: number, { title, icon, body }: Page): void {
	const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${icon ? ICONS[icon] : ''}${escapeHtml(title)}</h1>${body}
</main>
</body>
</html>
`;
	response.status(code).set(PAGE_HEADERS).send(html);
}

/** Returns text as HTML, for elements and quoted attributes. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
