/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tests read the files that a node stores; the package doesn't include tests */
import { buffer } from 'node:stream/consumers';
import { mock } from 'jest-mock-extended';
import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
	type NodeParameterValueType,
} from 'n8n-workflow';
import { OrationApi as OrationApiCredential } from '../../credentials/OrationApi.credentials';
import { Oration } from '../../nodes/Oration/Oration.node';
import type { OrationApi } from '../oration-api/server';
import { withLocalErrors, sendRequest, type Client } from './sendRequest';

const { description } = new Oration();

type Parameter = NodeParameterValueType | ((item: number) => NodeParameterValueType | object);

export interface Run extends Client {
	/** Missing parameters have their default. A function stands for an expression, which can return any value. */
	parameters?: Record<string, Parameter>;
	items?: INodeExecutionData[];
	/** The API that the credential is for. */
	api?: OrationApi;
	/** Overrides fields of the credential. */
	credential?: ICredentialDataDecryptedObject;
	continueOnFail?: boolean;
	retryOnFail?: boolean;
	cancelSignal?: AbortSignal;
}

/** Runs `execute()` of the Oration node, and returns its output. */
export async function executeNode(run: Run): Promise<INodeExecutionData[]> {
	const [output = []] = await new Oration().execute.call(contextFor(run));
	return output;
}

/** Returns a function that runs an operation. A run can override its parameters. */
export function operation(resource: string, name: string, defaults: Run = {}) {
	return async ({ parameters, ...run }: Run = {}): Promise<INodeExecutionData[]> =>
		await executeNode({
			...defaults,
			...run,
			parameters: { resource, operation: name, ...defaults.parameters, ...parameters },
		});
}

/** Returns parameters that are expressions with these values. */
export const expressions = (values: object): Record<string, Parameter> =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => value]));

/** Returns an item for the functions of the API. */
export const itemFor = (run: Run = {}, index = 0) => ({ context: contextFor(run), index });

/** Returns a mock of n8n's execution context that sends real requests. */
export function contextFor({
	parameters = {},
	items = [{ json: {} }],
	api,
	credential,
	continueOnFail = false,
	retryOnFail = false,
	cancelSignal,
	...client
}: Run): IExecuteFunctions {
	const type = new OrationApiCredential();
	const credentials = { ...credentialFor(api), ...credential };
	const credentialsOf = (name: string) => (name === type.name ? credentials : {});
	const context = mock<IExecuteFunctions>({
		getInputData: () => items,
		continueOnFail: () => continueOnFail,
		getExecutionCancelSignal: () => cancelSignal,
		getNode: () => ({
			id: 'id',
			name: description.displayName,
			type: description.name,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			retryOnFail,
		}),
		helpers: {
			httpRequest: async (options) => await sendRequest(options, client),
			httpRequestWithAuthentication: async (name, options, { credentialsDecrypted } = {}) => {
				const data = credentialsDecrypted?.data ?? credentialsOf(name);
				const authenticated = await type.authenticate(data, options);
				return await sendRequest(authenticated, client);
			},
			prepareBinaryData: async (file, fileName, mimeType = 'found by its name') => {
				const { length: bytes } = Buffer.isBuffer(file)
					? file
					: await withLocalErrors(buffer(file));
				return { data: '', fileName, mimeType, bytes };
			},
		},
	});
	context.getCredentials.mockResolvedValue(credentials);
	const all = parametersFor(parameters);
	context.getNodeParameter.mockImplementation((name, item, fallback) => {
		const given = parameters[name];
		// n8n doesn't validate the result of an expression.
		const resolved = typeof given === 'function' ? given(item) : all[name];
		const value = name in all ? resolved : fallback;
		if (value === undefined) throw new Error(`Could not get parameter '${name}'`);
		return value;
	});
	return context;
}

/** Returns items with their index. */
export const itemsFor = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { index } }));

/** Returns the credential of the fake API. */
export function credentialFor(api?: OrationApi): ICredentialDataDecryptedObject {
	return api ? { apiKey: api.apiKey, workspaceId: api.workspaceId, baseUrl: api.baseUrl } : {};
}

function parametersFor(parameters: Record<string, Parameter>): INodeParameters {
	const given: INodeParameters = {};
	for (const [name, value] of Object.entries(parameters)) {
		given[name] = typeof value === 'function' ? '={{ expression }}' : value;
	}
	const { properties } = description;
	return NodeHelpers.getNodeParameters(properties, given, true, false, null, description) ?? {};
}
