import { SAMPLE_CONVERSATION_ID, type NextResponse } from '../../../oration-api/server';
import { expressions, operation } from '../../executeNode';
import { useOrationApi } from '../../orationApi';

const AGENT = 'agent_1234567890abcdef';
const api = useOrationApi();
const verify = operation('event', 'verify', {
	api,
	parameters: { conversationId: SAMPLE_CONVERSATION_ID, options: { agentId: AGENT } },
});
const failure = (reason: string) => ({
	name: 'NodeOperationError',
	message: "The event couldn't be verified",
	description: `${reason}. Check that the credential is for your agent's workspace. If it is, the event may be forged.`,
	context: { itemIndex: 0 },
});
/** Makes the API return a conversation with differences. */
const nextConversation = (different: object) =>
	api.next({ body: { ...api.conversations.get(SAMPLE_CONVERSATION_ID), ...different } });

describe('Event: Verify', () => {
	it.each([
		[{ agentId: AGENT }, { agentId: AGENT.toUpperCase() }],
		[{}, { agentId: null }],
	])('with %j, outputs an item unchanged if Oration returns %j', async (options, different) => {
		nextConversation(different);
		const binary = { notes: { data: '', mimeType: 'text/plain' } };
		const items = [{ json: { summary: 'Hello', conversationId: 'of the item' }, binary }];
		const credential = { workspaceId: ' ws_1234567890abcdef ' };
		const output = await verify({ items, parameters: { options }, credential });
		expect(output).toEqual([{ ...items[0], pairedItem: { item: 0 } }]);
		expect(api.requests).toMatchObject([
			{ method: 'GET', path: `/api/v2/conversations/${SAMPLE_CONVERSATION_ID}` },
		]);
	});

	it.each([
		[404, "Oration couldn't find its conversation"],
		[400, "Oration couldn't find its conversation (No such header)"],
	])('fails an item if Oration returns %i', async (status, reason) => {
		api.next({ status, body: { message: 'No such header' } });
		await expect(verify()).rejects.toMatchObject(failure(reason));
	});

	it.each([
		[{ id: 'other' }, 'Its conversation has another ID in Oration'],
		[{ workspaceId: 'other' }, 'Its conversation has another workspace in Oration'],
		[{ agentId: 'other' }, 'Its conversation has another agent in Oration'],
		[{ id: null }, "Oration didn't return the ID of its conversation"],
		[{ workspaceId: ' ' }, "Oration didn't return the workspace of its conversation"],
		[{ agentId: undefined }, "Oration didn't return the agent of its conversation"],
	])('fails an item if Oration returns %j', async (different, reason) => {
		nextConversation(different);
		await expect(verify()).rejects.toMatchObject(failure(reason));
	});

	it.each<[object, string]>([
		[{ conversationId: '' }, "'Conversation ID' is empty"],
		[{ conversationId: null }, "'Conversation ID' is empty"],
		[{ options: { agentId: '' } }, "'Agent ID' is empty"],
		[{ options: { agentId: ' ' } }, "'Agent ID' is empty"],
		[{ options: { agentId: null } }, "'Agent ID' is empty"],
		[{ options: { agentId: {} } }, "'Agent ID' isn't text"],
	])('with %j, fails because %s', async (values, message) => {
		await expect(verify({ parameters: expressions(values) })).rejects.toMatchObject({ message });
		expect(api.requests).toEqual([]);
	});

	const NOT_THE_API = "The response isn't from Oration's API";
	it.each<[NextResponse, string]>([
		[{ status: 401 }, 'Oration rejected the API key or the workspace'],
		[{ status: 404, headers: { 'content-type': 'text/html' } }, NOT_THE_API],
		[{ status: 404, body: 'page not found' }, NOT_THE_API],
	])('reports %j as an API error, not as a forged event', async (response, message) => {
		api.next(response);
		await expect(verify()).rejects.toMatchObject({ name: 'NodeApiError', message });
	});
});
