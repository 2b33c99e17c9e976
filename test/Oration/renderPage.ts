import type { IWebhookFunctions } from 'n8n-workflow';
import { webhookContext } from './webhookContext';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** Calls a function with a response. Returns what it sent. */
export function renderPage(send: (response: Response) => void) {
	const { context, sent } = webhookContext();
	send(context.getResponseObject());
	const headers: Record<string, string> = { ...sent.headers };
	return { status: sent.status, headers, html: sent.body, text: textOf(sent.body) };
}

/** Returns the visible text of the body of a page. */
function textOf(html: string): string {
	return html
		.replace(/^[^]*<body>/, '')
		.replace(/<\/?(?:a|code|strong|time)\b[^>]*>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/&#39;/g, "'")
		.replace(/\s+/g, ' ')
		.trim();
}
