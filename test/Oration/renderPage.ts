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
	return {
		status: response.status.mock.calls[0]?.[0],
		headers,
		html: String(response.send.mock.calls[0]?.[0]),
		json: response.json.mock.calls[0]?.[0],
	};
}
