import { mock } from 'jest-mock-extended';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
} from 'n8n-workflow';
import { Oration } from '../../../nodes/Oration/Oration.node';
import { startOrationApi, type NextAnswer, type OrationApi } from '../../oration-api/server';
import { credentialFor } from '../executeNode';
import { sendRequest, type Client } from '../sendRequest';

interface OldOptions {
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

/** What n8n's older helper `request` does with its options. */
function helpersFor(patience?: Client['patience']): ICredentialTestFunctions {
	const context = mock<ICredentialTestFunctions>();
	const request = async (options: OldOptions) =>
		await sendRequest(
			{
				url: options.uri,
				headers: Object.fromEntries(Object.entries(options.headers)),
				timeout: options.timeout,
				disableFollowRedirect: !options.followRedirect,
				ignoreHttpStatusErrors: !options.simple,
				returnFullResponse: options.resolveWithFullResponse,
			},
			{ patience },
		);
	return Object.assign(context, { helpers: { request } });
}

async function test(different: ICredentialDataDecryptedObject = {}, patience?: Client['patience']) {
	const credential = mock<ICredentialsDecrypted>({
		data: { ...credentialFor(api), ...different },
	});
	const { testOrationApi } = new Oration().methods.credentialTest;
	return await testOrationApi.call(helpersFor(patience), credential);
}

const OK = { status: 'OK', message: 'Oration accepts the API key and the workspace' };

describe('testOrationApi', () => {
	it('is OK where Oration does not know the conversation that it asks for', async () => {
		expect(await test()).toEqual(OK);
		expect(api.requests).toMatchObject([
			{
				method: 'GET',
				path: '/api/v2/conversations/00000000-0000-0000-0000-000000000000',
				headers: { 'x-api-key': api.apiKey, 'x-workspace-id': api.workspaceId },
			},
		]);
	});

	it('is OK where Oration takes its ID for none', async () => {
		api.next({ status: 400, body: { message: 'Invalid ID' } });
		expect(await test()).toEqual(OK);
	});

	it('is OK with blanks around the base URL and a slash after it', async () => {
		expect(await test({ baseUrl: ` ${api.baseUrl}/ ` })).toEqual(OK);
	});

	const PAGE = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' };
	it.each<[string, NextAnswer, ICredentialDataDecryptedObject, string]>([
		['a wrong key', {}, { apiKey: 'other' }, 'Oration refused the API key or the workspace. Check'],
		['a wrong workspace', {}, { workspaceId: 'other' }, 'Oration refused the API key or'],
		['a web page', PAGE, {}, "Oration sent something else than JSON. Check 'Base URL'"],
		['no JSON', { body: '<html>' }, {}, 'Oration sent something else than JSON.'],
		[
			'a redirect',
			{ status: 307, headers: { location: '/api/v2/jobs/1' } },
			{},
			'Oration sent something else than JSON.',
		],
		['an error', { status: 500 }, {}, 'Oration could not handle the request (HTTP 500). Run this'],
		['no answer in time', { delay: 60_000 }, {}, 'Oration did not answer in time. Run this again'],
		['no address', {}, { baseUrl: '' }, 'Oration was not reached.'],
		['an address without https://', {}, { baseUrl: 'oration.ai' }, 'Oration was not reached.'],
		['nobody there', {}, { baseUrl: 'http://127.0.0.1:1' }, "Oration was not reached. Check 'Base"],
	])('fails with %s, after one request', async (_, answer, different, message) => {
		if (Object.keys(answer).length > 0) api.next(answer);
		const patience = answer.delay ? api.arrival : undefined;
		expect(await test(different, patience)).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
		expect(api.requests.length).toBeLessThan(2);
	});
});
