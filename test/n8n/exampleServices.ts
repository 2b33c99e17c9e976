import { generateKeyPairSync } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { newConversation, newFormatResult } from '../oration-api/conversations';
import type { Route } from './internet';

export const SLACK_CHANNEL = 'C0123456789';
export const RECORDING =
	'https://uploads.oration.ai/public/conversations/conv_1234567890abcdef/recordings/mono.mp4';
/** Where n8n resumes an execution. */
export const RESUME_URL = 'https://n8n.example.com/webhook-waiting/1';
/** The conversation that Oration creates and knows. */
export const CONVERSATION = {
	...newConversation({ agentId: 'agent_1', conversationType: 'telephony' }, 'ws_test'),
	id: 'conv_1234567890abcdef',
	toPhoneNumber: '+15550100123',
};

const ORATION = 'https://www.oration.ai/api/v2';
const HUBSPOT = 'https://api.hubapi.com';
const SALESFORCE = 'https://northwind.my.salesforce.com';
const SALESFORCE_LOGIN = 'https://login.salesforce.com/services/oauth2/token';
const SHEET = 'https://sheets.googleapis.com/v4/spreadsheets/calls';
const DRIVE = 'https://www.googleapis.com';

const { privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** The data of the credentials, by type. */
export const CREDENTIALS: Record<string, object> = {
	orationApi: { apiKey: 'key-test', workspaceId: 'ws_test', baseUrl: ORATION },
	slackApi: { accessToken: 'xoxb-test' },
	hubspotAppToken: { appToken: 'pat-test' },
	googleApi: { email: 'calls@example.iam.gserviceaccount.com', privateKey },
	salesforceJwtApi: { clientId: 'client-test', username: 'john.doe@example.com', privateKey },
	openAiApi: { apiKey: 'sk-test' },
	httpHeaderAuth: { name: 'x-oration-secret', value: 'secret-test' },
};

/** Returns what the editor stores for a value that was selected from a list. */
export const listed = (value: string) => ({ __rl: true, mode: 'list', value });
const serviceAccount = { authentication: 'serviceAccount' };

/** What users select in a node, by its type: the type of the credential, and parameters as the editor stores them. */
export const SELECTIONS: Record<string, [credential: string, parameters?: INodeParameters]> = {
	'n8n-nodes-oration.oration': ['orationApi'],
	'n8n-nodes-oration.orationTool': ['orationApi'],
	'n8n-nodes-base.webhook': ['httpHeaderAuth'],
	'n8n-nodes-base.slack': ['slackApi', { channelId: listed(SLACK_CHANNEL) }],
	'n8n-nodes-base.slackHitlTool': ['slackApi', { channelId: listed(SLACK_CHANNEL) }],
	'n8n-nodes-base.hubspot': ['hubspotAppToken'],
	'n8n-nodes-base.salesforce': ['salesforceJwtApi', { authentication: 'jwt' }],
	'n8n-nodes-base.httpRequest': ['hubspotAppToken'],
	'n8n-nodes-base.googleSheets': ['googleApi', { ...serviceAccount, documentId: listed('calls') }],
	'n8n-nodes-base.googleDrive': ['googleApi', serviceAccount],
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': ['openAiApi'],
};

export const json = (body: object, statusCode = 200) => ({ statusCode, json: body });
export const sound = (type = 'video/mp4') => ({
	statusCode: 200,
	headers: { 'content-type': type },
	rawBody: Buffer.from('sound'),
});

const route = (to: string, headers: Record<string, string>, response: object): Route => ({
	to,
	headers,
	responses: [json(response)],
});
const unrecorded = (...args: Parameters<typeof route>): Route => ({
	...route(...args),
	isUnrecorded: true,
});
const inWorkspace = { 'x-api-key': 'key-test', 'x-workspace-id': 'ws_test' };
const slack = { authorization: 'Bearer xoxb-test' };
const hubspot = { authorization: 'Bearer pat-test' };
const salesforce = { authorization: 'Bearer salesforce-test' };
const google = { authorization: 'Bearer google-test' };
const openAi = { authorization: 'Bearer sk-test' };
const created = { results: [newFormatResult(CONVERSATION)], errors: [] };
const salesforceToken = { access_token: 'salesforce-test', instance_url: SALESFORCE };
const token = { access_token: 'google-test', expires_in: 3599, token_type: 'Bearer' };
const sheets = { sheets: [{ properties: { sheetId: 0, title: 'Sheet1', index: 0 } }] };
const session = { statusCode: 200, headers: { location: `${DRIVE}/upload/1` } };

/** The services that the examples use. */
export const ROUTES = {
	createConversation: route(`POST ${ORATION}/conversations`, inWorkspace, created),
	getConversation: route(`GET ${ORATION}/conversations/*`, inWorkspace, CONVERSATION),
	getRecording: { to: 'GET https://uploads.oration.ai/*', headers: {}, responses: [sound()] },
	resume: route(`POST ${RESUME_URL}`, {}, {}),
	postMessage: route('POST https://slack.com/api/chat.postMessage', slack, { ok: true }),
	upsertContact: route(
		`POST ${HUBSPOT}/contacts/v1/contact/createOrUpdate/email/john.doe@example.com`,
		hubspot,
		{ vid: 501, isNew: true },
	),
	findContact: route(`POST ${HUBSPOT}/crm/v3/objects/contacts/search`, hubspot, { results: [] }),
	createContact: route(`POST ${HUBSPOT}/crm/v3/objects/contacts`, hubspot, { id: '502' }),
	addCall: route(`POST ${HUBSPOT}/engagements/v1/engagements`, hubspot, { engagement: {} }),
	// n8n sends this when it starts.
	getMcpServers: unrecorded('GET https://api.n8n.io/api/mcp-servers?*', {}, { data: [] }),
	getSalesforceToken: unrecorded(`POST ${SALESFORCE_LOGIN}`, {}, salesforceToken),
	findPeople: route(`GET ${SALESFORCE}/services/data/v59.0/query?*`, salesforce, { records: [] }),
	createTask: route(`POST ${SALESFORCE}/services/data/v59.0/sobjects/task`, salesforce, {}),
	getToken: unrecorded('POST https://oauth2.googleapis.com/token', {}, token),
	getSheet: unrecorded(`GET ${SHEET}?*`, google, sheets),
	getRows: unrecorded(`GET ${SHEET}/values/*`, google, {}),
	nameColumns: route(`PUT ${SHEET}/values/*valueInputOption=RAW`, google, {}),
	appendRow: route(`POST ${SHEET}/values/*valueInputOption=RAW`, google, {}),
	startUpload: {
		...route(`POST ${DRIVE}/upload/drive/v3/files?*`, google, {}),
		responses: [session],
	},
	upload: route(`PUT ${DRIVE}/upload/1`, {}, { id: 'file_1' }),
	finishUpload: route(`PATCH ${DRIVE}/drive/v3/files/file_1?*`, google, {}),
	askModel: route('POST https://api.openai.com/v1/responses', openAi, {}),
	lookUpOrder: route('GET https://shop.example.com/api/orders?*', {}, {}),
};
