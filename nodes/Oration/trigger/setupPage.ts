import { hash } from 'crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { SAMPLES } from './samples';

type Response = Pick<ReturnType<IWebhookFunctions['getResponseObject']>, 'status'>;

interface Page {
	title: string;
	body: string;
}

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; color: #1b1b22; background: #f6f6f9; }
main { max-width: 38rem; margin: 0 auto; padding: 2rem 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
li { margin: .4rem 0; }
form p { margin: 1rem 0; }
button { font: inherit; display: block; margin: 0 0 .25rem; padding: .6rem 1rem; border: 1px solid #4a3fb5; border-radius: .4rem; color: #4a3fb5; background: transparent; cursor: pointer; }
button:hover { background: #e9e7f7; }
.primary { color: #fff; background: #4a3fb5; }
.primary:hover { background: #372e8f; }
button:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
	body { color: #ececf2; background: #17171c; }
	button { border-color: #c9c3ff; color: #c9c3ff; }
	button:hover { background: #2a2a36; }
	.primary { color: #17171c; background: #c9c3ff; }
	.primary:hover { background: #e3e0ff; }
	button:focus-visible { outline-color: #ffb366; }
}
`;

const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	`style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
].join('; ');

const productionPage = (needsSecret: boolean): Page => ({
	title: 'This URL is ready for events from Oration',
	body: `
<p>The workflow is published. It starts when Oration sends an event to this URL.</p>
<h2>What to do next</h2>
<ol>
<li>Copy the URL of this page into Oration's webhook settings.</li>${needsSecret ? SECRET_STEP : ''}
<li>Check that Oration can reach the URL from the internet. It must start with <code>https://</code> and the public name of your n8n.</li>
<li>Make a call with your Oration agent, and wait until Oration has analyzed it.</li>
<li>In n8n, open the <strong>Executions</strong> tab of the workflow to see the event.</li>
</ol>`,
});

const SECRET_STEP = `
<li>In Oration, send the shared secret that this trigger requires: as a header, or as <code>?token=</code> at the end of the URL, depending on the credential in n8n. Events without it are rejected with status 401.</li>`;

const TEST_PAGE: Page = {
	title: 'n8n is listening for a test event',
	body: `
<p>This is the Test URL. It works only while the editor is listening. Use the Production URL in Oration.</p>
<h2 id="samples">Send a sample event to the editor</h2>
<form method="post" aria-labelledby="samples">
${Object.entries(SAMPLES)
	.map(
		([name, { label, description }], index) =>
			`<p><button name="sample" value="${name}"${index === 0 ? ' class="primary"' : ''}>${label}</button>${description}</p>`,
	)
	.join('\n')}
</form>
<p>Sample events always reach the editor. The selected events, the filters and the shared secret don't apply to them.</p>`,
};

const SENT_PAGE: Page = {
	title: 'The sample event was sent to the editor',
	body: `
<p>Go to n8n to see it. n8n listens for one event at a time. To send another one, select <strong>Execute step</strong> or <strong>Execute workflow</strong> in n8n, then <a href="">open the page with the samples</a>.</p>`,
};

/** Sends the page for a browser that opens the URL of the trigger. */
export function sendSetupPage(response: Response, isTest: boolean, needsSecret: boolean): void {
	send(response, 200, isTest ? TEST_PAGE : productionPage(needsSecret));
}

/** Sends the page after a sample. The status is 202, because n8n stores the execution later. */
export function sendSentPage(response: Response): void {
	send(response, 202, SENT_PAGE);
}

function send(response: Response, status: number, { title, body }: Page): void {
	response
		.status(status)
		.set({
			'Content-Type': 'text/html; charset=utf-8',
			'Content-Security-Policy': CONTENT_SECURITY_POLICY,
			'Cache-Control': 'no-store',
			'Referrer-Policy': 'no-referrer',
			'X-Content-Type-Options': 'nosniff',
		})
		.send(
			`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>${body}
</main>
</body>
</html>
`,
		);
}
