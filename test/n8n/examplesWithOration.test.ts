import type { INodeParameters } from 'n8n-workflow';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import {
	call,
	describeExamples,
	publish,
	respondWith,
	resultOf,
	run,
	runInEditor,
	sendEach,
	sendTo,
	SUMMARY,
	unansweredCall,
} from './exampleRunner';
import { CONVERSATION, json, SLACK_CHANNEL } from './exampleServices';

describeExamples('the examples with calls (skipped in n8n 1)', () => {
	describe('that call again', () => {
		const A_DAY = { 'Wait a Day': {} };

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
		) => await sendEach(await publishAt(hour, parameters), events);

		const publishAt = async (hour: number, parameters: Record<string, INodeParameters> = {}) => {
			const settings = { maxCalls: 3, firstHour: 9, lastHour: 18, timeZone: timeZoneAt(hour) };
			return await publish('follow-up-call.json', {
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
		])('calls once if a call %s', async (_, parameters) => {
			// Both executions must have added the call before one of them goes on.
			const wait = { 'Wait a Day': { amount: 5, unit: 'seconds' } };
			const example = await publishAt(12, { ...wait, ...parameters });
			const completed = { ...unansweredCall(), eventType: 'conversation.completed' };
			const responses = [unansweredCall(), completed].map((event) => sendTo(example.url, event));
			expect(await Promise.all(responses)).toMatchObject([{ status: 200 }, { status: 200 }]);
			const { ends, requests } = await resultOf(example, 2);
			expect(ends.sort()).toEqual(['Call Again', 'Take from List']);
			expect(requests).toMatchObject([['createConversation', {}]]);
		});

		it('waits a day first', async () => {
			const { ends } = await runAt(12, [unansweredCall()], A_DAY);
			expect(ends).toEqual(['Wait a Day: waiting']);
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
			const { ends } = await runAt(12, [unansweredCall(changes)]);
			expect(ends).toEqual(['May Call Again']);
		});

		it("doesn't call a customer who answered another call in the meantime", async () => {
			const phone = { customer: null, toPhoneNumber: '+15550100125' };
			const events = [unansweredCall({ ...phone, id: 'conv_unanswered' }), call(phone)];
			const { ends, outputs } = await runAt(12, events, A_DAY);
			expect(ends).toEqual(['Wait a Day: waiting', 'Remove from List']);
			expect(outputs[1]).toMatchObject([
				{ phoneNumber: '+15550100125', conversationId: 'conv_unanswered' },
			]);
		});

		it('calls only for the call on the list', async () => {
			const value = { phoneNumber: '+15550100123', conversationId: 'conv_newer' };
			const columns = { mappingMode: 'defineBelow', value };
			expect(await runAt(12, [unansweredCall()], { 'Add to List': { columns } })).toMatchObject({
				ends: ['Take from List'],
				requests: [],
			});
		});

		it('keeps one row for a customer', async () => {
			const phone = { customer: null, toPhoneNumber: '+15550100126' };
			const unanswered = ['conv_first', 'conv_second'].map((id) =>
				unansweredCall({ ...phone, id }),
			);
			const { outputs } = await runAt(12, [...unanswered, call(phone)], A_DAY);
			expect(outputs[2]).toMatchObject([{ conversationId: 'conv_second' }]);
		});

		it('waits an hour outside the calling hours of the time zone', async () => {
			expect(await runAt(0, [unansweredCall()])).toMatchObject({
				ends: ['Wait an Hour: waiting'],
				requests: [],
			});
		});
	});

	describe('that verify', () => {
		const FILE = 'verified-events.json';
		const get = ['getConversation', `/api/v2/conversations/${CONVERSATION.id}`];

		it('posts the summary of a call that Oration knows', async () => {
			const text = expect.stringContaining(SUMMARY);
			expect(await run(FILE, [call()])).toMatchObject({
				ends: ['Send Summary'],
				requests: [get, ['postMessage', { channel: SLACK_CHANNEL, text }]],
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
		])('posts an alert without the summary if Oration %s', async (_, status, reason) => {
			respondWith({ getConversation: [json({ message: 'No' }, status)] });
			const lines = [
				":warning: *The event of a call couldn't be verified*",
				`Conversation: ${CONVERSATION.id}`,
				`Reason: ${reason}`,
			];
			expect(await run(FILE, [call()])).toMatchObject({
				ends: ['Send Alert'],
				requests: [get, ['postMessage', { text: lines.join('\n') }]],
			});
		});

		it('escapes the conversation ID of an event that is not verified', async () => {
			respondWith({ getConversation: [json({ message: 'No' }, 404)] });
			const text = expect.stringContaining('Conversation: &lt;!channel>\n');
			expect(await run(FILE, [call({ id: '<!channel>' })])).toMatchObject({
				requests: [
					['getConversation', '/api/v2/conversations/%3C!channel%3E'],
					['postMessage', { text }],
				],
			});
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

		it.each([[[]], [{}]])(
			'asks for the number again if the shop responds with %j',
			async (nothing) => {
				respondWith({ lookUpOrder: [json(nothing)] });
				const error = 'There is no order with this number. Ask for the number again.';
				expect(await ask()).toMatchObject({ status: 200, body: JSON.stringify({ error }) });
			},
		);

		it.each([
			['fails', json({}, 500)],
			["doesn't respond in time", new Promise<never>(() => {})],
		])('tells the agent what to say if the shop %s', async (_, response) => {
			respondWith({ lookUpOrder: [response] });
			const error = "The order can't be looked up now. Offer a callback.";
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

	it('calls the number of a form, waits for the analysis and posts the summary', async () => {
		const active = { ...CONVERSATION, conversationStatus: 'active' };
		const completed = { ...CONVERSATION, conversationStatus: 'completed', summary: SUMMARY };
		respondWith({ getConversation: [json(active), json(completed)] });
		const example = await publish('call-and-wait.json');
		const field = 'content-disposition: form-data; name="field-0"';
		const form = ['--x', field, '', '+15550100123', '--x--', ''].join('\r\n');
		const type = { 'content-type': 'multipart/form-data; boundary=x' };
		expect((await sendTo(example.url, form, type)).status).toBe(200);
		const get = ['getConversation', expect.any(String)];
		expect(await resultOf(example, 1)).toMatchObject({
			ends: ['Send Summary'],
			requests: [
				['createConversation', { conversations: [{ toPhoneNumber: '+15550100123' }] }],
				get,
				get,
				['postMessage', { channel: SLACK_CHANNEL, text: `*+15550100123*\n${SUMMARY}` }],
			],
		});
	});
});
