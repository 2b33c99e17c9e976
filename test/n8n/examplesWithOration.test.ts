import type { MockedEndpoint } from 'mockttp';
import type { INodeParameters } from 'n8n-workflow';
import { outputOf, type Execution } from '../../scripts/n8n/client';
import { waitFor } from '../../scripts/process';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { SAMPLES } from '../../nodes/Oration/trigger/samples';
import { newConversation, newFormatResult } from '../oration-api/conversations';
import {
	callEvent,
	describeInN8n2,
	ExampleRunner,
	ORATION_API,
	ORATION_KEY,
	resultOf,
	SLACK_CHANNEL,
	slackChannel,
	successAt,
	SUMMARY,
} from './exampleRunner';
import { get, send, type Credential, type TriggerUnderTest } from './instance';
import { requestBodies } from './internet';

describeInN8n2('the examples with calls (skipped in n8n 1)', () => {
	const examples = ExampleRunner.forTests();
	let oration: Credential;
	let slack: Credential;

	beforeAll(async () => {
		oration = await examples.createCredential('orationApi', ORATION_KEY);
		slack = await examples.createSlackCredential();
	});

	describe('that call again', () => {
		const ANY_HOUR = { firstHour: 0, lastHour: 24, timeZone: 'UTC' };
		let created: MockedEndpoint;

		beforeEach(async () => {
			const conversation = newConversation(
				{ agentId: 'agent_1', conversationType: 'telephony' },
				'ws_test',
			);
			created = await examples.internet.proxy
				.forPost(`${ORATION_API}/conversations`)
				.withHeaders({ 'x-api-key': 'key-test', 'x-workspace-id': 'ws_test' })
				.thenJson(200, { results: [newFormatResult(conversation)], errors: [] });
		});

		/** Returns the event of a call that this customer didn't answer. */
		const unanswered = (changes: JsonObject = {}) => callEvent(changes, SAMPLES.unanswered);

		const publish = async (
			settings: Record<string, string | number> = {},
			changes: Record<string, { parameters: INodeParameters }> = {},
		) =>
			await examples.publish('follow-up-call.json', {
				Settings: {
					parameters: {
						assignments: {
							assignments: Object.entries({ maxCalls: 3, ...ANY_HOUR, ...settings }).map(
								([name, value]) => ({ id: name, name, value, type: typeof value }),
							),
						},
					},
				},
				'Wait a Day': { parameters: { amount: 0, unit: 'seconds' } },
				'Call Again': { credential: oration },
				...changes,
			});

		/** Sends an event and returns its execution, once it no longer runs. */
		const startedExecution = async (
			{ url, workflow }: TriggerUnderTest,
			event: OrationEvent,
		): Promise<Execution> => {
			expect((await send(url, event)).status).toBe(200);
			const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
			let id: string | undefined;
			await waitFor('an execution that waits or has ended', async () => {
				const { data } = await examples.n8n.api.get(`/rest/executions?filter=${filter}`);
				const [newest]: Array<{ id: string; status: string }> = data.results;
				id = newest?.id;
				return newest !== undefined && !['new', 'running'].includes(newest.status);
			});
			return await examples.n8n.api.api('GET', `/executions/${id}?includeData=true`);
		};
		const waitingAt = (lastNode: string) => ({ status: 'waiting', error: undefined, lastNode });

		/** Returns a time zone in which it's now this hour. */
		const timeZoneAt = (hour: number) => {
			const offset = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
			return `UTC${offset < 0 ? '-' : '+'}${Math.abs(offset)}`;
		};

		it("calls a customer who didn't answer, and counts the call", async () => {
			const execution = await examples.executionFor(await publish(), unanswered());
			expect(resultOf(execution)).toEqual(successAt('Call Again'));
			expect(await requestBodies(created)).toEqual([
				{
					conversations: [
						{
							agentId: 'agent_1234567890abcdef',
							conversationType: 'telephony',
							toPhoneNumber: '+15550100123',
							customerId: 'cust_1234567890abcdef',
							identifier: 'john.doe',
							dynamicVariables: { customer_name: 'John Doe', order: 'A-1042', call_number: '2' },
						},
					],
				},
			]);
		});

		it('waits a day first', async () => {
			const trigger = await publish({}, { 'Wait a Day': { parameters: {} } });
			const execution = await startedExecution(trigger, unanswered());
			expect(resultOf(execution)).toEqual(waitingAt('Wait a Day'));
		});

		it.each<[string, JsonObject]>([
			['who had all calls', { dynamicVariables: '{"call_number":"3"}' }],
			['whose number of calls is invalid', { dynamicVariables: '{"call_number":"many"}' }],
			[
				'with do-not-disturb',
				{ customer: { phoneNumber: '+15550100123', isDoNotDisturbEnabled: true } },
			],
			['without a phone number', { customer: null, toPhoneNumber: null }],
		])("doesn't call a customer %s", async (_, changes) => {
			const execution = await examples.executionFor(await publish(), unanswered(changes));
			expect(resultOf(execution)).toEqual(successAt('May Call Again'));
		});

		it("doesn't call a customer who answered another call in the meantime", async () => {
			const trigger = await publish({}, { 'Wait a Day': { parameters: {} } });
			const phone = { customer: null, toPhoneNumber: '+15550100125' };
			await startedExecution(trigger, unanswered({ ...phone, id: 'conv_unanswered' }));
			const answered = await examples.executionFor(trigger, callEvent(phone), 2);
			expect(resultOf(answered)).toEqual(successAt('Remove from List'));
			expect(outputOf(answered, 'Remove from List')).toMatchObject([
				{ phoneNumber: '+15550100125', conversationId: 'conv_unanswered' },
			]);
		});

		it('calls only for the call on the list', async () => {
			const columns = {
				mappingMode: 'defineBelow',
				value: { phoneNumber: '+15550100123', conversationId: 'conv_newer' },
			};
			const trigger = await publish({}, { 'Add to List': { parameters: { columns } } });
			const execution = await examples.executionFor(trigger, unanswered());
			expect(resultOf(execution)).toEqual(successAt('Still on List'));
			expect(await requestBodies(created)).toEqual([]);
		});

		it('keeps one row for a customer', async () => {
			const trigger = await publish();
			const phone = { customer: null, toPhoneNumber: '+15550100126' };
			await examples.executionFor(trigger, unanswered({ ...phone, id: 'conv_first' }));
			await examples.executionFor(trigger, unanswered({ ...phone, id: 'conv_second' }), 2);
			const answered = await examples.executionFor(trigger, callEvent(phone), 3);
			expect(outputOf(answered, 'Remove from List')).toMatchObject([
				{ conversationId: 'conv_second' },
			]);
		});

		it('calls during the calling hours of the time zone', async () => {
			const trigger = await publish({ firstHour: 9, lastHour: 18, timeZone: timeZoneAt(12) });
			const execution = await examples.executionFor(trigger, unanswered());
			expect(resultOf(execution)).toEqual(successAt('Call Again'));
		});

		it('waits an hour outside the calling hours of the time zone', async () => {
			const trigger = await publish({ firstHour: 9, lastHour: 18, timeZone: timeZoneAt(0) });
			const execution = await startedExecution(trigger, unanswered());
			expect(resultOf(execution)).toEqual(waitingAt('Wait an Hour'));
			expect(await requestBodies(created)).toEqual([]);
		});
	});

	describe('that verify', () => {
		const CONVERSATION = 'conv_1234567890abcdef';
		let posted: MockedEndpoint;

		beforeEach(async () => {
			posted = await examples.mockSlack();
		});

		const mockConversation = async (status: number, body: object, id = CONVERSATION) =>
			await examples.internet.proxy
				.forGet(`${ORATION_API}/conversations/${id}`)
				.withHeaders({ 'x-api-key': 'key-test', 'x-workspace-id': 'ws_test' })
				.thenJson(status, body);

		const publish = async () =>
			await examples.publish('verified-events.json', {
				Verify: { credential: oration },
				'Send Summary': { credential: slack, parameters: slackChannel() },
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
				{ channel: SLACK_CHANNEL, text: expect.stringContaining(SUMMARY) },
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

	describe('that answer an agent', () => {
		const SECRET = { 'x-oration-secret': 'secret-test' };
		const SHOP = 'https://shop.example.com/api/orders';

		/** Publishes the example, and returns a function that asks it for an order. */
		const publish = async () => {
			const path = 'order-lookup-test';
			const { workflow } = await examples.import('during-the-call.json', {
				Webhook: {
					parameters: { path },
					credential: await examples.createCredential('httpHeaderAuth', {
						name: 'x-oration-secret',
						value: 'secret-test',
					}),
				},
			});
			await examples.n8n.api.api('POST', `/workflows/${workflow.id}/activate`);
			const url = `${examples.n8n.url}/webhook/${path}`;
			await waitFor(`${url} to respond`, async () => (await send(url, {})).status !== 404);
			const ask = async (headers: Record<string, string> = SECRET) =>
				await send(
					url,
					{ orderNumber: 'A-1042&all=1' },
					{ 'content-type': 'application/json', ...headers },
				);
			return { ask, workflow };
		};

		const mockShop = () =>
			examples.internet.proxy.forGet(SHOP).withExactQuery('?number=A-1042%26all%3D1');

		let published: Awaited<ReturnType<typeof publish>>;

		beforeAll(async () => {
			published = await publish();
		});

		it('responds with the status of the order', async () => {
			await mockShop().thenJson(200, {
				status: 'shipped',
				deliveryDate: '2026-04-03',
				email: 'john.doe@example.com',
			});
			const { status, body } = await published.ask();
			expect({ status, body: JSON.parse(body) }).toEqual({
				status: 200,
				body: { status: 'shipped', deliveryDate: '2026-04-03' },
			});
		});

		it('rejects a request without the secret', async () => {
			expect((await published.ask({})).status).toBe(403);
		});

		it.each([
			['fails', async () => await mockShop().thenReply(500)],
			["doesn't respond in time", async () => await mockShop().thenTimeout()],
		])('tells the agent what to say if the shop %s', async (_, mock) => {
			await mock();
			const { status, body } = await published.ask();
			expect({ status, body: JSON.parse(body) }).toEqual({
				status: 200,
				body: { error: "The order can't be looked up now. Offer a callback." },
			});
		});
	});

	describe('that report', () => {
		const FILE = 'daily-report.json';
		let posted: MockedEndpoint;

		beforeEach(async () => {
			posted = await examples.mockSlack();
		});

		/** Imports the example with the time at which **Every Morning** starts in the editor. */
		const importAt = async (timestamp: string) =>
			await examples.import(FILE, {
				'Every Morning': { pinned: [{ json: { timestamp } }] },
				'Create Table': { pinned: null },
				"Get Yesterday's Calls": { pinned: null },
				'Send Report': { pinned: null, credential: slack, parameters: slackChannel() },
			});

		it("counts yesterday's calls of the workflow's time zone by category and outcome", async () => {
			const trigger = await importAt('2026-04-02T08:00:00.000-04:00');
			await trigger.publish();
			const calls: JsonObject[] = [
				{ callStartTime: '2026-04-01T03:59:59.999Z' },
				{ callStartTime: '2026-04-01T04:00:00.000Z' },
				{ callStartTime: '2026-04-02T03:59:59.999Z' },
				{ callStartTime: '2026-04-02T04:00:00.000Z' },
				{ endReason: 'user_did_not_answer', postCallCategory1: null, postCallCategory2: null },
				{ endReason: null, postCallCategory1: '<!channel>' },
			];
			for (const [index, call] of calls.entries()) {
				const execution = await examples.executionFor(trigger, callEvent(call), index + 1);
				expect(resultOf(execution)).toEqual(successAt('Add Call'));
			}
			const report = await examples.runInEditor(
				trigger.workflow,
				'Every Morning',
				calls.length + 1,
			);
			expect(resultOf(report)).toEqual(successAt('Send Report'));
			expect(await requestBodies(posted)).toMatchObject([
				{
					channel: SLACK_CHANNEL,
					text: [
						'*Calls on 2026-04-01: 4*',
						'• Delivery change, user hangup: 2',
						'• No category, user did not answer: 1',
						'• &lt;!channel>, unknown: 1',
					].join('\n'),
				},
			]);
		});

		it('reports a day without calls', async () => {
			const { workflow } = await importAt('2020-01-02T08:00:00.000-05:00');
			const report = await examples.runInEditor(workflow, 'Every Morning');
			expect(resultOf(report)).toEqual(successAt('Send Report'));
			expect(await requestBodies(posted)).toMatchObject([{ text: '*Calls on 2020-01-01: 0*' }]);
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
			const posted = await examples.mockSlack();
			const { workflow, url } = await examples.import('call-and-wait.json', {
				Call: { credential: oration },
				'Get Analysis': { credential: oration },
				'Send Summary': { credential: slack, parameters: slackChannel() },
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
				{ channel: SLACK_CHANNEL, text: `*+15550100123*\n${SUMMARY}` },
			]);
		});
	});
});
