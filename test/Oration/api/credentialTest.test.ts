import { mock } from 'jest-mock-extended';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
} from 'n8n-workflow';
import { Oration } from '../../../nodes/Oration/Oration.node';
import { startOrationApi, type NextResponse, type OrationApi } from '../../oration-api/server';
import { credentialFor } from '../executeNode';
import { sendRequest, type Client } from '../sendRequest';

interface LegacyRequestOptions {
	uri: string;
	headers: ICredentialDataDecryptedObject;
	timeout: number;
	followRedirect: boolean;
	simple: boolean;
	resolveWithFullResponse: boolean;
}

let api: OrationApi;

beforeEach(async () => {
	api = await startOrationApi();
});

afterEach(async () => {
	await api.stop();
});

/** Mocks n8n's deprecated helper `request` with its options. It doesn't parse the body. */
function helpersFor(timeoutWhen?: Client['timeoutWhen']): ICredentialTestFunctions {
	const context = mock<ICredentialTestFunctions>();
	const request = async (options: LegacyRequestOptions) =>
		await sendRequest(
			{
				url: options.uri,
				headers: Object.fromEntries(Object.entries(options.headers)),
				timeout: options.timeout,
				encoding: 'text',
				disableFollowRedirect: !options.followRedirect,
				ignoreHttpStatusErrors: !options.simple,
				returnFullResponse: options.resolveWithFullResponse,
			},
			{ timeoutWhen },
		);
	return Object.assign(context, { helpers: { request } });
}

async function test(
	changes: ICredentialDataDecryptedObject = {},
	timeoutWhen?: Client['timeoutWhen'],
) {
	return await testData({ ...credentialFor(api), ...changes }, timeoutWhen);
}

async function testData(
	data?: ICredentialDataDecryptedObject,
	timeoutWhen?: Client['timeoutWhen'],
) {
	const credential: ICredentialsDecrypted = { id: '1', name: 'Key', type: 'orationApi', data };
	const { testOrationApi } = new Oration().methods.credentialTest;
	return await testOrationApi.call(helpersFor(timeoutWhen), credential);
}

const OK = { status: 'OK', message: "Oration's API responded and didn't reject the API key" };

describe('testOrationApi', () => {
	it("succeeds if Oration can't find the test conversation", async () => {
		expect(await test()).toEqual(OK);
		expect(api.requests).toMatchObject([
			{
				method: 'GET',
				path: '/api/v2/conversations/00000000-0000-0000-0000-000000000000',
				headers: { 'x-api-key': api.apiKey, 'x-workspace-id': api.workspaceId },
			},
			{ headers: { 'x-api-key': 'not-an-api-key' } },
		]);
	});

	it('succeeds if Oration rejects the test ID', async () => {
		api.next({ status: 400, body: { message: 'Invalid ID' } });
		expect(await test()).toEqual(OK);
	});

	it('sends no access token with the wrong key', async () => {
		expect(await test({ accessToken: 'token' })).toEqual(OK);
		expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([
			'Bearer token',
			undefined,
		]);
	});

	it('succeeds with spaces around the base URL and a trailing slash', async () => {
		expect(await test({ baseUrl: ` ${api.baseUrl}/ ` })).toEqual(OK);
	});

	it('fails if the address accepts a wrong key in the same way', async () => {
		api.next({ status: 404, body: { message: 'No such page' } });
		api.next({ status: 404, body: { message: 'No such page' } });
		expect(await test()).toEqual({
			status: 'Error',
			message:
				"The address responds in the same way to a wrong API key, so it may not be Oration's API. Check 'Base URL'",
		});
	});

	it.each([
		['apiKey', 'API Key'],
		['workspaceId', 'Workspace ID'],
		['baseUrl', 'Base URL'],
	])('fails without %s, without a request', async (name, label) => {
		expect(await test({ [name]: ' ' })).toEqual({
			status: 'Error',
			message: `'${label}' is empty. Enter a value`,
		});
		expect(api.requests).toEqual([]);
	});

	it.each([
		[undefined, 'API Key'],
		[{}, 'API Key'],
		[{ apiKey: 'key' }, 'Workspace ID'],
	])('fails for the data %j', async (data, label) => {
		expect(await testData(data)).toEqual({
			status: 'Error',
			message: `'${label}' is empty. Enter a value`,
		});
	});

	const PAGE = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' };
	it.each<[string, NextResponse, ICredentialDataDecryptedObject, string]>([
		[
			'a wrong key',
			{},
			{ apiKey: 'other' },
			'Oration rejected the API key or the workspace. Check',
		],
		['a wrong workspace', {}, { workspaceId: 'other' }, 'Oration rejected the API key or'],
		['a web page', PAGE, {}, "The response isn't from Oration's API. Check 'Base URL'"],
		['text', { status: 404, body: 'not found' }, {}, "The response isn't from Oration's API."],
		['no JSON', { body: '<html>' }, {}, "The response isn't from Oration's API."],
		[
			'a redirect',
			{ status: 307, headers: { location: '/api/v2/jobs/1' } },
			{},
			"The response isn't from Oration's API.",
		],
		['an error', { status: 500 }, {}, "Oration's API failed (HTTP 500). Wait a"],
		['a timeout', { delay: 60_000 }, {}, "Oration's API didn't respond in time. Wait a"],
		[
			'a URL without https://',
			{},
			{ baseUrl: 'oration.ai' },
			"n8n couldn't connect to Oration's API.",
		],
		[
			'a closed port',
			{},
			{ baseUrl: 'http://127.0.0.1:1' },
			"n8n couldn't connect to Oration's API. Check 'Base",
		],
	])('fails with %s, after one request', async (_, response, changes, message) => {
		if (Object.keys(response).length > 0) api.next(response);
		const timeoutWhen = response.delay ? api.requestReceived : undefined;
		expect(await test(changes, timeoutWhen)).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
		expect(api.requests.length).toBeLessThan(2);
	});
});
