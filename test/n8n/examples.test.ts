import { createVerify, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { CompletedRequest, MockedEndpoint } from 'mockttp';
import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import { outputOf, type Execution } from '../../scripts/n8n/client';
import { waitFor } from '../../scripts/waitFor';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { SAMPLES } from '../../nodes/Oration/trigger/samples';
import { newConversation, newFormatResult } from '../oration-api/conversations';
import { EXAMPLES, readExample, TRIGGER_TYPES, toWorkflow } from '../examples';
import {
	get,
	respondsAfterStoring,
	Instance,
	send,
	TriggerUnderTest,
	type Credential,
} from './instance';
import { requestBodies, Internet } from './internet';

/** A user's changes to a node of an example. */
interface Change {
	parameters?: INodeParameters;
	credential?: Credential;
}

let n8n: Instance;
let internet: Internet;

/** Imports an example like the editor, with the changes that its note describes. */
async function importExample(
	file: string,
	changes: Record<string, Change> = {},
): Promise<TriggerUnderTest> {
	const webhookId = randomUUID();
	const { nodes, ...rest } = toWorkflow(readExample(file), webhookId);
	const { data } = await n8n.api.rest('/workflows', {
		...rest,
		nodes: nodes.map((node) => {
			const { parameters, credential } = changes[node.name] ?? {};
			return {
				...node,
				parameters: { ...node.parameters, ...parameters },
				...(credential ? { credentials: { [credential.type]: credential } } : {}),
			};
		}),
	});
	return new TriggerUnderTest(n8n, { id: data.id }, webhookId);
}

async function publishExample(
	file: string,
	changes: Record<string, Change>,
): Promise<TriggerUnderTest> {
	const trigger = await importExample(file, changes);
	await trigger.publish();
	return trigger;
}

async function createCredential(type: string, data: object): Promise<Credential> {
	const { id, name } = (await n8n.api.rest('/credentials', { name: type, type, data })).data;
	return { id, name, type };
}

/** Returns the event of a call, with a new ID. */
function callEvent(changes: JsonObject = {}): OrationEvent {
	const { event } = SAMPLES.answered;
	return { ...event, eventId: randomUUID(), payload: { ...event.payload, ...changes } };
}

/** Sends an event and returns its execution, once the workflow has `count` executions. */
async function executionFor(
	{ url, workflow }: TriggerUnderTest,
	event: OrationEvent,
	count = 1,
): Promise<Execution> {
	expect((await send(url, event)).status).toBe(200);
	const [newest] = await n8n.api.waitForExecutions(workflow.id, count);
	if (!newest) throw new Error('n8n has no execution.');
	return newest;
}

const resultOf = ({ status, data }: Execution) => ({
	status,
	error: data.resultData.error?.message,
	lastNode: data.resultData.lastNodeExecuted,
});
const successAt = (lastNode: string) => ({ status: 'success', error: undefined, lastNode });

const describeInN8n2 = respondsAfterStoring ? describe : describe.skip;

describeInN8n2('the examples (skipped in n8n 1: they use newer node versions)', () => {
	beforeAll(async () => {
		internet = await Internet.start();
		n8n = await Instance.start({
			...internet.env,
			N8N_LOG_LEVEL: 'info',
			// Disables requests that n8n sends without a workflow.
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		});
	});

	afterAll(async () => {
		await n8n?.stop();
		await internet?.stop();
	});

	beforeEach(async () => {
		await internet.reset();
	});

	afterEach(() => {
		expect(internet.unexpected).toEqual([]);
	});

	describe.each(EXAMPLES)('%s', (file) => {
		it('runs in the editor with pinned data, without credentials', async () => {
			const { workflow } = await importExample(file);
			const { nodes, pinData } = readExample(file);
			const start = nodes.find(({ type }) => TRIGGER_TYPES.includes(type));
			const { data } = await n8n.api.rest(`/workflows/${workflow.id}/run`, {
				triggerToStartFrom: { name: start?.name },
			});
			expect(data).toEqual({ executionId: expect.any(String) });
			const [execution] = await n8n.api.waitForExecutions(workflow.id, 1);
			if (!execution) throw new Error('n8n has no execution.');
			const last = nodes.at(-1)?.name ?? '';
			expect(resultOf(execution)).toEqual(successAt(last));
			expect(outputOf(execution, last)).toEqual(pinData[last] ?? [expect.any(Object)]);
		});

		it('has only parameters that its node versions have and show', async () => {
			const types: INodeTypeDescription[] = await n8n.api.get('/types/nodes.json');
			for (const node of readExample(file).nodes) {
				const type = types.find(
					({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
				);
				if (!type) throw new Error(`n8n has no ${node.type} in version ${node.typeVersion}.`);
				const { properties } = type;
				expect({
					node: node.name,
					parameters: NodeHelpers.getNodeParameters(
						properties,
						node.parameters,
						true,
						false,
						node,
						type,
					),
				}).toMatchObject({ node: node.name, parameters: node.parameters });
			}
		});
	});

	const RECORDING =
		'https://uploads.oration.ai/public/conversations/conv_1234567890abcdef/recordings/mono.mp4';
	const SUMMARY =
		'Customer asked to move the delivery to Friday and to add a second unit. Agent confirmed both and promised an email.';

	describe('with Slack', () => {
		const CHANNEL = 'C0123456789';
		/** n8n always sends its option `includeLinkToWorkflow`, which Slack ignores. */
		const defaults = { channel: CHANNEL, includeLinkToWorkflow: false };
		const channel: INodeParameters = {
			channelId: { __rl: true, mode: 'list', value: CHANNEL, cachedResultName: 'calls' },
		};
		let credential: Credential;
		let posted: MockedEndpoint;

		beforeAll(async () => {
			credential = await createCredential('slackApi', { accessToken: 'xoxb-test' });
		});

		beforeEach(async () => {
			posted = await internet.proxy
				.forPost('https://slack.com/api/chat.postMessage')
				.withHeaders({ authorization: 'Bearer xoxb-test' })
				.thenJson(200, { ok: true, channel: CHANNEL, ts: '1775038863.007000', message: {} });
		});

		it('posts the summary of each call, and escapes mentions in it', async () => {
			const change = { parameters: channel, credential };
			const trigger = await publishExample('slack-summary.json', { 'Send Summary': change });
			expect(resultOf(await executionFor(trigger, callEvent()))).toEqual(successAt('Send Summary'));
			await executionFor(trigger, callEvent({ summary: 'Said <!channel>' }), 2);
			await executionFor(
				trigger,
				callEvent({
					summary: '',
					customer: null,
					recordingUrl: null,
					postCallCategory1: null,
					postCallCategory2: null,
				}),
				3,
			);
			expect(await requestBodies(posted)).toEqual([
				{
					...defaults,
					text: `*John Doe* (Delivery change, Upsell)\n${SUMMARY}\n<${RECORDING}|Listen to the recording>`,
				},
				{
					...defaults,
					text: `*John Doe* (Delivery change, Upsell)\nSaid &lt;!channel>\n<${RECORDING}|Listen to the recording>`,
				},
				{ ...defaults, text: '*+15550100123*\nThere is no summary.' },
			]);
		});

		it('posts an alert only for a negative sentiment or a selected category', async () => {
			const change = { parameters: channel, credential };
			const trigger = await publishExample('alert-unhappy.json', { 'Send Alert': change });
			expect(resultOf(await executionFor(trigger, callEvent()))).toEqual(
				successAt('Needs Attention'),
			);
			const calm = callEvent({ postCallMetadata: null, postCallCategory1: null });
			expect(resultOf(await executionFor(trigger, calm, 2))).toEqual(successAt('Needs Attention'));
			expect(await requestBodies(posted)).toEqual([]);

			const unhappy = callEvent({ postCallMetadata: { sentiment: 'Negative' } });
			expect(resultOf(await executionFor(trigger, unhappy, 3))).toEqual(successAt('Send Alert'));
			const complaint = callEvent({ postCallCategory1: 'Upsell', postCallCategory2: 'complaint' });
			expect(resultOf(await executionFor(trigger, complaint, 4))).toEqual(successAt('Send Alert'));
			const alert = ':rotating_light: *John Doe* (+15550100123) may be unhappy';
			const end = `${SUMMARY}\n<${RECORDING}|Listen to the recording>`;
			expect(await requestBodies(posted)).toEqual([
				{
					...defaults,
					text: `${alert}\nSentiment: Negative, categories: Delivery change, Upsell\n${end}`,
				},
				{
					...defaults,
					text: `${alert}\nSentiment: positive, categories: Upsell, complaint\n${end}`,
				},
			]);
		});
	});

	describe('with HubSpot', () => {
		it('creates or updates the contact and adds the call to it', async () => {
			const headers = { authorization: 'Bearer pat-test' };
			const contacts = await internet.proxy
				.forPost(
					'https://api.hubapi.com/contacts/v1/contact/createOrUpdate/email/john.doe@example.com',
				)
				.withHeaders(headers)
				.thenJson(200, { vid: 501, isNew: true });
			const engagements = await internet.proxy
				.forPost('https://api.hubapi.com/engagements/v1/engagements')
				.withHeaders(headers)
				.thenJson(200, { engagement: { id: 7, type: 'CALL' } });
			const credential = await createCredential('hubspotAppToken', { appToken: 'pat-test' });
			const trigger = await publishExample('hubspot-contact.json', {
				'Create or Update Contact': { credential },
				'Add Call': { credential },
			});
			expect(resultOf(await executionFor(trigger, callEvent()))).toEqual(successAt('Add Call'));
			expect(await requestBodies(contacts)).toEqual([
				{
					properties: [
						{ property: 'firstname', value: 'John' },
						{ property: 'lastname', value: 'Doe' },
						{ property: 'phone', value: '+15550100123' },
					],
				},
			]);
			expect(await requestBodies(engagements)).toEqual([
				{
					engagement: { type: 'CALL' },
					metadata: {
						body: SUMMARY,
						durationMilliseconds: 268250,
						recordingUrl: RECORDING,
						status: 'COMPLETED',
					},
					associations: { contactIds: ['501'] },
				},
			]);

			const unanswered = callEvent({ transcript: null, recordingUrl: null, summary: '' });
			expect(resultOf(await executionFor(trigger, unanswered, 2))).toEqual(successAt('Add Call'));
			const [, second] = await requestBodies(engagements);
			expect(second).toMatchObject({
				metadata: {
					body: 'There is no summary.',
					durationMilliseconds: 268250,
					status: 'NO_ANSWER',
				},
			});

			const nameless = callEvent({ customer: null });
			expect(resultOf(await executionFor(trigger, nameless, 3))).toEqual(successAt('Has Email'));
			expect((await requestBodies(contacts)).length).toBe(2);
		});
	});

	describe('with Google', () => {
		const EMAIL = 'calls@example.iam.gserviceaccount.com';
		const { publicKey, privateKey } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		const headers = { authorization: 'Bearer google-test' };
		const serviceAccount: INodeParameters = { authentication: 'serviceAccount' };
		let credential: Credential;

		beforeAll(async () => {
			credential = await createCredential('googleApi', { email: EMAIL, privateKey });
		});

		/** Mocks the token endpoint. It rejects requests that the account's key hasn't signed. */
		const mockTokenEndpoint = async (scope: string) =>
			await internet.proxy
				.forPost('https://oauth2.googleapis.com/token')
				.thenCallback(async ({ body }) => {
					const [head = '', claims = '', signature = ''] = String(
						(await body.getFormData())?.assertion,
					).split('.');
					const isSigned = createVerify('RSA-SHA256')
						.update(`${head}.${claims}`)
						.verify(publicKey, signature, 'base64url');
					const { iss, scope: requestedScopes } = JSON.parse(
						Buffer.from(claims, 'base64url').toString(),
					);
					if (!isSigned || iss !== EMAIL || !String(requestedScopes).split(' ').includes(scope)) {
						return { statusCode: 400, json: { error: 'invalid_grant' } };
					}
					return {
						statusCode: 200,
						json: { access_token: 'google-test', expires_in: 3599, token_type: 'Bearer' },
					};
				});

		it('appends a row for each call below the column names', async () => {
			const DOCUMENT = 'test-document';
			const sheet = `https://sheets.googleapis.com/v4/spreadsheets/${DOCUMENT}`;
			/** The cells of the mock sheet. */
			let rows: unknown[][] = [];
			const requests: string[] = [];
			const valuesOf = async ({ method, url, body }: CompletedRequest): Promise<unknown[][]> => {
				const { pathname, searchParams } = new URL(url);
				const range = decodeURIComponent(pathname.split('/').at(-1) ?? '');
				requests.push(`${method} ${range} ${searchParams.get('valueInputOption')}`);
				const sent: { values: unknown[][] } = JSON.parse((await body.getText()) ?? '');
				return sent.values;
			};
			const values = new RegExp(`^${sheet}/values/`);

			await mockTokenEndpoint('https://www.googleapis.com/auth/spreadsheets');
			await internet.proxy
				.forGet(sheet)
				.withHeaders(headers)
				.thenJson(200, { sheets: [{ properties: { sheetId: 0, title: 'Sheet1', index: 0 } }] });
			await internet.proxy
				.forGet(values)
				.withHeaders(headers)
				.thenCallback(() => ({
					statusCode: 200,
					json: { majorDimension: 'ROWS', ...(rows.length > 0 ? { values: rows } : {}) },
				}));
			await internet.proxy
				.forPut(values)
				.withHeaders(headers)
				.thenCallback(async (request) => {
					rows = [...(await valuesOf(request)), ...rows.slice(1)];
					return { statusCode: 200, json: { updatedRows: 1 } };
				});
			await internet.proxy
				.forPost(values)
				.withHeaders(headers)
				.thenCallback(async (request) => {
					rows = [...rows, ...(await valuesOf(request))];
					return { statusCode: 200, json: { updates: { updatedRows: 1 } } };
				});

			const documentId = { __rl: true, mode: 'list', value: DOCUMENT, cachedResultName: 'Calls' };
			const trigger = await publishExample('google-sheets-row.json', {
				'Append Row': { parameters: { ...serviceAccount, documentId }, credential },
			});
			expect(resultOf(await executionFor(trigger, callEvent()))).toEqual(successAt('Append Row'));
			const formula = callEvent({ summary: '=1+1', recordingUrl: null, postCallCategory2: null });
			expect(resultOf(await executionFor(trigger, formula, 2))).toEqual(successAt('Append Row'));
			const start = '2026-04-01T10:15:30.000Z';
			const customer = ['John Doe', '+15550100123', 'john.doe@example.com', 268.25];
			const id = 'conv_1234567890abcdef';
			expect(rows).toEqual([
				[
					'Date',
					'Customer',
					'Phone',
					'Email',
					'Seconds',
					'Categories',
					'Summary',
					'Recording',
					'Conversation',
				],
				[start, ...customer, 'Delivery change, Upsell', SUMMARY, RECORDING, id],
				[start, ...customer, 'Delivery change', '=1+1', null, id],
			]);
			expect(requests).toEqual([
				'PUT Sheet1!1:1 RAW',
				expect.stringMatching(/^POST Sheet1!\d+:\d+:append RAW$/),
				expect.stringMatching(/^POST Sheet1!\d+:\d+:append RAW$/),
			]);
		});

		it('uploads the unchanged recording to the drive', async () => {
			const recording = randomBytes(3_000_000);
			const session = 'https://www.googleapis.com/upload/drive/v3/files?upload_id=1';
			const parts: Array<{ range: string; content: Buffer }> = [];

			await internet.proxy
				.forGet(RECORDING)
				.thenReply(200, recording, { 'content-type': 'video/mp4' });
			await mockTokenEndpoint('https://www.googleapis.com/auth/drive');
			const started = await internet.proxy
				.forPost('https://www.googleapis.com/upload/drive/v3/files')
				.withQuery({ uploadType: 'resumable', supportsAllDrives: 'true' })
				.withHeaders({ ...headers, 'x-upload-content-type': 'video/mp4' })
				.thenReply(200, '', { location: session });
			await internet.proxy
				.forPut('https://www.googleapis.com/upload/drive/v3/files')
				.withQuery({ upload_id: '1' })
				.thenCallback(({ headers: { 'content-range': range }, body: { buffer } }) => {
					parts.push({ range: String(range), content: buffer });
					const received = Buffer.concat(parts.map(({ content }) => content)).length;
					return received === recording.length
						? { statusCode: 200, json: { id: 'file_1' } }
						: { statusCode: 308, headers: { range: `bytes=0-${received - 1}` } };
				});
			const finished = await internet.proxy
				.forPatch('https://www.googleapis.com/drive/v3/files/file_1')
				.withQuery({ addParents: 'root' })
				.withHeaders(headers)
				.thenJson(200, { kind: 'drive#file', id: 'file_1' });

			const trigger = await publishExample('save-recording.json', {
				Upload: { parameters: serviceAccount, credential },
			});
			expect(resultOf(await executionFor(trigger, callEvent()))).toEqual(successAt('Upload'));
			const name = '2026-04-01 John Doe conv_1234567890abcdef.mp4';
			expect(await requestBodies(started)).toEqual([{ name, parents: ['root'] }]);
			expect(parts.map(({ range }) => range)).toEqual([
				'bytes 0-2097151/3000000',
				'bytes 2097152-2999999/3000000',
			]);
			expect(Buffer.concat(parts.map(({ content }) => content)).equals(recording)).toBe(true);
			expect(await requestBodies(finished)).toEqual([
				{ mimeType: 'video/mp4', name, originalFilename: 'mono.mp4' },
			]);

			const silent = callEvent({ recordingUrl: null });
			expect(resultOf(await executionFor(trigger, silent, 2))).toEqual(successAt('Has Recording'));
		});
	});

	describe('with Oration', () => {
		it("calls a customer who didn't answer once more", async () => {
			const created = await internet.proxy
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
			const credential = await createCredential('orationApi', {
				apiKey: 'key-test',
				workspaceId: 'ws_test',
				baseUrl: 'https://www.oration.ai/api/v2',
			});
			const trigger = await publishExample('follow-up-call.json', {
				Wait: { parameters: { amount: 1, unit: 'seconds' } },
				'Call Again': { credential },
			});
			const unanswered = { endReason: 'user_did_not_answer' };
			expect(resultOf(await executionFor(trigger, callEvent(unanswered)))).toEqual(
				successAt('Call Again'),
			);
			const again = callEvent({ ...unanswered, dynamicVariables: '{"follow_up":"yes"}' });
			expect(resultOf(await executionFor(trigger, again, 2))).toEqual(successAt('First Call Only'));
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

	describe('with Oration and Slack', () => {
		it('calls the number of a form, waits for the analysis and posts the summary', async () => {
			const conversation = newConversation(
				{ agentId: 'agent_1', conversationType: 'telephony', toPhoneNumber: '+15550100123' },
				'ws_test',
			);
			const address = 'https://www.oration.ai/api/v2/conversations';
			await internet.proxy
				.forPost(address)
				.thenJson(200, { results: [newFormatResult(conversation)], errors: [] });
			const got = await internet.proxy
				.forGet(`${address}/${conversation.id}`)
				.once()
				.thenJson(200, { ...conversation, conversationStatus: 'active' });
			await internet.proxy.forGet(`${address}/${conversation.id}`).thenJson(200, {
				...conversation,
				conversationStatus: 'completed',
				summary: SUMMARY,
			});
			const posted = await internet.proxy
				.forPost('https://slack.com/api/chat.postMessage')
				.thenJson(200, { ok: true, channel: 'C1', ts: '1', message: {} });
			const oration = await createCredential('orationApi', {
				apiKey: 'key-test',
				workspaceId: 'ws_test',
				baseUrl: 'https://www.oration.ai/api/v2',
			});
			const slack = await createCredential('slackApi', { accessToken: 'xoxb-test' });
			const channelId = {
				__rl: true,
				mode: 'list',
				value: 'C0123456789',
				cachedResultName: 'calls',
			};
			const { workflow, url } = await importExample('call-and-wait.json', {
				Call: { credential: oration },
				'Get Analysis': { credential: oration },
				'Send Summary': { credential: slack, parameters: { channelId } },
			});
			await n8n.api.api('POST', `/workflows/${workflow.id}/activate`);
			const formUrl = url.replace('/webhook/', '/form/').replace(/\/oration$/, '');
			await waitFor(`${formUrl} to respond`, async () => (await get(formUrl)).status === 200);
			const form = new FormData();
			form.set('field-0', '+15550100123');
			expect((await fetch(formUrl, { method: 'POST', body: form })).status).toBe(200);
			const [execution] = await n8n.api.waitForExecutions(workflow.id, 1);
			if (!execution) throw new Error('n8n has no execution.');
			expect(resultOf(execution)).toEqual(successAt('Send Summary'));
			expect(await got.getSeenRequests()).toHaveLength(1);
			expect(await requestBodies(posted)).toMatchObject([
				{ channel: 'C0123456789', text: `*+15550100123*\n${SUMMARY}` },
			]);
		});
	});

	describe('without a service', () => {
		it('outputs a message for a call', async () => {
			const trigger = await publishExample('call-summary.json', {});
			const execution = await executionFor(trigger, callEvent());
			expect(resultOf(execution)).toEqual(successAt('Message'));
			expect(outputOf(execution, 'Message')).toEqual([
				{ message: `John Doe: ${SUMMARY} (Delivery change, Upsell)` },
			]);
		});

		it("outputs the fields of an event that n8n's Webhook node received", async () => {
			const { workflow } = await importExample('high-volume.json');
			await n8n.api.api('POST', `/workflows/${workflow.id}/activate`);
			const url = `${n8n.url}/webhook/oration-events`;
			await waitFor(
				`${url} to accept events`,
				async () => (await send(url, callEvent())).status === 200,
			);
			const [execution] = await n8n.api.waitForExecutions(workflow.id, 1);
			if (!execution) throw new Error('n8n has no execution.');
			expect(resultOf(execution)).toEqual(successAt('Your Nodes'));
			expect(outputOf(execution, 'Your Nodes')).toEqual([
				expect.objectContaining({
					conversationId: 'conv_1234567890abcdef',
					summary: SUMMARY,
					recordingUrl: RECORDING,
				}),
			]);
		});
	});
});
