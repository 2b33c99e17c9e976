import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters, NodeConnectionType } from 'n8n-workflow';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { waitFor } from '../../scripts/process';
import type { Example } from '../examples';
import {
	call,
	describeExamples,
	publish,
	respondWith,
	restart,
	resultOf,
	run,
	runInEditor,
	sendEach,
	sendTo,
	submitForm,
	SUMMARY,
	unansweredCall,
} from './exampleRunner';
import {
	CONVERSATION,
	json,
	listed,
	RECORDING,
	RESUME_URL,
	SLACK_CHANNEL,
} from './exampleServices';
import { get } from './instance';

/** Returns parameters that add this row to the list instead of the usual one. */
const withRow = (value: Record<string, string>): Record<string, INodeParameters> => ({
	'Add to List': { columns: { mappingMode: 'defineBelow', value } },
});

describeExamples('the examples with calls (skipped in n8n 1)', () => {
	describe('that call again', () => {
		const A_DAY = { 'Wait a Day': {} };
		const phoneNumber = '+15550100123';

		/** Returns a time zone in which it's now this hour. */
		const timeZoneAt = (hour: number) => {
			const offset = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
			return `UTC${offset < 0 ? '-' : '+'}${Math.abs(offset)}`;
		};

		/** Runs the example at this hour of its time zone, with a short wait. */
		const runAt = async (
			hour: number,
			events: OrationEvent[],
			parameters?: Record<string, INodeParameters>,
		) => {
			const settings = { maxCalls: 3, firstHour: 9, lastHour: 18, timeZone: timeZoneAt(hour) };
			return await run('follow-up-call.json', events, {
				Settings: { mode: 'raw', jsonOutput: JSON.stringify(settings) },
				'Wait a Day': { amount: 0, unit: 'seconds' },
				...parameters,
			});
		};

		it("calls a customer who didn't answer, and counts the call", async () => {
			const conversation = {
				agentId: 'agent_1234567890abcdef',
				conversationType: 'telephony',
				toPhoneNumber: '+15550100123',
				fromPhoneNumber: '+15550100199',
				customerId: 'cust_1234567890abcdef',
				identifier: 'john.doe',
				dynamicVariables: { customer_name: 'John Doe', order: 'A-1042', call_number: '2' },
			};
			expect(await runAt(12, [unansweredCall()])).toMatchObject({
				ends: ['Call Again'],
				requests: [['createConversation', { conversations: [conversation] }]],
			});
		});

		it.each<[string, Record<string, INodeParameters>]>([
			['sends both events', {}],
			['has two rows on the list', { 'Add to List': { operation: 'insert' } }],
		])('waits a day, and calls once if a call %s', async (_, parameters) => {
			const completed = { ...unansweredCall(), eventType: 'conversation.completed' };
			const waiting = await runAt(12, [unansweredCall()], { ...A_DAY, ...parameters });
			expect(waiting.ends).toEqual(['Wait a Day: waiting']);
			expect((await runAt(12, [completed], parameters)).ends).toEqual(['Call Again']);
			// The first execution goes on when the list no longer has a row of the call.
			const rowOfNewerCall = withRow({ phoneNumber, conversationId: 'conv_newer' });
			const { ends, requests } = await runAt(12, [unansweredCall()], rowOfNewerCall);
			expect(ends).toEqual(['Take from List']);
			expect(requests).toMatchObject([['createConversation', {}]]);
		});

		it.each<[string, JsonObject]>([
			['who had all calls', { dynamicVariables: '{"call_number":"3"}' }],
			['whose number of calls is invalid', { dynamicVariables: '{"call_number":"many"}' }],
			['with do-not-disturb', { customer: { phoneNumber, isDoNotDisturbEnabled: true } }],
			['without a phone number', { customer: null, toPhoneNumber: null }],
		])("doesn't call a customer %s", async (_, changes) => {
			const { ends } = await runAt(12, [unansweredCall(changes)]);
			expect(ends).toEqual(['May Call Again']);
		});

		it('keeps one row for a customer, until the customer answers another call', async () => {
			const phone = { customer: null, toPhoneNumber: '+15550100125' };
			const [first, second] = ['conv_first', 'conv_second'].map((id) => ({ ...phone, id }));
			const events = [unansweredCall(first), unansweredCall(second), call(phone)];
			const { ends, outputs } = await runAt(12, events, A_DAY);
			expect(ends).toEqual(['Wait a Day: waiting', 'Wait a Day: waiting', 'Remove from List']);
			const removed = { phoneNumber: '+15550100125', conversationId: 'conv_second' };
			expect(outputs[2]).toMatchObject([removed]);
		});

		it('waits an hour outside the calling hours of the time zone', async () => {
			expect(await runAt(0, [unansweredCall()])).toMatchObject({
				ends: ['Wait an Hour: waiting'],
				requests: [],
			});
		});
	});

	describe('that resume', () => {
		/** Publishes the example and calls from its form. The execution then waits for the event. */
		const callAndWait = async (parameters?: Record<string, INodeParameters>) => {
			const example = await publish('call-and-resume.json', parameters);
			expect((await submitForm(example.url, '+15550100123')).status).toBe(200);
			await resultOf(example, 1);
			return { id: example.id, url: example.secondUrl };
		};

		it("uses the event of its call, also after a restart, and no other call's event", async () => {
			const example = await callAndWait();
			await restart();
			const events = [call({ id: 'conv_another' }), call(), call()];
			expect(await sendEach(example, events)).toMatchObject({
				ends: ['Send Summary', 'Take from List', 'Resume', 'Take from List'],
				outputs: [[{ ok: true }], [], [{ message: 'Workflow was started' }], []],
				requests: [
					['createConversation', { conversations: [{ toPhoneNumber: '+15550100123' }] }],
					['postMessage', { text: expect.stringContaining(`${SUMMARY}\n<${RECORDING}|`) }],
				],
			});
		});

		it('posts the event again if the execution is still running', async () => {
			const row = { conversationId: CONVERSATION.id, resumeUrl: RESUME_URL };
			const example = await callAndWait(withRow(row));
			respondWith({ resume: [json({ message: 'It is running already.' }, 409), json({})] });
			const { ends, requests } = await sendEach(example, [call()]);
			expect(ends).toEqual(['Wait for Result: waiting', 'Resume']);
			const posted = ['resume', { conversationId: CONVERSATION.id, summary: SUMMARY }];
			expect(requests.slice(1)).toMatchObject([posted, posted]);
		});

		it.each<[when: string, meanwhile: () => Promise<void>, lateEvents: OrationEvent[]]>([
			['no event arrives in time', async () => {}, [call()]],
			// When n8n starts, it can resume the execution before its data tables can be used.
			['the time ends while n8n is down', restart, []],
		])('asks Oration for the result if %s', async (_, meanwhile, lateEvents) => {
			respondWith({ getConversation: [json({ ...CONVERSATION, summary: SUMMARY })] });
			const example = await callAndWait({ 'Wait for Result': { resumeAmount: 0 } });
			await meanwhile();
			await waitFor('the end of the time limit', async () => {
				const { ends } = await resultOf(example, 1);
				return !ends[0]?.endsWith('waiting');
			});
			expect(await sendEach(example, lateEvents)).toMatchObject({
				ends: ['Send Summary', ...lateEvents.map(() => 'Take from List')],
				requests: [
					['createConversation', {}],
					['getConversation', expect.any(String)],
					['postMessage', { text: `*+15550100123*\n${SUMMARY}` }],
				],
			});
		});
	});

	describe('that verify', () => {
		const FILE = 'verified-events.json';

		it('posts the summary of a call that Oration knows', async () => {
			const text = expect.stringContaining(SUMMARY);
			expect(await run(FILE, [call()])).toMatchObject({
				ends: ['Send Summary'],
				requests: [
					['getConversation', `/api/v2/conversations/${CONVERSATION.id}`],
					['postMessage', { channel: SLACK_CHANNEL, text }],
				],
			});
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
		])('posts only an alert, with the escaped ID, if Oration %s', async (_, status, reason) => {
			respondWith({ getConversation: [json({ message: 'No' }, status)] });
			const lines = [
				":warning: *The event of a call couldn't be verified*",
				'Conversation: &lt;!channel>',
				`Reason: ${reason}`,
			];
			expect(await run(FILE, [call({ id: '<!channel>' })])).toMatchObject({
				ends: ['Send Alert'],
				requests: [
					['getConversation', '/api/v2/conversations/%3C!channel%3E'],
					['postMessage', { text: lines.join('\n') }],
				],
			});
		});
	});

	describe('with a human review step, between an AI Agent and the Oration tool', () => {
		const node = (type: string, typeVersion: number, parameters: INodeParameters = {}): INode => {
			const name = type.split('.')[1] ?? '';
			return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters };
		};
		const to = (name: string, type: NodeConnectionType = 'ai_tool') => ({
			[type]: [[{ node: name, type, index: 0 }]],
		});
		const workflow: Example = {
			name: 'Reviewed call',
			// In the legacy order, n8n tells the model that the call was declined before it asks a person.
			settings: { executionOrder: 'v1' },
			pinData: {},
			nodes: [
				node('n8n-nodes-oration.orationTrigger', 1.1),
				node('@n8n/n8n-nodes-langchain.agent', 3.1, { promptType: 'define', text: 'Call back.' }),
				node('@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.3, { model: listed('gpt-5-mini') }),
				node('n8n-nodes-base.slackHitlTool', 2.7, {
					select: 'channel',
					message: '=Call {{ $tool.parameters.phoneNumber }}?',
					approvalOptions: { values: { approvalType: 'double' } },
				}),
				node('n8n-nodes-oration.orationTool', 1, {
					agentId: 'agent_1',
					toPhoneNumber: "={{ $fromAI('phoneNumber') }}",
				}),
			],
			connections: {
				orationTrigger: to('agent', 'main'),
				lmChatOpenAi: to('agent', 'ai_languageModel'),
				orationTool: to('slackHitlTool'),
				slackHitlTool: to('agent'),
			},
		};
		const modelOutput = (output: object) =>
			json({ id: 'resp_1', status: 'completed', output: [{ status: 'completed', ...output }] });
		const question = ['askModel', expect.anything()];
		const review = ['postMessage', { channel: SLACK_CHANNEL }];

		/** Runs a model that asks for a call, and selects this button of the review twice. */
		const runAndSelect = async (isApproved: boolean) => {
			const toolInput = { toolParameters: { phoneNumber: '+15550100123' }, hitlParameters: {} };
			const toolCall = { name: 'orationTool', arguments: JSON.stringify(toolInput) };
			const content = [{ type: 'output_text', text: 'Done.', annotations: [] }];
			respondWith({
				askModel: [
					modelOutput({ type: 'function_call', id: 'fc_1', call_id: 'call_1', ...toolCall }),
					modelOutput({ type: 'message', role: 'assistant', content }),
				],
			});
			const example = await publish(workflow);
			const { ends, requests } = await sendEach(example, [call()]);
			expect(ends).toEqual(['slackHitlTool: waiting']);
			expect(requests).toMatchObject([question, review]);
			expect(JSON.stringify(requests)).toContain('Call +15550100123?');
			const button = new RegExp(`"url":"([^"]+approved=${isApproved}[^"]*)"`);
			const [, url = ''] = button.exec(JSON.stringify(requests)) ?? [];
			for (let count = 0; count < 2; count++) {
				await get(url, { 'user-agent': 'Mozilla/5.0 Firefox/140.0' });
				await resultOf(example, 1);
			}
			return await resultOf(example, 1);
		};

		it('places an approved call once', async () => {
			const conversation = { agentId: 'agent_1', toPhoneNumber: '+15550100123' };
			const { ends, requests } = await runAndSelect(true);
			expect(ends).toEqual(['agent']);
			expect(requests).toMatchObject([
				question,
				review,
				['createConversation', { conversations: [conversation] }],
				question,
			]);
			expect(JSON.stringify(requests.at(-1))).toContain(CONVERSATION.id);
		});

		it('places no call that was declined, and tells the model', async () => {
			const { ends, requests } = await runAndSelect(false);
			expect(ends).toEqual(['agent']);
			expect(requests).toMatchObject([question, review, question]);
			expect(JSON.stringify(requests.at(-1))).toContain('User rejected the tool call');
		});
	});

	describe('that answer an agent', () => {
		let example: { id: string; url: string };

		beforeAll(async () => {
			example = await publish('during-the-call.json');
		});

		/** Asks for an order. */
		const ask = async (secret = 'secret-test') =>
			await sendTo(
				example.url,
				{ orderNumber: 'A-1042&all=1' },
				{ 'content-type': 'application/json', 'x-oration-secret': secret },
			);

		it('responds with the status of the order', async () => {
			const order = { status: 'shipped', deliveryDate: '2026-04-03' };
			respondWith({ lookUpOrder: [json({ ...order, email: 'john.doe@example.com' })] });
			expect(await ask()).toMatchObject({ status: 200, body: JSON.stringify(order) });
			expect((await resultOf(example, 1)).requests).toEqual([
				['lookUpOrder', '/api/orders?number=A-1042%26all%3D1'],
			]);
		});

		it('rejects a request without the secret', async () => {
			expect((await ask('')).status).toBe(403);
		});

		const UNKNOWN = 'There is no order with this number. Ask for the number again.';
		const FAILED = "The order can't be looked up now. Offer a callback.";

		it.each([
			['an empty list', json([]), UNKNOWN],
			['an empty object', json({}), UNKNOWN],
			['an error', json({}, 500), FAILED],
			['nothing in time', new Promise<never>(() => {}), FAILED],
		])('tells the agent what to say if the shop returns %s', async (_, response, error) => {
			respondWith({ lookUpOrder: [response] });
			expect(await ask()).toMatchObject({ status: 200, body: JSON.stringify({ error }) });
		});
	});

	describe('that report', () => {
		/** Publishes the example, with the time at which **Every Morning** starts in the editor. */
		const publishAt = async (timestamp: string) =>
			await publish('daily-report.json', {}, { 'Every Morning': [{ json: { timestamp } }] });

		it("counts yesterday's calls of the workflow's time zone by category and outcome", async () => {
			const example = await publishAt('2026-04-02T08:00:00.000-04:00');
			const calls: JsonObject[] = [
				{ callStartTime: '2026-04-01T03:59:59.999Z' },
				{ callStartTime: '2026-04-01T04:00:00.000Z' },
				{ callStartTime: '2026-04-02T03:59:59.999Z' },
				{ callStartTime: '2026-04-02T04:00:00.000Z' },
				{ endReason: 'user_did_not_answer', postCallCategory1: null, postCallCategory2: null },
				{ endReason: null, postCallCategory1: '<!channel>' },
			];
			await sendEach(example, calls.map(call));
			const lines = [
				'*Calls on 2026-04-01: 4*',
				'• Delivery change, user hangup: 2',
				'• No category, user did not answer: 1',
				'• &lt;!channel>, unknown: 1',
			];
			expect(await runInEditor(example, 'Every Morning', calls.length + 1)).toMatchObject({
				ends: [...calls.map(() => 'Add Call'), 'Send Report'],
				requests: [['postMessage', { channel: SLACK_CHANNEL, text: lines.join('\n') }]],
			});
		});

		it('reports a day without calls', async () => {
			const example = await publishAt('2020-01-02T08:00:00.000-05:00');
			expect(await runInEditor(example, 'Every Morning')).toMatchObject({
				ends: ['Send Report'],
				requests: [['postMessage', { text: '*Calls on 2020-01-01: 0*' }]],
			});
		});
	});

	describe('that call the number of a form', () => {
		const active = { ...CONVERSATION, conversationStatus: 'active' };
		const created = ['createConversation', { conversations: [{ toPhoneNumber: '+15550100123' }] }];
		const get = ['getConversation', expect.any(String)];

		/** Submits the form of the example. */
		const submit = async (parameters: INodeParameters) => {
			const example = await publish('call-and-wait.json', { Call: parameters });
			expect((await submitForm(example.url, '+15550100123')).status).toBe(200);
			return await resultOf(example, 1);
		};

		it('post the summary when the call has been analyzed', async () => {
			const completed = { ...CONVERSATION, conversationStatus: 'completed', summary: SUMMARY };
			respondWith({ getConversation: [json(active), json(completed)] });
			const text = `*+15550100123*\n${SUMMARY}`;
			expect(await submit({})).toMatchObject({
				ends: ['Send Summary'],
				requests: [created, get, get, ['postMessage', { channel: SLACK_CHANNEL, text }]],
			});
		});

		it('say that there is no result so far when the time is up', async () => {
			respondWith({ getConversation: [json(active)] });
			const text = `*+15550100123*\nThere is no result so far. Status: active, conversation: ${CONVERSATION.id}`;
			const { ends, requests } = await submit({ maxWaitMinutes: 0.01 });
			expect(ends).toEqual(['Send Summary']);
			const others = requests.filter(([name]) => name !== 'getConversation');
			expect(others).toMatchObject([created, ['postMessage', { text }]]);
		});
	});
});
