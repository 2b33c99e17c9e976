import { mock } from 'jest-mock-extended';
import type {
	ICredentialDataDecryptedObject as CredentialData,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
} from 'n8n-workflow';
import { Oration } from '../../../nodes/Oration/Oration.node';
import type { NextResponse } from '../../oration-api/server';
import { credentialFor } from '../executeNode';
import { useOrationApi } from '../orationApi';
import { sendRequest, type Client } from '../sendRequest';

interface LegacyRequestOptions {
	uri: string;
	headers: IDataObject;
	timeout: number;
	followRedirect: boolean;
	simple: boolean;
	resolveWithFullResponse: boolean;
}

const api = useOrationApi();

/** Mocks n8n's deprecated helper `request` with its options. It doesn't parse the body. */
function helpersFor(timeoutWhen?: Client['timeoutWhen']): ICredentialTestFunctions {
	const request = async ({ uri: url, headers, timeout, ...options }: LegacyRequestOptions) =>
		await sendRequest(
			{
				url,
				headers,
				timeout,
				encoding: 'text',
				disableFollowRedirect: !options.followRedirect,
				ignoreHttpStatusErrors: !options.simple,
				returnFullResponse: options.resolveWithFullResponse,
			},
			{ timeoutWhen },
		);
	return Object.assign(mock<ICredentialTestFunctions>(), { helpers: { request } });
}

/** Tests a credential. Undefined stands for one without data. */
async function testData(data?: CredentialData, timeoutWhen?: Client['timeoutWhen']) {
	const credential: ICredentialsDecrypted = { id: '1', name: 'Key', type: 'orationApi', data };
	const { testOrationApi } = new Oration().methods.credentialTest;
	return await testOrationApi.call(helpersFor(timeoutWhen), credential);
}

/** Tests the credential of the fake API with changes. */
const test = async (changes: CredentialData = {}, timeoutWhen?: Client['timeoutWhen']) =>
	await testData({ ...credentialFor(api), ...changes }, timeoutWhen);

const failure = (message: string) => ({ status: 'Error', message });
const OK = {
	status: 'OK',
	message: "The address responded with JSON and didn't reject the API key",
};

describe('testOrationApi', () => {
	it.each([
		["can't find the test conversation", {}],
		['rejects the test ID', { status: 400, body: { message: 'Invalid ID' } }],
	])('succeeds if Oration %s, after one request', async (_, response) => {
		api.next(response);
		expect(await test()).toEqual(OK);
		expect(api.requests).toMatchObject([
			{
				method: 'GET',
				path: '/api/v2/conversations/00000000-0000-0000-0000-000000000000',
				headers: { 'x-api-key': api.apiKey, 'x-workspace-id': api.workspaceId },
			},
		]);
	});

	it('succeeds with spaces around the base URL and a trailing slash', async () => {
		expect(await test({ baseUrl: ` ${api.baseUrl}/ ` })).toEqual(OK);
	});

	it.each([
		['apiKey', 'API Key'],
		['workspaceId', 'Workspace ID'],
		['baseUrl', 'Base URL'],
	])('fails without %s, without a request', async (name, label) => {
		expect(await test({ [name]: ' ' })).toEqual(failure(`'${label}' is empty. Enter a value`));
		expect(api.requests).toEqual([]);
	});

	it.each([undefined, {}])('fails for the data %j', async (data) => {
		expect(await testData(data)).toEqual(failure("'API Key' is empty. Enter a value"));
	});

	const PAGE = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' };
	const REDIRECT = { status: 307, headers: { location: '/api/v2/jobs/1' } };
	const REJECTED = 'Oration rejected the API key or the workspace. Check';
	const NOT_THE_API = "The response isn't from Oration's API. Check 'Base URL'";
	const NO_CONNECTION = "n8n couldn't connect to Oration's API. Check 'Base URL'";
	it.each<[string, NextResponse, CredentialData, string]>([
		['a wrong key', {}, { apiKey: 'other' }, REJECTED],
		['a wrong workspace', {}, { workspaceId: 'other' }, REJECTED],
		['a web page', PAGE, {}, NOT_THE_API],
		['text', { status: 404, body: 'not found' }, {}, NOT_THE_API],
		['no JSON', { body: '<html>' }, {}, NOT_THE_API],
		['a redirect', REDIRECT, {}, NOT_THE_API],
		['an error', { status: 500 }, {}, "Oration's API failed (HTTP 500). Wait a"],
		['a timeout', { delay: 60_000 }, {}, "Oration's API didn't respond in time. Wait a"],
		['a URL without https://', {}, { baseUrl: 'oration.ai' }, NO_CONNECTION],
		['a closed port', {}, { baseUrl: 'http://127.0.0.1:1' }, NO_CONNECTION],
	])('fails with %s, after one request', async (_, response, changes, message) => {
		api.next(response);
		const timeoutWhen = response.delay ? api.requestReceived : undefined;
		expect(await test(changes, timeoutWhen)).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
		expect(api.requests.length).toBeLessThan(2);
	});
});
