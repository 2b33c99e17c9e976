import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { verifyProperties } from '../../../../nodes/Oration/actions/event/verify';
import { SAMPLE_CONVERSATION_ID, type NextResponse } from '../../../oration-api/server';
import { operation, type Run } from '../../executeNode';
import { useClock, useOrationApi } from '../../orationApi';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

const AGENT = 'agent_1234567890abcdef';
const withAgent = { parameters: { options: { agentId: AGENT } } };
const api = useOrationApi();
useClock();
const verify = operation('event', 'verify', {
	api,
	parameters: { conversationId: SAMPLE_CONVERSATION_ID },
});
const failure = (reason: string) => ({
	message: "The event couldn't be verified",
	description: `${reason}. Check that the credential is for your agent's workspace. If it is, the event may be forged.`,
	context: { itemIndex: 0 },
});

describe('Event: Verify', () => {
	it.each([
		['without an agent ID', {}],
		['with the agent ID', withAgent],
	])('outputs an item %s unchanged, after one request', async (_, run) => {
		const binary = { notes: { data: '', mimeType: 'text/plain' } };
		const items = [{ json: { summary: 'Hello', conversationId: 'of the item' }, binary }];
		expect(await verify({ items, ...run })).toEqual([{ ...items[0], pairedItem: { item: 0 } }]);
		expect(api.requests).toMatchObject([
			{ method: 'GET', path: `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}` },
		]);
	});

	it('verifies the conversation of the item by default', () => {
		const property = verifyProperties.find(({ name }) => name === 'conversationId');
		expect(property?.default).toBe('={{ $json.conversationId }}');
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

	const MISSING = "Oration didn't return the";
	const OTHER = 'Its conversation has another';
	it.each<[object, Run, string | undefined]>([
		[{ agentId: AGENT.toUpperCase() }, withAgent, undefined],
		[{ agentId: null }, {}, undefined],
		[{ id: 'other' }, {}, `${OTHER} ID in Oration`],
		[{ workspaceId: 'other' }, {}, `${OTHER} workspace in Oration`],
		[{ agentId: 'other' }, withAgent, `${OTHER} agent in Oration`],
		[{ id: null }, {}, `${MISSING} ID of its conversation`],
		[{ workspaceId: ' ' }, {}, `${MISSING} workspace of its conversation`],
		[{ agentId: undefined }, withAgent, `${MISSING} agent of its conversation`],
	])('with %j in the response, and %j, the reason is %s', async (different, run, reason) => {
		api.next({ body: { ...api.conversations.get(SAMPLE_CONVERSATION_ID), ...different } });
		const verifying = verify(run);
		if (reason === undefined) expect(await verifying).toHaveLength(1);
		else await expect(verifying).rejects.toMatchObject(failure(reason));
	});

	it.each<[string, Run['parameters']]>([
		['Conversation ID', { conversationId: '' }],
		['Conversation ID', { conversationId: () => null }],
		['Agent ID', { options: { agentId: '' } }],
		['Agent ID', { options: () => ({ agentId: ' ' }) }],
		['Agent ID', { options: () => ({ agentId: null }) }],
	])("fails if '%s' is empty, with %j", async (label, parameters) => {
		await expect(verify({ parameters })).rejects.toMatchObject({ message: `'${label}' is empty` });
		expect(api.requests).toEqual([]);
	});

	const NOT_THE_API = "The response isn't from Oration's API";
	it.each<[NextResponse, string, number]>([
		[{ status: 500 }, "Oration's API failed (HTTP 500)", 3],
		[{ status: 404, headers: { 'content-type': 'text/html' } }, NOT_THE_API, 1],
		[{ status: 404, body: 'page not found' }, NOT_THE_API, 1],
		[{ status: 401 }, 'Oration rejected the API key or the workspace', 1],
	])('reports %j as an API error, not as a forged event', async (response, message, requests) => {
		[1, 2, 3].forEach(() => api.next(response));
		const verifying = verify();
		await expect(verifying).rejects.toThrow(NodeApiError);
		await expect(verifying).rejects.toMatchObject({ message });
		expect(api.requests).toHaveLength(requests);
	});

	it('fails only the item that is not verified', async () => {
		const conversationId = (item: number) => (item === 0 ? 'other' : SAMPLE_CONVERSATION_ID);
		const items = [{ json: {} }, { json: { index: 1 } }];
		const { message, description } = failure("Oration couldn't find its conversation");
		expect(await verify({ continueOnFail: true, items, parameters: { conversationId } })).toEqual([
			{ json: { error: `${message}. ${description}` }, pairedItem: { item: 0 } },
			{ json: { index: 1 }, pairedItem: { item: 1 } },
		]);
	});
});
