/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   n8n reads a certificate from a file; the package doesn't include tests */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventWith } from '../events';
import {
	SAMPLE_CONVERSATION_ID,
	startOrationApi,
	type NextResponse,
	type OrationApi,
} from '../oration-api/server';
import { CORRECT_VALUE, Instance, SECRET_TYPE, type Credential } from './instance';

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-oration-certificate-'));

/** The fake of Oration's API. */
let api: OrationApi;
/** An HTTPS host for recordings. */
let files: OrationApi;
let n8n: Instance;
let credential: Credential;

beforeAll(async () => {
	api = await startOrationApi();
	files = await startOrationApi({ tls: true });
	const certificate = path.join(folder, 'certificate.pem');
	writeFileSync(certificate, files.certificate);
	n8n = await Instance.start({
		NODE_EXTRA_CA_CERTS: certificate,
		// The default of n8n 2. n8n 1 keeps files in memory by default.
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	});
	const { apiKey, workspaceId, baseUrl } = api;
	credential = await n8n.createCredential('orationApi', { apiKey, workspaceId, baseUrl });
});

afterAll(async () => {
	await n8n?.stop();
	await files?.stop();
	await api?.stop();
	rmSync(folder, { recursive: true });
});

describe('the credential test', () => {
	const REJECTED = /^Oration rejected the API key or the workspace\. Check /;
	const NO_CONNECTION = /^n8n couldn't connect to Oration's API\. Check 'Base URL'/;
	it.each<[type: string, changes: object, status: string, message: RegExp]>([
		['orationApi', {}, 'OK', /^The address responded with JSON and didn't reject the API key$/],
		['orationApi', { apiKey: 'wrong' }, 'Error', REJECTED],
		['orationApi', { workspaceId: 'wrong' }, 'Error', REJECTED],
		['orationApi', { baseUrl: 'http://127.0.0.1:9' }, 'Error', NO_CONNECTION],
		[SECRET_TYPE, {}, 'OK', /^The secret has a valid format$/],
		[SECRET_TYPE, { secret: 'two words' }, 'Error', /^'Secret' can contain only letters/],
	])('of %s with %j has the status %s', async (type, changes, status, message) => {
		const { apiKey, workspaceId, baseUrl } = api;
		const valid =
			type === SECRET_TYPE ? { secret: CORRECT_VALUE } : { apiKey, workspaceId, baseUrl };
		const data = { ...valid, ...changes };
		// n8n 1 only tests saved credentials.
		const credentials = { ...(await n8n.createCredential(type, data)), data };
		const result = await n8n.rest('/credentials/test', { credentials });
		expect(result).toEqual({ status, message: expect.stringMatching(message) });
	});
});

describe('the Oration node', () => {
	const continueOnError = { onError: 'continueRegularOutput' };
	const createParameters = {
		resource: 'conversation',
		operation: 'create',
		agentId: 'agent_1',
		toPhoneNumber: '={{ $json.phone }}',
	};

	it('creates conversations, and fails only the item that Oration rejects', async () => {
		const variables = { variable: [{ name: 'name', value: '={{ $json.name }}' }] };
		const parameters = { ...createParameters, variables };
		const action = await n8n.action(parameters, credential, continueOnError);
		const { status, items } = await action.run([
			{ phone: '+15550100001', name: 'Ada' },
			{ phone: '+10000000000', name: 'Bob' },
			{ phone: '+15550100003', name: 'Cy' },
		]);
		expect(status).toBe('success');
		expect(items).toEqual([
			expect.objectContaining({ toPhoneNumber: '+15550100001', conversationStatus: 'created' }),
			{ error: 'Oration rejected the conversation. Customer has do not disturb enabled' },
			expect.objectContaining({ toPhoneNumber: '+15550100003', conversationStatus: 'created' }),
		]);
		expect(api.requests.slice(-3).map(({ body }) => body)).toEqual(
			['Ada', 'Bob', 'Cy'].map((name) => ({
				conversations: [expect.objectContaining({ dynamicVariables: { name } })],
			})),
		);
	});

	it('creates nothing if Retry On Fail is on, because n8n would run it again for all items', async () => {
		const settings = { ...continueOnError, retryOnFail: true, maxTries: 2 };
		const action = await n8n.action(createParameters, credential, settings);
		const before = api.requests.length;
		const { items } = await action.run([{ phone: '+10000000000' }, { phone: '+15550100003' }]);
		const error = expect.stringMatching(/^'Retry On Fail' must be off\. /);
		expect(items).toEqual([{ error }, { error }]);
		expect(api.requests).toHaveLength(before);
	});

	describe('that creates a conversation and waits', () => {
		/** Calls once, while the API knows the conversation like this. */
		const callAndWait = async (id: string, progress: object[], parameters = {}) => {
			const waiting = { ...createParameters, waitFor: 'analysis', ...parameters };
			const action = await n8n.action(waiting, credential);
			const before = api.requests.length;
			api.next({ body: { results: [{ id }] } });
			api.conversations.set(id, { id, conversationStatus: 'dialing' });
			api.progress.set(id, progress);
			const { status, items, hints } = await action.run([{ phone: '+15550100001' }]);
			const calls = api.requests.slice(before).filter(({ method }) => method === 'POST').length;
			return { status, items, hints, calls };
		};

		it('places one call, and outputs its result', async () => {
			const result = { conversationStatus: 'completed', summary: 'Hello' };
			const progress = [{ conversationStatus: 'active' }, result];
			expect(await callAndWait('placed', progress)).toMatchObject({
				status: 'success',
				items: [{ conversationId: 'placed', ...result }],
				hints: [],
				calls: 1,
			});
		});

		it("doesn't fail when the time is up, because that would invite another call", async () => {
			expect(await callAndWait('pending', [], { maxWaitMinutes: 0.01 })).toMatchObject({
				status: 'success',
				items: [{ conversationId: 'pending', conversationStatus: 'dialing', summary: null }],
				hints: [expect.stringMatching(/^The conversation hasn't been analyzed yet\. /)],
				calls: 1,
			});
		});
	});

	const getConversation = async (conversationId: string, parameters = {}) =>
		await n8n.action(
			{ resource: 'conversation', operation: 'get', conversationId, ...parameters },
			credential,
		);

	it.each<[what: string, response: NextResponse, error: string]>([
		['an unknown ID', {}, "Oration couldn't find this conversation Check the ID. It must belong"],
		[
			'an error with a reason',
			{ status: 400, body: { message: 'No' } },
			'Oration rejected the request No',
		],
		[
			'a web page',
			{ headers: { 'content-type': 'text/html' }, body: '<p>Hello</p>' },
			"The response isn't from Oration's API ",
		],
	])('explains how to fix %s', async (_, response, error) => {
		const action = await getConversation('unknown');
		api.next(response);
		expect(await action.run()).toMatchObject({
			status: 'error',
			error: expect.stringContaining(error),
		});
	});

	it('outputs a conversation when it has been analyzed, in the same format as the trigger', async () => {
		api.conversations.set('waiting', { id: 'waiting', conversationStatus: 'created' });
		api.progress.set('waiting', [
			{ conversationStatus: 'active' },
			{ conversationStatus: 'completed', summary: 'Hello', postCallCategory1: 'Upsell' },
		]);
		const action = await getConversation('waiting', { waitFor: 'analysis' });
		expect(await action.run()).toMatchObject({
			status: 'success',
			items: [{ conversationId: 'waiting', summary: 'Hello', categories: ['Upsell'] }],
		});
	});

	it('ends a wait when the execution is canceled', async () => {
		api.conversations.set('endless', { id: 'endless', conversationStatus: 'active' });
		const waiting = await getConversation('endless', { waitFor: 'analysis' });
		const asked = api.requestReceived();
		await waiting.start();
		await asked;
		expect((await waiting.cancel()).status).toBe('canceled');
	});

	it('creates or updates customers in one batch and waits for the job, once with Retry On Fail', async () => {
		const customers = ['Ada', 'Bob'].map((name) => ({ identifier: `crm-${name}`, name }));
		const upsert = {
			resource: 'customer',
			operation: 'upsert',
			identifier: '={{ $json.identifier }}',
			additionalFields: { name: '={{ $json.name }}' },
			waitForCompletion: true,
		};
		const action = await n8n.action(upsert, credential, { retryOnFail: true });
		const before = api.requests.length;
		const { items } = await action.run(customers);
		const batches = api.requests.slice(before).filter(({ method }) => method === 'POST');
		expect(batches.map(({ body }) => body)).toEqual([{ customers, strategy: 'upsert' }]);

		const jobId = String(items[0]?.jobId);
		const job = await n8n.action({ resource: 'job', operation: 'get', jobId }, credential);
		const ended = [expect.objectContaining({ jobId, status: 'success' })];
		expect([items, (await job.run()).items]).toEqual([ended, ended]);
	});

	it('parses events without a credential, with a hint, and fails only invalid events', async () => {
		const fields = ['eventId', 'summary'];
		const parse = { resource: 'event', operation: 'parse', output: 'selectedFields', fields };
		const action = await n8n.action(parse, undefined, continueOnError);
		const event = eventWith({ userJoinTime: '2026-04-01T10:15:30Z' });
		const { items, hints } = await action.run([{ ...event }, { eventType: 'x' }]);
		const error =
			"The input isn't an Oration event. The field 'payload' is missing or isn't an object. Check that 'Event' contains the whole body from Oration.";
		expect(items).toEqual([{ eventId: event.eventId, summary: null }, { error }]);
		expect(hints).toEqual([expect.stringContaining('Oration sent no summary.')]);
	});

	it('outputs verified events unchanged and fails the others', async () => {
		const options = { agentId: '={{ $json.agentId }}' };
		const verify = { resource: 'event', operation: 'verify', options };
		const action = await n8n.action(verify, credential, continueOnError);
		const agentId = 'agent_1234567890abcdef';
		const genuine = { conversationId: SAMPLE_CONVERSATION_ID, agentId, summary: 'Sent' };
		const { items } = await action.run([
			genuine,
			{ ...genuine, conversationId: 'forged' },
			{ ...genuine, agentId: 'agent_other' },
			{ ...genuine, agentId: '' },
		]);
		expect(items).toEqual([
			genuine,
			{ error: expect.stringContaining("Oration couldn't find its conversation.") },
			{ error: expect.stringContaining('Its conversation has another agent in Oration.') },
			{ error: expect.stringContaining("'Agent ID' is empty.") },
		]);
	});

	it("uses each item's credential", async () => {
		const { apiKey, workspaceId, baseUrl } = api;
		const data = { apiKey, workspaceId: '={{ $json.workspaceId }}', baseUrl };
		const fields = { output: 'selectedFields', fields: ['conversationId'] };
		const get = { resource: 'conversation', operation: 'get', ...fields };
		const conversationId = SAMPLE_CONVERSATION_ID;
		const own = await n8n.createCredential('orationApi', data);
		const action = await n8n.action({ ...get, conversationId }, own, continueOnError);
		const { items } = await action.run([{ workspaceId: 'other' }, { workspaceId }]);
		const error = expect.stringContaining('Oration rejected the API key or the workspace.');
		expect(items).toEqual([{ error }, { conversationId }]);
	});

	it('is available as a tool for AI agents', async () => {
		const types: Array<{ name: string }> = await n8n.get('/types/nodes.json');
		expect(types.map(({ name }) => name)).toContain('n8n-nodes-oration.orationTool');
	});
});

/** Returns the URL of a recording with `size` bytes. */
const recording = (size: number, name = 'call.mp4', type = 'video/mp4') =>
	`${files.url}/recordings/${name}?size=${size}&type=${type}`;
const redirectTo = (url: string) => `${files.url}/redirect?to=${encodeURIComponent(url)}`;

describe('a recording', () => {
	const download = async (options = {}) =>
		await n8n.action({
			resource: 'recording',
			operation: 'download',
			recordingUrl: '={{ $json.url }}',
			options: { allowedHosts: 'localhost', ...options },
		});

	it('is output with its file name and type, also after a redirect and with 200 MB', async () => {
		const action = await download();
		const urls = [
			recording(5000, 'call.mp3', 'binary/octet-stream'),
			redirectTo(recording(6000)),
			recording(200_000_000),
		];
		const { files: downloaded } = await action.run(urls.map((url) => ({ url })));
		const video = { fileName: 'call.mp4', mimeType: 'video/mp4' };
		expect(downloaded).toMatchObject([
			{ recording: { fileName: 'call.mp3', mimeType: 'audio/mpeg', fileSize: '5 kB' } },
			{ recording: { ...video, fileSize: '6 kB' } },
			{ recording: { ...video, fileSize: '200 MB' } },
		]);
		expect(files.requests.at(-1)?.headers).not.toHaveProperty('x-api-key');
	});

	it.each([
		['http', 'http://localhost/x', 'must start with https://'],
		['another host', 'https://example.com/x', 'If you trust example.com, add it to the option'],
		['a loopback address', 'https://127.0.0.1/x', 'If you trust 127.0.0.1, add it to the option'],
		['user and password', 'https://a:b@localhost/x', 'must not contain a username or password'],
	])("isn't downloaded from %s, also not after a redirect", async (_, url, reason) => {
		const action = await download();
		const error = expect.stringMatching(`^The recording couldn't be downloaded .*${reason}`);
		for (const address of [url, redirectTo(url)]) {
			expect(await action.run([{ url: address }])).toMatchObject({ status: 'error', error });
		}
	});

	it.each([
		['is too large', '/recordings/call.mp4?size=2000000', 'larger than 1 MB'],
		['is too large', '/recordings/call.mp4?size=2000000&chunked=1', 'larger than 1 MB'],
		['redirects endlessly', '/loop', 'more than 5 redirects'],
		['ends early', '/recordings/call.mp4?size=500000&truncate=1', 'The transfer was interrupted'],
	])('fails if it %s: %s', async (_, path, reason) => {
		const action = await download({ maximumRecordingSize: 1 });
		expect((await action.run([{ url: files.url + path }])).error).toContain(reason);
	});
});
