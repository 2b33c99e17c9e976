import { mock } from 'jest-mock-extended';
import type { IDataObject, INode, IWebhookFunctions, Logger } from 'n8n-workflow';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;
type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** What Express uses for `request.accepts()`. */
const accepts =
	jest.requireActual<
		(request: Pick<WebhookRequest, 'headers'>) => { types(types: string[]): string | false }
	>('accepts');

export interface WebhookRequest {
	/** What was sent, or n8n's error while it reads the body. */
	body?: unknown;
	contentType?: string;
	headers?: Record<string, string | undefined>;
	query?: Record<string, string>;
	/** The values of parameters, or the errors of their expressions. */
	parameters?: Record<string, unknown>;
	mode?: 'webhook' | 'manual';
	webhookName?: 'default' | 'setup';
	nodeId?: string;
	/** The settings of the node. */
	settings?: Pick<INode, 'onError' | 'continueOnFail'>;
	/** The ID of the selected credential, or undefined if none is selected. */
	credentialId?: string;
	/** The data of the credential, or the reason why n8n can't load it. */
	credential?: IDataObject | Error;
	/** The status of n8n's response to an accepted event. */
	status?: number;
	/** Whether the sender has already hung up. */
	closed?: boolean;
}

export const PRODUCTION_URL = 'https://n8n.example.com/webhook/1/oration';

/**
 * Returns what n8n passes to `webhook()` for a request, with the logger, what the node sends as the response, and a
 * function that closes the response, which n8n has ended.
 */
export function webhookContext({
	body,
	contentType = 'application/json',
	headers = {},
	query = {},
	parameters = {},
	mode = 'webhook',
	webhookName = 'default',
	settings,
	nodeId = 'n',
	credentialId,
	credential = new Error('Node has no credentials'),
	status: statusCode = 200,
	closed = false,
}: WebhookRequest = {}) {
	const sent = { status: 0, headers: {}, body: '' };
	let close = () => {};
	const response = {
		writableEnded: true,
		statusCode,
		closed,
		status(status: number) {
			sent.status = status;
			return response;
		},
		set(fields: object) {
			sent.headers = fields;
			return response;
		},
		json(value: unknown) {
			sent.body = JSON.stringify(value);
		},
		send(text: string) {
			sent.body = text;
		},
		once(_event: 'close', listener: () => void) {
			close = listener;
		},
		off() {},
	};
	const request = Object.assign(mock<Request>(), {
		headers: { 'content-type': contentType, ...headers },
		query,
		...(body instanceof Error
			? { body: undefined, rawBody: undefined, readRawBody: jest.fn().mockRejectedValue(body) }
			: {
					body,
					rawBody: Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? '')),
				}),
		socket: mock<Request['socket']>({ destroyed: false }),
		accepts: (types: string[]) => accepts({ headers }).types(types),
	});
	const node: INode = {
		id: nodeId,
		name: 'Oration Trigger',
		type: 'orationTrigger',
		typeVersion: 1.1,
		position: [0, 0],
		parameters: {},
		...settings,
		credentials: credentialId
			? { orationWebhookSecretApi: { id: credentialId, name: 'Secret' } }
			: undefined,
	};
	const logger = mock<Logger>();
	const context = mock<IWebhookFunctions>({
		logger,
		getRequestObject: () => request,
		getResponseObject: () => Object.assign(mock<Response>(), response),
		getMode: () => mode,
		getWebhookName: () => webhookName,
		getNode: () => node,
		getWorkflow: () => ({ id: 'w', active: true }),
	});
	context.getNodeWebhookUrl.mockImplementation((name) =>
		name === 'default' ? PRODUCTION_URL : undefined,
	);
	context.getNodeParameter.mockImplementation((name, fallback) => {
		const value = name in parameters ? parameters[name] : fallback;
		if (value instanceof Error) throw value;
		return value;
	});
	if (credential instanceof Error) context.getCredentials.mockRejectedValue(credential);
	else context.getCredentials.mockResolvedValue(credential);
	return { context, logger, sent, close: () => close() };
}
