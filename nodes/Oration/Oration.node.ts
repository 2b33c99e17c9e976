import {
	NodeConnectionTypes,
	NodeOperationError,
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { conversationProperties } from './actions/conversation';
import { createConversations } from './actions/conversation/create';
import { getConversations } from './actions/conversation/get';
import { customerProperties } from './actions/customer';
import { sendCustomers } from './actions/customer/batch';
import { eventProperties } from './actions/event';
import { parseEvents } from './actions/event/parse';
import { verifyEvents } from './actions/event/verify';
import { jobProperties } from './actions/job';
import { getJobs } from './actions/job/get';
import { recordingProperties } from './actions/recording';
import { downloadRecordings } from './actions/recording/download';
import { testOrationApi } from './api/credentialTest';
import { showHints } from './output/output';

const OPERATIONS = new Map([
	['conversation create', createConversations],
	['conversation get', getConversations],
	['customer create', sendCustomers],
	['customer upsert', sendCustomers],
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
		defaults: { name: 'Oration' },
		// As a tool, it lets an AI agent call real people, which costs money. The docs recommend an approval step.
		usableAsTool: true,
		builderHint: {
			searchHint:
				"Places phone calls with an Oration AI voice agent, waits for a call's analysis, gets transcripts, summaries and recordings, and creates or updates customers.",
		},
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
			...updateDisplayOptions({ show: { resource: ['conversation'] } }, conversationProperties),
			...updateDisplayOptions({ show: { resource: ['customer'] } }, customerProperties),
			...updateDisplayOptions({ show: { resource: ['event'] } }, eventProperties),
			...updateDisplayOptions({ show: { resource: ['job'] } }, jobProperties),
			...updateDisplayOptions({ show: { resource: ['recording'] } }, recordingProperties),
		],
	};

	methods = { credentialTest: { testOrationApi } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = `${this.getNodeParameter('resource', 0)} ${this.getNodeParameter('operation', 0)}`;
		const operation = OPERATIONS.get(name);
		if (operation) return [showHints(this, await operation(this))];
		throw new NodeOperationError(this.getNode(), `The operation '${name}' doesn't exist`, {
			description: "Select a 'Resource' and an 'Operation' from the lists.",
		});
	}
}
