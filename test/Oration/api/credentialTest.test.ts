import { mock } from 'jest-mock-extended';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
} from 'n8n-workflow';
import { Oration } from '../../../nodes/Oration/Oration.node';
import { startOrationApi, type OrationApi } from '../../oration-api/server';
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

	it('fails where a web page says that nothing is there', async () => {
		api.next({ status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' });
		expect(await test()).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^Oration sent something else than JSON\. Check 'Base URL'/),
		});
	});

	it('is OK with blanks around the base URL and a slash after it', async () => {
		expect(await test({ baseUrl: ` ${api.baseUrl}/ ` })).toEqual(OK);
	});

	it('fails with a wrong key', async () => {
		expect(await test({ apiKey: 'other' })).toEqual({
			status: 'Error',
			message:
				"Oration refused the API key or the workspace. Check 'API Key' and 'Workspace ID' in the credential. The key has to belong to that workspace.",
		});
	});

	it('fails with a wrong workspace', async () => {
		expect(await test({ workspaceId: 'other' })).toEqual({
			status: 'Error',
			message: expect.stringContaining('Oration refused the API key or the workspace.'),
		});
	});

	it('fails where Oration has an error', async () => {
		api.next({ status: 500 });
		expect(await test()).toEqual({
			status: 'Error',
			message: 'Oration could not handle the request (HTTP 500). Run this again in a while.',
		});
	});

	it('fails where Oration is not reached', async () => {
		await api.stop();
		expect(await test()).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Oration was not reached\. Check 'Base URL'.*ECONNREFUSED/),
		});
	});

	it('fails where Oration does not answer in time', async () => {
		api.next({ delay: 60_000 });
		expect(await test({}, api.arrival)).toEqual({
			status: 'Error',
			message: 'Oration did not answer in time. Run this again in a while.',
		});
	});

	it.each(['', 'oration.ai', 'no URL'])('fails with the base URL %j', async (baseUrl) => {
		expect(await test({ baseUrl })).toEqual({
			status: 'Error',
			message: expect.stringContaining('Oration was not reached.'),
		});
	});

	it.each([200, 307])('fails where something else answers (%i)', async (status) => {
		api.next({ status, headers: { location: `${api.baseUrl}/jobs/1` }, body: '<html>' });
		expect(await test()).toEqual({
			status: 'Error',
			message: expect.stringContaining('Oration sent something else than JSON.'),
		});
		expect(api.requests).toHaveLength(1);
	});
});
