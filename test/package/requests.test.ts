/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   recordings are streams; the package doesn't include tests */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { mock } from 'jest-mock-extended';
import { WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type INode,
	type INodeTypes,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../oration-api/server';
import { sendRequest } from '../Oration/sendRequest';

let api: OrationApi;

beforeAll(async () => {
	api = await startOrationApi();
});

afterAll(async () => {
	await api.stop();
});

/** Sends a request with n8n's own client. */
async function sendWithN8n(options: IHttpRequestOptions): Promise<unknown> {
	const node: INode = {
		id: 'n',
		name: 'Oration',
		type: 'oration',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodeTypes = mock<INodeTypes>();
	const workflow = new Workflow({ nodes: [node], connections: {}, active: true, nodeTypes });
	const additionalData = Object.assign(mock<IWorkflowExecuteAdditionalData>(), {
		ssrfBridge: undefined,
	});
	const webhookData = mock<IWebhookData>();
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		'webhook',
		webhookData,
		[],
		null,
	);
	return await context.helpers.httpRequest(options);
}

const isFullResponse = (response: unknown): response is IN8nHttpFullResponse =>
	typeof response === 'object' && response !== null && 'statusCode' in response;

/** Sends a request with both clients. Returns the parts of their responses that the nodes use. */
async function sendWithBoth(options: Omit<IHttpRequestOptions, 'url'> & { path: string }) {
	const { path, ...rest } = options;
	const request = {
		...rest,
		url: `${api.url}${path}`,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
	const [imitated, real] = [await sendRequest(request), await sendWithN8n(request)];
	return await Promise.all([imitated, real].map(partsOf));
}

async function partsOf(response: unknown) {
	if (!isFullResponse(response)) throw new Error('The response is incomplete.');
	const { statusCode, headers, body } = response;
	return {
		statusCode,
		location: headers.location,
		type: headers['content-type'],
		body: body instanceof Readable ? (await buffer(body)).length : body,
	};
}

describe("the imitation of n8n's request client in the unit tests", () => {
	const headers = () => ({ 'x-api-key': api.apiKey, 'x-workspace-id': api.workspaceId });

	it('parses JSON', async () => {
		const path = `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}`;
		const [imitated, real] = await sendWithBoth({ path, headers: headers(), json: true });
		expect(real).toMatchObject({ statusCode: 200, body: { id: SAMPLE_CONVERSATION_ID } });
		expect(imitated).toEqual(real);
	});

	it('returns an error status with its body', async () => {
		const path = '/api/v2/conversations/unknown';
		const [imitated, real] = await sendWithBoth({ path, headers: headers(), json: true });
		expect(real).toMatchObject({ statusCode: 404, body: { message: 'Conversation not found' } });
		expect(imitated).toEqual(real);
	});

	it('returns a body that is not JSON as text', async () => {
		const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Hello</p>' };
		api.next(page);
		api.next(page);
		const [imitated, real] = await sendWithBoth({ path: '/api/v2/x', json: true });
		expect(real).toMatchObject({ statusCode: 200, body: '<p>Hello</p>' });
		expect(imitated).toEqual(real);
	});

	it('does not follow a redirect', async () => {
		const [imitated, real] = await sendWithBoth({ path: '/redirect?to=/recordings/a.mp4' });
		expect(real).toMatchObject({ statusCode: 302, location: '/recordings/a.mp4' });
		expect(imitated).toEqual(real);
	});

	it('returns a stream', async () => {
		const [imitated, real] = await sendWithBoth({
			path: '/recordings/a.mp4?size=200000',
			encoding: 'stream',
		});
		expect(real).toMatchObject({ statusCode: 200, type: 'video/mp4', body: 200_000 });
		expect(imitated).toEqual(real);
	});

	it('sends a body as JSON', async () => {
		api.requests.length = 0;
		const body = { customers: [{ identifier: 'ada' }] };
		const path = '/api/v2/customers/batch';
		await sendWithBoth({ method: 'POST', path, headers: headers(), body, json: true });
		const received = api.requests.map((request) => [
			request.method,
			request.headers['content-type'],
			request.body,
		]);
		expect(received).toEqual([
			['POST', expect.stringMatching(/^application\/json/), body],
			['POST', expect.stringMatching(/^application\/json/), body],
		]);
	});
});
