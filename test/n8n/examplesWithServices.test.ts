import { createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { CompletedRequest, MockedEndpoint } from 'mockttp';
import type { INodeParameters } from 'n8n-workflow';
import type { JsonObject } from '../../nodes/Oration/event/json';
import {
	callEvent,
	describeInN8n2,
	ExampleRunner,
	RECORDING,
	resultOf,
	SLACK_CHANNEL,
	slackChannel,
	successAt,
	SUMMARY,
} from './exampleRunner';
import type { Credential } from './instance';
import { requestBodies } from './internet';

describeInN8n2('the examples with services (skipped in n8n 1)', () => {
	const examples = ExampleRunner.forTests();

	describe('with Slack', () => {
		/** n8n always sends its option `includeLinkToWorkflow`, which Slack ignores. */
		const defaults = { channel: SLACK_CHANNEL, includeLinkToWorkflow: false };
		const channel = slackChannel();
		let credential: Credential;
		let posted: MockedEndpoint;

		beforeAll(async () => {
			credential = await examples.createSlackCredential();
		});

		beforeEach(async () => {
			posted = await examples.mockSlack();
		});

		it('posts the summary of each call, and escapes mentions in its texts', async () => {
			const change = { parameters: channel, credential };
			const trigger = await examples.publish('slack-summary.json', { 'Send Summary': change });
			expect(resultOf(await examples.executionFor(trigger, callEvent()))).toEqual(
				successAt('Send Summary'),
			);
			const hostile = { summary: 'Said <!channel>', recordingUrl: `${RECORDING}?> <!here|a>` };
			await examples.executionFor(trigger, callEvent(hostile), 2);
			await examples.executionFor(
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
					text: `*John Doe* (Delivery change, Upsell)\nSaid &lt;!channel>\n<${RECORDING}?%3E %3C!here%7Ca%3E|Listen to the recording>`,
				},
				{ ...defaults, text: '*+15550100123*\nThere is no summary.' },
			]);
		});

		it('posts an alert only for a negative sentiment or a selected category', async () => {
			const change = { parameters: channel, credential };
			const trigger = await examples.publish('alert-unhappy.json', { 'Send Alert': change });
			expect(resultOf(await examples.executionFor(trigger, callEvent()))).toEqual(
				successAt('Needs Attention'),
			);
			const calm = callEvent({ postCallMetadata: null, postCallCategory1: null });
			expect(resultOf(await examples.executionFor(trigger, calm, 2))).toEqual(
				successAt('Needs Attention'),
			);
			expect(await requestBodies(posted)).toEqual([]);

			const unhappy = callEvent({ postCallMetadata: { sentiment: 'Negative' } });
			expect(resultOf(await examples.executionFor(trigger, unhappy, 3))).toEqual(
				successAt('Send Alert'),
			);
			const complaint = callEvent({ postCallCategory1: 'Upsell', postCallCategory2: 'complaint' });
			expect(resultOf(await examples.executionFor(trigger, complaint, 4))).toEqual(
				successAt('Send Alert'),
			);
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
		const headers = { authorization: 'Bearer pat-test' };
		const HUBSPOT = 'https://api.hubapi.com';
		let credential: Credential;
		let contacts: MockedEndpoint;
		let created: MockedEndpoint;
		let engagements: MockedEndpoint;

		beforeAll(async () => {
			credential = await examples.createCredential('hubspotAppToken', { appToken: 'pat-test' });
		});

		beforeEach(async () => {
			const post = async (path: string, response: object) =>
				await examples.internet.proxy
					.forPost(`${HUBSPOT}${path}`)
					.withHeaders(headers)
					.thenJson(200, response);
			contacts = await post('/contacts/v1/contact/createOrUpdate/email/john.doe@example.com', {
				vid: 501,
				isNew: true,
			});
			created = await post('/crm/v3/objects/contacts', { id: '502', properties: {} });
			engagements = await post('/engagements/v1/engagements', {
				engagement: { id: 7, type: 'CALL' },
			});
		});

		/** Mocks the search for contacts. */
		const mockSearch = async (results: object[]) =>
			await examples.internet.proxy
				.forPost(`${HUBSPOT}/crm/v3/objects/contacts/search`)
				.withHeaders(headers)
				.thenJson(200, { total: results.length, results });

		/** The call of a customer whom Oration knows only by name and number. */
		const phoneOnly = () =>
			callEvent({ customer: { name: 'Jane van Dyke', phoneNumber: '+15550100124' } });

		const publish = async (file = 'hubspot-contact.json', changes = {}) =>
			await examples.publish(file, {
				'Create or Update Contact': { credential },
				'Find Contact': { credential },
				'Create Contact': { credential },
				'Add Call': { credential },
				...changes,
			});

		it('creates or updates a contact with an email address and adds the call to it', async () => {
			const execution = await examples.executionFor(await publish(), callEvent());
			expect(resultOf(execution)).toEqual(successAt('Add Call'));
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
		});

		it('adds an unanswered call as one', async () => {
			const unanswered = callEvent({ transcript: null, recordingUrl: null, summary: '' });
			await examples.executionFor(await publish(), unanswered);
			expect(await requestBodies(engagements)).toMatchObject([
				{
					metadata: {
						body: 'There is no summary.',
						durationMilliseconds: 268250,
						status: 'NO_ANSWER',
					},
				},
			]);
		});

		it('finds a customer without an email address by phone number', async () => {
			const searched = await mockSearch([{ id: '503', properties: { firstname: 'Jane' } }]);
			const execution = await examples.executionFor(await publish(), phoneOnly());
			expect(resultOf(execution)).toEqual(successAt('Add Call'));
			expect(await requestBodies(searched)).toEqual([
				expect.objectContaining({
					limit: 1,
					filterGroups: ['phone', 'mobilephone'].map((propertyName) => ({
						filters: [{ propertyName, operator: 'EQ', value: '+15550100124' }],
					})),
				}),
			]);
			expect(await requestBodies(engagements)).toMatchObject([
				{ associations: { contactIds: ['503'] } },
			]);
			expect(await requestBodies(created)).toEqual([]);
		});

		it('creates a customer without an email address whom HubSpot does not have', async () => {
			await mockSearch([]);
			const execution = await examples.executionFor(await publish(), phoneOnly());
			expect(resultOf(execution)).toEqual(successAt('Add Call'));
			expect(await requestBodies(created)).toEqual([
				{ properties: { firstname: 'Jane', lastname: 'van Dyke', phone: '+15550100124' } },
			]);
			expect(await requestBodies(engagements)).toMatchObject([
				{ metadata: { body: SUMMARY }, associations: { contactIds: ['502'] } },
			]);
		});

		it('skips a customer with neither', async () => {
			const unknown = callEvent({ customer: null, toPhoneNumber: null });
			const execution = await examples.executionFor(await publish(), unknown);
			expect(resultOf(execution)).toEqual(successAt('Email or Phone'));
		});

		describe('and Slack', () => {
			let slack: Credential;

			beforeAll(async () => {
				slack = await examples.createSlackCredential();
			});

			const publishBoth = async () =>
				await publish('slack-and-hubspot.json', {
					'Send Summary': { credential: slack, parameters: slackChannel() },
				});

			it('posts the summary and adds the call', async () => {
				const posted = await examples.mockSlack();
				const execution = await examples.executionFor(await publishBoth(), callEvent());
				expect(resultOf(execution)).toEqual(successAt('Add Call'));
				expect(await requestBodies(posted)).toMatchObject([
					{
						channel: SLACK_CHANNEL,
						text: `*John Doe* (Delivery change, Upsell)\n${SUMMARY}\n<${RECORDING}|Listen to the recording>`,
					},
				]);
				expect(await requestBodies(engagements)).toMatchObject([
					{ metadata: { body: SUMMARY }, associations: { contactIds: ['501'] } },
				]);
			});

			it('adds the call after a retry if Slack rejected the message at first', async () => {
				await examples
					.slackMessage()
					.once()
					.thenJson(200, { ok: false, error: 'channel_not_found' });
				const posted = await examples.mockSlack();
				const failed = await examples.executionFor(await publishBoth(), callEvent());
				expect(resultOf(failed)).toMatchObject({ status: 'error', lastNode: 'Send Summary' });
				expect(await requestBodies(engagements)).toEqual([]);
				expect(await examples.n8n.retry(failed.id)).toBe('success');
				expect(await requestBodies(posted)).toHaveLength(1);
				expect(await requestBodies(engagements)).toHaveLength(1);
			});
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
			credential = await examples.createCredential('googleApi', { email: EMAIL, privateKey });
		});

		/** Mocks the token endpoint. It rejects requests that the account's key hasn't signed. */
		const mockTokenEndpoint = async (scope: string) =>
			await examples.internet.proxy
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

		const DOCUMENT = 'test-document';
		const documentId = { __rl: true, mode: 'list', value: DOCUMENT, cachedResultName: 'Calls' };

		/** Mocks a sheet. Returns its cells and the requests that changed them. */
		const mockSheet = async () => {
			const content: { rows: unknown[][]; requests: string[] } = { rows: [], requests: [] };
			const sheet = `https://sheets.googleapis.com/v4/spreadsheets/${DOCUMENT}`;
			const valuesOf = async ({ method, url, body }: CompletedRequest): Promise<unknown[][]> => {
				const { pathname, searchParams } = new URL(url);
				const range = decodeURIComponent(pathname.split('/').at(-1) ?? '');
				content.requests.push(`${method} ${range} ${searchParams.get('valueInputOption')}`);
				const sent: { values: unknown[][] } = JSON.parse((await body.getText()) ?? '');
				return sent.values;
			};
			const values = new RegExp(`^${sheet}/values/`);

			await mockTokenEndpoint('https://www.googleapis.com/auth/spreadsheets');
			await examples.internet.proxy
				.forGet(sheet)
				.withHeaders(headers)
				.thenJson(200, { sheets: [{ properties: { sheetId: 0, title: 'Sheet1', index: 0 } }] });
			await examples.internet.proxy
				.forGet(values)
				.withHeaders(headers)
				.thenCallback(() => ({
					statusCode: 200,
					json: {
						majorDimension: 'ROWS',
						...(content.rows.length > 0 ? { values: content.rows } : {}),
					},
				}));
			await examples.internet.proxy
				.forPut(values)
				.withHeaders(headers)
				.thenCallback(async (request) => {
					content.rows = [...(await valuesOf(request)), ...content.rows.slice(1)];
					return { statusCode: 200, json: { updatedRows: 1 } };
				});
			await examples.internet.proxy
				.forPost(values)
				.withHeaders(headers)
				.thenCallback(async (request) => {
					content.rows = [...content.rows, ...(await valuesOf(request))];
					return { statusCode: 200, json: { updates: { updatedRows: 1 } } };
				});
			return content;
		};

		it('appends a row for each call below the column names', async () => {
			const sheet = await mockSheet();
			const trigger = await examples.publish('google-sheets-row.json', {
				'Append Row': { parameters: { ...serviceAccount, documentId }, credential },
			});
			expect(resultOf(await examples.executionFor(trigger, callEvent()))).toEqual(
				successAt('Append Row'),
			);
			const formula = callEvent({ summary: '=1+1', recordingUrl: null, postCallCategory2: null });
			expect(resultOf(await examples.executionFor(trigger, formula, 2))).toEqual(
				successAt('Append Row'),
			);
			const start = '2026-04-01T10:15:30.000Z';
			const customer = ['John Doe', '+15550100123', 'john.doe@example.com', 268.25];
			const id = 'conv_1234567890abcdef';
			expect(sheet.rows).toEqual([
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
			expect(sheet.requests).toEqual([
				'PUT Sheet1!1:1 RAW',
				expect.stringMatching(/^POST Sheet1!\d+:\d+:append RAW$/),
				expect.stringMatching(/^POST Sheet1!\d+:\d+:append RAW$/),
			]);
		});

		it('uploads the unchanged recording to the drive', async () => {
			const recording = randomBytes(3_000_000);
			const session = 'https://www.googleapis.com/upload/drive/v3/files?upload_id=1';
			const parts: Array<{ range: string; content: Buffer }> = [];

			await examples.internet.proxy
				.forGet(RECORDING)
				.thenReply(200, recording, { 'content-type': 'video/mp4' });
			await mockTokenEndpoint('https://www.googleapis.com/auth/drive');
			const started = await examples.internet.proxy
				.forPost('https://www.googleapis.com/upload/drive/v3/files')
				.withQuery({ uploadType: 'resumable', supportsAllDrives: 'true' })
				.withHeaders({ ...headers, 'x-upload-content-type': 'video/mp4' })
				.thenReply(200, '', { location: session });
			await examples.internet.proxy
				.forPut('https://www.googleapis.com/upload/drive/v3/files')
				.withQuery({ upload_id: '1' })
				.thenCallback(({ headers: { 'content-range': range }, body: { buffer } }) => {
					parts.push({ range: String(range), content: buffer });
					const received = Buffer.concat(parts.map(({ content }) => content)).length;
					return received === recording.length
						? { statusCode: 200, json: { id: 'file_1' } }
						: { statusCode: 308, headers: { range: `bytes=0-${received - 1}` } };
				});
			const finished = await examples.internet.proxy
				.forPatch('https://www.googleapis.com/drive/v3/files/file_1')
				.withQuery({ addParents: 'root' })
				.withHeaders(headers)
				.thenJson(200, { kind: 'drive#file', id: 'file_1' });

			const trigger = await examples.publish('save-recording.json', {
				Upload: { parameters: serviceAccount, credential },
			});
			expect(resultOf(await examples.executionFor(trigger, callEvent()))).toEqual(
				successAt('Upload'),
			);
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
			expect(resultOf(await examples.executionFor(trigger, silent, 2))).toEqual(
				successAt('Has Recording'),
			);
		});

		describe('and an AI model', () => {
			const FACTS = {
				reasons: ['Move the delivery', 'Order one more unit'],
				promisedDates: [{ promise: 'Delivery', date: '2026-04-03' }],
				nextStep: 'Send the confirmation email',
				confidence: 0.93,
			};

			/** Mocks the answer of the model. */
			const mockModel = async (facts: object) =>
				await examples.internet.proxy
					.forPost('https://api.openai.com/v1/responses')
					.withHeaders({ authorization: 'Bearer sk-test' })
					.thenJson(200, {
						id: 'resp_1',
						object: 'response',
						created_at: 1775038863,
						status: 'completed',
						model: 'gpt-5-mini',
						output: [
							{
								id: 'msg_1',
								type: 'message',
								role: 'assistant',
								status: 'completed',
								content: [
									{
										type: 'output_text',
										text: JSON.stringify(facts),
										annotations: [],
									},
								],
							},
						],
						usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
					});

			const publish = async () =>
				await examples.publish('extract-with-ai.json', {
					'OpenAI Chat Model': {
						credential: await examples.createCredential('openAiApi', { apiKey: 'sk-test' }),
					},
					'Append Row': { parameters: { ...serviceAccount, documentId }, credential },
					'Send for Review': {
						parameters: slackChannel(),
						credential: await examples.createSlackCredential(),
					},
				});

			it('appends a row with what the model extracted from the transcript', async () => {
				const sheet = await mockSheet();
				const asked = await mockModel(FACTS);
				const execution = await examples.executionFor(await publish(), callEvent());
				expect(resultOf(execution)).toEqual(successAt('Append Row'));
				expect(sheet.rows).toEqual([
					['Date', 'Customer', 'Reasons', 'Promised', 'Next Step', 'Conversation'],
					[
						'2026-04-01T10:15:30.000Z',
						'John Doe',
						'Move the delivery; Order one more unit',
						'Delivery on 2026-04-03',
						'Send the confirmation email',
						'conv_1234567890abcdef',
					],
				]);
				const [question] = await requestBodies(asked);
				expect(JSON.stringify(question)).toContain('can you deliver on Friday instead?');
			});

			it.each<[string, JsonObject]>([
				['low confidence', { confidence: 0.5 }],
				['no reason', { reasons: [] }],
				['no date', { promisedDates: [{ promise: 'Delivery', date: 'Friday' }] }],
				[
					'a date before the call',
					{ promisedDates: [{ promise: 'Delivery', date: '2026-03-31' }] },
				],
			])('posts a result with %s for review', async (_, doubt) => {
				const posted = await examples.mockSlack();
				await mockModel({ ...FACTS, ...doubt });
				const execution = await examples.executionFor(await publish(), callEvent());
				expect(resultOf(execution)).toEqual(successAt('Send for Review'));
				expect(await requestBodies(posted)).toMatchObject([
					{ text: expect.stringContaining(':mag: *Please check the call with John Doe*') },
				]);
			});

			it('escapes what the model extracted for Slack', async () => {
				const posted = await examples.mockSlack();
				await mockModel({
					reasons: ['<!channel>'],
					promisedDates: [{ promise: '<!here>', date: '2026-04-03' }],
					nextStep: '<@U1>',
					confidence: 0,
				});
				await examples.executionFor(await publish(), callEvent());
				expect(await requestBodies(posted)).toMatchObject([
					{
						text: [
							':mag: *Please check the call with John Doe*',
							'Reasons: &lt;!channel>',
							'Promised: &lt;!here> on 2026-04-03',
							'Next step: &lt;@U1>',
							'Confidence: 0',
							'Conversation: conv_1234567890abcdef',
						].join('\n'),
					},
				]);
			});

			it('skips a call without a transcript', async () => {
				const execution = await examples.executionFor(
					await publish(),
					callEvent({ transcript: null }),
				);
				expect(resultOf(execution)).toEqual(successAt('Has Transcript'));
			});
		});
	});
});
