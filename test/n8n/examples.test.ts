import { createVerify, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { CompletedRequest, MockedEndpoint } from 'mockttp';
import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import { outputOf, type Execution } from '../../scripts/n8n/client';
import { waitFor } from '../../scripts/waitFor';
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { SAMPLES } from '../../nodes/Oration/trigger/samples';
import { newConversation, newerResult } from '../oration-api/conversations';
import { EXAMPLES, readExample, STARTS, toWorkflow } from '../examples';
import { answersOnceStored, Instance, send, TriggerUnderTest, type Credential } from './instance';
import { bodiesTo, Internet } from './internet';

/** What a user does to a node of an example. */
interface Change {
	parameters?: INodeParameters;
	credential?: Credential;
}

let n8n: Instance;
let internet: Internet;

/** Imports an example as the editor does, after the changes that its note asks for. */
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

/** A call as Oration sends it, with an ID of its own. */
function call(changes: JsonObject = {}): OrationEvent {
	const { event } = SAMPLES.answered;
	return { ...event, eventId: randomUUID(), payload: { ...event.payload, ...changes } };
}

/** Sends an event, and gives the execution that it started, the latest one of so many. */
async function executionOf(
	{ url, workflow }: TriggerUnderTest,
	event: OrationEvent,
	count = 1,
): Promise<Execution> {
	expect((await send(url, event)).status).toBe(200);
	const [newest] = await n8n.api.executions(workflow.id, count);
	if (!newest) throw new Error('There is no execution.');
	return newest;
}

const endOf = ({ status, data }: Execution) => ({
	status,
	error: data.resultData.error?.message,
	lastNode: data.resultData.lastNodeExecuted,
});
const endedAt = (lastNode: string) => ({ status: 'success', error: undefined, lastNode });

const describeInN8n2 = answersOnceStored ? describe : describe.skip;

describeInN8n2('the examples (skipped in n8n 1: they have newer versions of its nodes)', () => {
	beforeAll(async () => {
		internet = await Internet.start();
		n8n = await Instance.start({
			...internet.env,
			N8N_LOG_LEVEL: 'info',
			// What n8n would ask the internet by itself.
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		});
	});

	afterAll(async () => {
		await n8n?.stop();
		await internet?.stop();
	});

	beforeEach(async () => {
		await internet.forget();
	});

	afterEach(() => {
		expect(internet.unexpected).toEqual([]);
	});

	describe.each(EXAMPLES)('%s', (file) => {
		it('runs in the editor before anything is connected, with the pinned data', async () => {
			const { workflow } = await importExample(file);
			const { nodes, pinData } = readExample(file);
			const start = nodes.find(({ type }) => STARTS.includes(type));
			const { data } = await n8n.api.rest(`/workflows/${workflow.id}/run`, {
				triggerToStartFrom: { name: start?.name },
			});
			expect(data).toEqual({ executionId: expect.any(String) });
			const [execution] = await n8n.api.executions(workflow.id, 1);
			if (!execution) throw new Error('There is no execution.');
			const last = nodes.at(-1)?.name ?? '';
			expect(endOf(execution)).toEqual(endedAt(last));
			expect(outputOf(execution, last)).toEqual(pinData[last] ?? [expect.any(Object)]);
		});

		it('has in each node only what that version of the node knows and shows', async () => {
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
		/** n8n sends an option of its own along, which Slack leaves aside. */
		const always = { channel: CHANNEL, includeLinkToWorkflow: false };
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

		it('the summary of each call is posted, and no mention that a caller makes', async () => {
			const change = { parameters: channel, credential };
			const trigger = await publishExample('slack-summary.json', { 'Send Summary': change });
			expect(endOf(await executionOf(trigger, call()))).toEqual(endedAt('Send Summary'));
			await executionOf(trigger, call({ summary: 'Said <!channel>' }), 2);
			await executionOf(
				trigger,
				call({
					summary: '',
					customer: null,
					recordingUrl: null,
					postCallCategory1: null,
					postCallCategory2: null,
				}),
				3,
			);
			expect(await bodiesTo(posted)).toEqual([
				{
					...always,
					text: `*John Doe* (Delivery change, Upsell)\n${SUMMARY}\n<${RECORDING}|Listen to the recording>`,
				},
				{
					...always,
					text: `*John Doe* (Delivery change, Upsell)\nSaid &lt;!channel>\n<${RECORDING}|Listen to the recording>`,
				},
				{ ...always, text: '*+15550100123*\nThere is no summary.' },
			]);
		});

		it('an alert is posted for a negative sentiment or a chosen category, and for nothing else', async () => {
			const change = { parameters: channel, credential };
			const trigger = await publishExample('alert-unhappy.json', { 'Send Alert': change });
			expect(endOf(await executionOf(trigger, call()))).toEqual(endedAt('Needs Attention'));
			const calm = call({ postCallMetadata: null, postCallCategory1: null });
			expect(endOf(await executionOf(trigger, calm, 2))).toEqual(endedAt('Needs Attention'));
			expect(await bodiesTo(posted)).toEqual([]);

			const unhappy = call({ postCallMetadata: { sentiment: 'Negative' } });
			expect(endOf(await executionOf(trigger, unhappy, 3))).toEqual(endedAt('Send Alert'));
			const complaint = call({ postCallCategory1: 'Upsell', postCallCategory2: 'complaint' });
			expect(endOf(await executionOf(trigger, complaint, 4))).toEqual(endedAt('Send Alert'));
			const alert = ':rotating_light: *John Doe* (+15550100123) may be unhappy';
			const end = `${SUMMARY}\n<${RECORDING}|Listen to the recording>`;
			expect(await bodiesTo(posted)).toEqual([
				{
					...always,
					text: `${alert}\nSentiment: Negative, categories: Delivery change, Upsell\n${end}`,
				},
				{
					...always,
					text: `${alert}\nSentiment: positive, categories: Upsell, complaint\n${end}`,
				},
			]);
		});
	});

	describe('with HubSpot', () => {
		it('the contact is created or updated, and the call added to it', async () => {
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
			expect(endOf(await executionOf(trigger, call()))).toEqual(endedAt('Add Call'));
			expect(await bodiesTo(contacts)).toEqual([
				{
					properties: [
						{ property: 'firstname', value: 'John' },
						{ property: 'lastname', value: 'Doe' },
						{ property: 'phone', value: '+15550100123' },
					],
				},
			]);
			expect(await bodiesTo(engagements)).toEqual([
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

			const unanswered = call({ transcript: null, recordingUrl: null, summary: '' });
			expect(endOf(await executionOf(trigger, unanswered, 2))).toEqual(endedAt('Add Call'));
			const [, second] = await bodiesTo(engagements);
			expect(second).toMatchObject({
				metadata: {
					body: 'There is no summary.',
					durationMilliseconds: 268250,
					status: 'NO_ANSWER',
				},
			});

			const nameless = call({ customer: null });
			expect(endOf(await executionOf(trigger, nameless, 3))).toEqual(endedAt('Has Email'));
			expect((await bodiesTo(contacts)).length).toBe(2);
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

		/** Gives a token for a request that the key of the account has signed. */
		const giveToken = async (scope: string) =>
			await internet.proxy
				.forPost('https://oauth2.googleapis.com/token')
				.thenCallback(async ({ body }) => {
					const [head = '', claims = '', signature = ''] = String(
						(await body.getFormData())?.assertion,
					).split('.');
					const isSigned = createVerify('RSA-SHA256')
						.update(`${head}.${claims}`)
						.verify(publicKey, signature, 'base64url');
					const { iss, scope: asked } = JSON.parse(Buffer.from(claims, 'base64url').toString());
					if (!isSigned || iss !== EMAIL || !String(asked).split(' ').includes(scope)) {
						return { statusCode: 400, json: { error: 'invalid_grant' } };
					}
					return {
						statusCode: 200,
						json: { access_token: 'google-test', expires_in: 3599, token_type: 'Bearer' },
					};
				});

		it('a row is added to the sheet for each call, below the names of the columns', async () => {
			const DOCUMENT = 'test-document';
			const sheet = `https://sheets.googleapis.com/v4/spreadsheets/${DOCUMENT}`;
			/** The cells of the sheet. */
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

			await giveToken('https://www.googleapis.com/auth/spreadsheets');
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
			expect(endOf(await executionOf(trigger, call()))).toEqual(endedAt('Append Row'));
			const formula = call({ summary: '=1+1', recordingUrl: null, postCallCategory2: null });
			expect(endOf(await executionOf(trigger, formula, 2))).toEqual(endedAt('Append Row'));
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

		it('the recording is saved in the drive, byte for byte', async () => {
			const recording = randomBytes(3_000_000);
			const session = 'https://www.googleapis.com/upload/drive/v3/files?upload_id=1';
			const parts: Array<{ range: string; content: Buffer }> = [];

			await internet.proxy
				.forGet(RECORDING)
				.thenReply(200, recording, { 'content-type': 'video/mp4' });
			await giveToken('https://www.googleapis.com/auth/drive');
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
			expect(endOf(await executionOf(trigger, call()))).toEqual(endedAt('Upload'));
			const name = '2026-04-01 John Doe conv_1234567890abcdef.mp4';
			expect(await bodiesTo(started)).toEqual([{ name, parents: ['root'] }]);
			expect(parts.map(({ range }) => range)).toEqual([
				'bytes 0-2097151/3000000',
				'bytes 2097152-2999999/3000000',
			]);
			expect(Buffer.concat(parts.map(({ content }) => content)).equals(recording)).toBe(true);
			expect(await bodiesTo(finished)).toEqual([
				{ mimeType: 'video/mp4', name, originalFilename: 'mono.mp4' },
			]);

			const silent = call({ recordingUrl: null });
			expect(endOf(await executionOf(trigger, silent, 2))).toEqual(endedAt('Has Recording'));
		});
	});

	describe('with Oration', () => {
		it('a customer who did not answer is called once more', async () => {
			const created = await internet.proxy
				.forPost('https://www.oration.ai/api/v2/conversations')
				.withHeaders({ 'x-api-key': 'key-test', 'x-workspace-id': 'ws_test' })
				.thenJson(200, {
					results: [
						newerResult(
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
			expect(endOf(await executionOf(trigger, call(unanswered)))).toEqual(endedAt('Call Again'));
			const again = call({ ...unanswered, dynamicVariables: '{"follow_up":"yes"}' });
			expect(endOf(await executionOf(trigger, again, 2))).toEqual(endedAt('First Call Only'));
			expect(await bodiesTo(created)).toEqual([
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

	describe('without a service', () => {
		it('a message is made of a call', async () => {
			const trigger = await publishExample('call-summary.json', {});
			const execution = await executionOf(trigger, call());
			expect(endOf(execution)).toEqual(endedAt('Message'));
			expect(outputOf(execution, 'Message')).toEqual([
				{ message: `John Doe: ${SUMMARY} (Delivery change, Upsell)` },
			]);
		});

		it("n8n's Webhook node takes an event, and its fields come out", async () => {
			const { workflow } = await importExample('high-volume.json');
			await n8n.api.api('POST', `/workflows/${workflow.id}/activate`);
			const url = `${n8n.url}/webhook/oration-events`;
			await waitFor(`${url} to take events`, async () => (await send(url, call())).status === 200);
			const [execution] = await n8n.api.executions(workflow.id, 1);
			if (!execution) throw new Error('There is no execution.');
			expect(endOf(execution)).toEqual(endedAt('Your Nodes'));
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
