/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tests read the files that a node stores; nothing of it is published */
import { buffer } from 'node:stream/consumers';
import { mock } from 'jest-mock-extended';
import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
	type NodeParameterValueType,
} from 'n8n-workflow';
import { OrationApi as OrationApiCredential } from '../../credentials/OrationApi.credentials';
import { Oration } from '../../nodes/Oration/Oration.node';
import type { OrationApi } from '../oration-api/server';
import { inThisRealm, sendRequest, type Client } from './sendRequest';

type Parameter = NodeParameterValueType | ((item: number) => NodeParameterValueType);

export interface Run extends Client {
	/** A parameter that is not given has its default; of one that is an expression there is none. */
	parameters?: Record<string, Parameter>;
	items?: INodeExecutionData[];
	/** The API that the credential is for. */
	api?: OrationApi;
	/** What is different in the credential. */
	credential?: ICredentialDataDecryptedObject;
	continueOnFail?: boolean;
}

/** Runs `execute()` of the Oration node, and returns its output. */
export async function executeNode(run: Run): Promise<INodeExecutionData[]> {
	const [output = []] = await new Oration().execute.call(contextFor(run));
	return output;
}

/** What n8n gives a node to run with. Requests of it are really sent. */
export function contextFor({
	parameters = {},
	items = [{ json: {} }],
	api,
	credential,
	continueOnFail = false,
	...client
}: Run): IExecuteFunctions {
	const { description } = new Oration();
	const credentials = { ...credentialFor(api), ...credential };
	const context = mock<IExecuteFunctions>({
		getInputData: () => items,
		continueOnFail: () => continueOnFail,
		getNode: () => ({
			id: 'id',
			name: description.displayName,
			type: description.name,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		helpers: {
			httpRequest: async (options) => await sendRequest(options, client),
			httpRequestWithAuthentication: async (_, options) => {
				const headers = { ...options.headers, ...authentication(credentials) };
				return await sendRequest({ ...options, headers }, client);
			},
			prepareBinaryData: async (file, fileName, mimeType = '') => {
				const { length: bytes } = Buffer.isBuffer(file) ? file : await inThisRealm(buffer(file));
				return { data: '', fileName, mimeType, bytes };
			},
		},
	});
	context.getCredentials.mockResolvedValue(credentials);
	context.getNodeParameter.mockImplementation((name, item, fallback) => {
		const all = parametersFor(parameters, item);
		const given = parameters[name];
		// An expression, which a function stands for, can give anything.
		const shown = typeof given === 'function' ? given(item) : all[name];
		const value = name in all ? shown : fallback;
		if (value === undefined) throw new Error(`Could not get parameter '${name}'`);
		return value;
	});
	return context;
}

export function credentialFor(api?: OrationApi): ICredentialDataDecryptedObject {
	return api ? { apiKey: api.apiKey, workspaceId: api.workspaceId, baseUrl: api.baseUrl } : {};
}

/** The headers that the credential adds. */
function authentication(credentials: ICredentialDataDecryptedObject): IDataObject {
	const { headers = {} } = new OrationApiCredential().authenticate.properties;
	const filledIn = Object.entries(headers).map(([name, expression]) => {
		const [, field = ''] = /^=\{\{\$credentials\.(\w+)\}\}$/.exec(String(expression)) ?? [];
		return [name, credentials[field]];
	});
	return Object.fromEntries(filledIn);
}

function parametersFor(parameters: Record<string, Parameter>, item: number): INodeParameters {
	const given: INodeParameters = {};
	for (const [name, value] of Object.entries(parameters)) {
		given[name] = typeof value === 'function' ? value(item) : value;
	}
	const { description } = new Oration();
	const { properties } = description;
	return NodeHelpers.getNodeParameters(properties, given, true, false, null, description) ?? {};
}
