import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { verifyProperties } from '../../../../nodes/Oration/actions/event/verify';
import {
	SAMPLE_CONVERSATION_ID,
	startOrationApi,
	type OrationApi,
} from '../../../oration-api/server';
import { executeNode, type Run } from '../../executeNode';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

describe('Event: Verify', () => {
	const AGENT = 'agent_1234567890abcdef';
	let api: OrationApi;

	beforeEach(async () => {
		jest.mocked(sleep).mockClear();
		api = await startOrationApi();
	});

	afterEach(async () => {
		await api.stop();
	});

	const verify = async ({ parameters, ...run }: Run = {}) =>
		await executeNode({
			api,
			parameters: {
				resource: 'event',
				operation: 'verify',
				conversationId: SAMPLE_CONVERSATION_ID,
				...parameters,
			},
			...run,
		});

	const failure = (reason: string) => ({
		message: "The event couldn't be verified",
		description: `${reason}. Check that the credential is for your agent's workspace. If it is, the event may be forged.`,
		context: { itemIndex: 0 },
	});

	it.each([
		['without an agent ID', {}],
		['with the agent ID', { agentId: AGENT }],
	])('outputs an item %s unchanged, after one request', async (_, options) => {
		const binary = { notes: { data: '', mimeType: 'text/plain' } };
		const items = [{ json: { summary: 'Hello', conversationId: 'of the item' }, binary }];
		expect(await verify({ items, parameters: { options } })).toEqual([
			{ ...items[0], pairedItem: { item: 0 } },
		]);
		expect(api.requests).toMatchObject([
			{ method: 'GET', path: `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}` },
		]);
	});

	it('verifies the conversation of the item by default', () => {
		expect(verifyProperties.find(({ name }) => name === 'conversationId')?.default).toBe(
			'={{ $json.conversationId }}',
		);
	});

	it.each([
		[404, "Oration couldn't find its conversation"],
		[400, "Oration couldn't find its conversation (No such header)"],
	])('fails an item if Oration returns %i', async (status, reason) => {
		api.next({ status, body: { message: 'No such header' } });
		const verifying = verify();
		await expect(verifying).rejects.toThrow(NodeOperationError);
		await expect(verifying).rejects.toMatchObject(failure(reason));
	});

	it('ignores the case of IDs', async () => {
		const conversation = api.conversations.get(SAMPLE_CONVERSATION_ID);
		api.next({ body: { ...conversation, agentId: AGENT.toUpperCase() } });
		expect(await verify({ parameters: { options: { agentId: AGENT } } })).toHaveLength(1);
	});

	it.each<[string, object, string]>([
		['the ID', { id: 'other' }, 'Its conversation has another ID in Oration'],
		[
			'the workspace',
			{ workspaceId: 'other' },
			'Its conversation has another workspace in Oration',
		],
		['the agent', { agentId: 'other' }, 'Its conversation has another agent in Oration'],
		['the ID', { id: null }, "Oration didn't return the ID of its conversation"],
		[
			'the workspace',
			{ workspaceId: ' ' },
			"Oration didn't return the workspace of its conversation",
		],
		['the agent', { agentId: undefined }, "Oration didn't return the agent of its conversation"],
	])('fails an item if %s differs from the response, with %j', async (_, different, reason) => {
		api.next({ body: { ...api.conversations.get(SAMPLE_CONVERSATION_ID), ...different } });
		await expect(verify({ parameters: { options: { agentId: AGENT } } })).rejects.toMatchObject(
			failure(reason),
		);
	});

	it('does not check the agent without an agent ID', async () => {
		api.next({ body: { ...api.conversations.get(SAMPLE_CONVERSATION_ID), agentId: null } });
		expect(await verify()).toHaveLength(1);
	});

	it.each<[string, Run['parameters']]>([
		['Conversation ID', { conversationId: '' }],
		['Conversation ID', { conversationId: () => null }],
		['Agent ID', { options: { agentId: '' } }],
		['Agent ID', { options: () => ({ agentId: ' ' }) }],
		['Agent ID', { options: () => ({ agentId: null }) }],
	])("fails if '%s' is empty, with %j", async (label, parameters) => {
		await expect(verify({ parameters })).rejects.toMatchObject({
			message: `'${label}' is empty`,
		});
		expect(api.requests).toEqual([]);
	});

	it.each([
		['500', "Oration's API failed (HTTP 500)", { status: 500 }, 3],
		[
			'a web page',
			"The response isn't from Oration's API",
			{ status: 404, headers: { 'content-type': 'text/html' } },
			1,
		],
		['a text', "The response isn't from Oration's API", { status: 404, body: 'page not found' }, 1],
		['401', 'Oration rejected the API key or the workspace', { status: 401 }, 1],
	])(
		'reports %s as an API error, not as a forged event',
		async (_, message, response, requests) => {
			[1, 2, 3].forEach(() => api.next(response));
			const verifying = verify();
			await expect(verifying).rejects.toThrow(NodeApiError);
			await expect(verifying).rejects.toMatchObject({ message });
			expect(api.requests).toHaveLength(requests);
		},
	);

	it('fails only the item that is not verified', async () => {
		const conversationId = (item: number) => (item === 0 ? 'other' : SAMPLE_CONVERSATION_ID);
		const items = [{ json: {} }, { json: { index: 1 } }];
		expect(await verify({ continueOnFail: true, items, parameters: { conversationId } })).toEqual([
			{
				json: {
					error: expect.stringMatching(/^The event couldn't be verified\. Oration couldn't find/),
				},
				pairedItem: { item: 0 },
			},
			{ json: { index: 1 }, pairedItem: { item: 1 } },
		]);
	});
});
