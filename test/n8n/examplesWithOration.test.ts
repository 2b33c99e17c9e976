import type { MockedEndpoint } from 'mockttp';
import { waitFor } from '../../scripts/waitFor';
import { newConversation, newFormatResult } from '../oration-api/conversations';
import {
	callEvent,
	describeInN8n2,
	ExampleRunner,
	ORATION_API,
	ORATION_KEY,
	resultOf,
	slackChannel,
	successAt,
	SUMMARY,
} from './exampleRunner';
import { get, type Credential } from './instance';
import { requestBodies } from './internet';

const CHANNEL = 'C0123456789';
const SLACK = 'https://slack.com/api/chat.postMessage';
const POSTED = { ok: true, channel: CHANNEL, ts: '1', message: {} };

describeInN8n2('the examples with calls (skipped in n8n 1)', () => {
	const examples = ExampleRunner.forTests();
	let oration: Credential;
	let slack: Credential;

	beforeAll(async () => {
		oration = await examples.createCredential('orationApi', ORATION_KEY);
		slack = await examples.createCredential('slackApi', { accessToken: 'xoxb-test' });
	});

	describe('that call again', () => {
		it("calls a customer who didn't answer once more", async () => {
			const created = await examples.internet.proxy
				.forPost('https://www.oration.ai/api/v2/conversations')
				.withHeaders({ 'x-api-key': 'key-test', 'x-workspace-id': 'ws_test' })
				.thenJson(200, {
					results: [
						newFormatResult(
							newConversation({ agentId: 'agent_1', conversationType: 'telephony' }, 'ws_test'),
						),
					],
					errors: [],
				});
			const credential = await examples.createCredential('orationApi', {
				apiKey: 'key-test',
				workspaceId: 'ws_test',
				baseUrl: 'https://www.oration.ai/api/v2',
			});
			const trigger = await examples.publish('follow-up-call.json', {
				Wait: { parameters: { amount: 1, unit: 'seconds' } },
				'Call Again': { credential },
			});
			const unanswered = { endReason: 'user_did_not_answer' };
			expect(resultOf(await examples.executionFor(trigger, callEvent(unanswered)))).toEqual(
				successAt('Call Again'),
			);
			const again = callEvent({ ...unanswered, dynamicVariables: '{"follow_up":"yes"}' });
			expect(resultOf(await examples.executionFor(trigger, again, 2))).toEqual(
				successAt('First Call Only'),
			);
			expect(await requestBodies(created)).toEqual([
				{
					conversations: [
						{
							agentId: 'agent_1234567890abcdef',
							conversationType: 'telephony',
							toPhoneNumber: '+15550100123',
							customerId: 'cust_1234567890abcdef',
							identifier: 'john.doe',
							dynamicVariables: { customer_name: 'John Doe', order: 'A-1042', follow_up: 'yes' },
						},
					],
				},
			]);
		});
	});

	describe('that verify', () => {
		const CONVERSATION = 'conv_1234567890abcdef';
		let posted: MockedEndpoint;

		beforeEach(async () => {
			posted = await examples.internet.proxy.forPost(SLACK).thenJson(200, POSTED);
		});

		const mockConversation = async (status: number, body: object, id = CONVERSATION) =>
			await examples.internet.proxy
				.forGet(`${ORATION_API}/conversations/${id}`)
				.withHeaders({ 'x-api-key': 'key-test', 'x-workspace-id': 'ws_test' })
				.thenJson(status, body);

		const publish = async () =>
			await examples.publish('verified-events.json', {
				Verify: { credential: oration },
				'Send Summary': { credential: slack, parameters: slackChannel(CHANNEL) },
				'Send Alert': { credential: slack, parameters: slackChannel('C0000000001') },
			});

		it('posts the summary of a call that Oration knows', async () => {
			const call = newConversation(
				{ agentId: 'agent_1', conversationType: 'telephony' },
				'ws_test',
			);
			await mockConversation(200, { ...call, id: CONVERSATION });
			const execution = await examples.executionFor(await publish(), callEvent());
			expect(resultOf(execution)).toEqual(successAt('Send Summary'));
			expect(await requestBodies(posted)).toMatchObject([
				{ channel: CHANNEL, text: expect.stringContaining(SUMMARY) },
			]);
		});

		it.each([
			[
				'does not know the conversation',
				404,
				"The event couldn't be verified. Oration couldn't find its conversation. Check that the credential is for your agent's workspace. If it is, the event may be forged.",
			],
			[
				'rejects the API key',
				401,
				"Oration rejected the API key or the workspace. Check 'API Key' and 'Workspace ID' in the credential. The key must belong to that workspace. If both are correct, try 'Workspace Slug' and 'Access Token' too.",
			],
		])('posts an alert without the summary if Oration %s', async (_, status, reason) => {
			await mockConversation(status, { message: 'No' });
			const execution = await examples.executionFor(await publish(), callEvent());
			expect(resultOf(execution)).toEqual(successAt('Send Alert'));
			expect(await requestBodies(posted)).toMatchObject([
				{
					channel: 'C0000000001',
					text: [
						":warning: *The event of a call couldn't be verified*",
						`Conversation: ${CONVERSATION}`,
						`Reason: ${reason}`,
					].join('\n'),
				},
			]);
		});

		it('escapes the conversation ID of an event that is not verified', async () => {
			await mockConversation(404, { message: 'No' }, '%3C!channel%3E');
			await examples.executionFor(await publish(), callEvent({ id: '<!channel>' }));
			expect(await requestBodies(posted)).toMatchObject([
				{ text: expect.stringContaining('Conversation: &lt;!channel>\n') },
			]);
		});
	});

	describe('that call and wait', () => {
		it('calls the number of a form, waits for the analysis and posts the summary', async () => {
			const conversation = newConversation(
				{ agentId: 'agent_1', conversationType: 'telephony', toPhoneNumber: '+15550100123' },
				'ws_test',
			);
			const address = `${ORATION_API}/conversations`;
			await examples.internet.proxy
				.forPost(address)
				.thenJson(200, { results: [newFormatResult(conversation)], errors: [] });
			const got = await examples.internet.proxy
				.forGet(`${address}/${conversation.id}`)
				.once()
				.thenJson(200, { ...conversation, conversationStatus: 'active' });
			await examples.internet.proxy.forGet(`${address}/${conversation.id}`).thenJson(200, {
				...conversation,
				conversationStatus: 'completed',
				summary: SUMMARY,
			});
			const posted = await examples.internet.proxy
				.forPost('https://slack.com/api/chat.postMessage')
				.thenJson(200, { ok: true, channel: 'C1', ts: '1', message: {} });
			const { workflow, url } = await examples.import('call-and-wait.json', {
				Call: { credential: oration },
				'Get Analysis': { credential: oration },
				'Send Summary': { credential: slack, parameters: slackChannel('C0123456789') },
			});
			await examples.n8n.api.api('POST', `/workflows/${workflow.id}/activate`);
			const formUrl = url.replace('/webhook/', '/form/').replace(/\/oration$/, '');
			await waitFor(`${formUrl} to respond`, async () => (await get(formUrl)).status === 200);
			const form = new FormData();
			form.set('field-0', '+15550100123');
			expect((await fetch(formUrl, { method: 'POST', body: form })).status).toBe(200);
			const execution = await examples.newestExecution(workflow, 1);
			expect(resultOf(execution)).toEqual(successAt('Send Summary'));
			expect(await got.getSeenRequests()).toHaveLength(1);
			expect(await requestBodies(posted)).toMatchObject([
				{ channel: 'C0123456789', text: `*+15550100123*\n${SUMMARY}` },
			]);
		});
	});
});
