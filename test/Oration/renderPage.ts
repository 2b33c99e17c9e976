import { mock } from 'jest-mock-extended';
import type { IWebhookFunctions } from 'n8n-workflow';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** Calls a function with a response. Returns what it sent. */
export function renderPage(send: (response: Response) => void) {
	const response = mock<Response>();
	response.status.mockReturnValue(response);
	response.set.mockReturnValue(response);
	send(response);
	const headers: Record<string, string> = JSON.parse(
		JSON.stringify(response.set.mock.calls[0]?.[0]),
	);
	const html = String(response.send.mock.calls[0]?.[0]);
	return {
		status: response.status.mock.calls[0]?.[0],
		headers,
		html,
		text: textOf(html),
		json: response.json.mock.calls[0]?.[0],
	};
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
