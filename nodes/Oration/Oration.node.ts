import {
	NodeConnectionTypes,
	NodeOperationError,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	conversationProperties,
	createConversations,
	getConversations,
} from './actions/conversation';
import { createOrUpdateCustomers, customerProperties } from './actions/customer';
import { eventProperties, parseEvents, verifyEvents } from './actions/event';
import { getJobs, jobProperties } from './actions/job';
import { downloadRecordings, recordingProperties } from './actions/recording';
import { testOrationApi } from './api/credentialTest';

const OPERATIONS = new Map([
	['conversation create', createConversations],
	['conversation get', getConversations],
	['customer upsert', createOrUpdateCustomers],
	['event parse', parseEvents],
	['event verify', verifyEvents],
	['job get', getJobs],
	['recording download', downloadRecordings],
]);

export class Oration implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Oration',
		name: 'oration',
		icon: { light: 'file:../../icons/oration.svg', dark: 'file:../../icons/oration.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Place calls, get conversations and recordings, and manage customers in Oration AI',
		defaults: {
			name: 'Oration',
		},
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'orationApi',
				required: true,
				testedBy: 'testOrationApi',
				displayOptions: { hide: { operation: ['parse', 'download'] } },
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'conversation',
				options: [
					{ name: 'Conversation', value: 'conversation' },
					{ name: 'Customer', value: 'customer' },
					{ name: 'Event', value: 'event' },
					{ name: 'Job', value: 'job' },
					{ name: 'Recording', value: 'recording' },
				],
			},
			...conversationProperties,
			...customerProperties,
			...eventProperties,
			...jobProperties,
			...recordingProperties,
		],
	};

	methods = {
		credentialTest: {
			async testOrationApi(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return await testOrationApi(this, credential.data ?? {});
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = `${this.getNodeParameter('resource', 0)} ${this.getNodeParameter('operation', 0)}`;
		const operation = OPERATIONS.get(name);
		if (operation) return [await operation(this)];
		throw new NodeOperationError(this.getNode(), `The operation '${name}' doesn't exist`, {
			description: "Select a 'Resource' and an 'Operation' from the lists.",
		});
	}
}
