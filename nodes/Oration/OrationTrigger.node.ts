import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { showHints, toItem } from './output/output';
import { outputProperties } from './output/properties';
import { testWebhookSecret } from './trigger/authentication/secret';
import { formField } from './trigger/body';
import { ProcessedEvents } from './trigger/duplicates/processedEvents';
import { createMemory, handleEvent } from './trigger/handleEvent';
import { sendPage } from './trigger/pages/layout';
import { sampleEvent } from './trigger/pages/samples';
import { sendStatus } from './trigger/pages/status';
import { SENT_PAGE, TEST_PAGE } from './trigger/pages/testPage';
import { filters, options } from './trigger/properties';
import { readStatus } from './trigger/readStatus';
import { readSettings } from './trigger/settings';
import { triggerKey } from './trigger/triggerKey';

const memory = createMemory();
const processedEvents = new ProcessedEvents();

export class OrationTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Oration Trigger',
		name: 'orationTrigger',
		icon: { light: 'file:../../icons/oration.svg', dark: 'file:../../icons/oration.dark.svg' },
		group: ['trigger'],
		// n8n evaluates an expression for each request to a trigger of version 1.
		version: 1.1,
		subtitle:
			'={{$parameter["events"].join(", ").replace("conversation.analysisCompleted", "Analysis Completed").replace("conversation.completed", "Conversation Completed")}}',
		description: 'Starts the workflow when Oration AI completes or analyzes a call',
		defaults: { name: 'Oration Trigger' },
		eventTriggerDescription:
			'Listening for an event. To send a sample, open the Test URL in a new browser tab. When the workflow is published, open the Production URL in a browser to see whether events arrive.',
		activationMessage:
			"Your workflow now starts on Oration events. Make sure that the Production URL is in Oration's webhook settings. Open the Production URL in a browser to see whether events arrive.",
		triggerPanel: {
			header: 'Listen for a test event',
			activationHint:
				'<b>To test without a call,</b> copy the Test URL from Webhook URLs, click the button above, then open the URL in a new browser tab and send a sample event.',
			executionsHelp: {
				inactive:
					"<b>While you build your workflow,</b> listen for a test event, then open the Test URL in a new browser tab and send a sample event.<br /><br /><b>When you're happy with your workflow,</b> copy the Production URL into Oration's webhook settings and publish the workflow. Each event that matches this node's settings then starts an execution, which you can see in the <a data-key=\"executions\">executions list</a>. Open the Production URL in a browser to see whether events arrive.",
				active:
					'<b>Your workflow is published:</b> each event that matches this node\'s settings starts an execution. You can see executions in the <a data-key="executions">executions list</a>, but not in the editor. Open the Production URL in a browser to see whether events arrive.<br /><br /><b>While you change your workflow,</b> listen for a test event, then open the Test URL in a new browser tab and send a sample event. Publish again to use your changes.',
			},
		},
		builderHint: {
			searchHint:
				'Starts a workflow when Oration AI has analyzed a voice call. Outputs summary, transcript, categories, customer and timing as typed fields.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'orationWebhookSecretApi',
				required: true,
				testedBy: 'testWebhookSecret',
				displayOptions: { show: { authentication: ['sharedSecret'] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'oration',
				responseMode: 'onReceived',
				// Without it, n8n responds with the text "firstEntryJson".
				responseData: 'noData',
			},
			{
				name: 'setup',
				httpMethod: 'GET',
				path: 'oration',
				responseMode: 'onReceived',
				ndvHideUrl: true,
			},
		],
		properties: [
			{
				displayName:
					'Copy the <b>Production URL</b> into Oration\'s webhook settings, for the events that you select below. Then publish this workflow. <a href="https://github.com/n8n-nodes-oration/n8n-nodes-oration#connect-oration" target="_blank">Learn how</a>',
				name: 'setupNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				default: ['conversation.analysisCompleted'],
				options: [
					{
						name: 'Analysis Completed',
						value: 'conversation.analysisCompleted',
						description:
							'When Oration has analyzed a call. The event has the results of the analysis.',
					},
					{
						name: 'Conversation Completed',
						value: 'conversation.completed',
						description: "When a call has ended. Oration hasn't analyzed it yet.",
					},
				],
			},
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				default: 'none',
				options: [
					{
						name: 'None',
						value: 'none',
						description: 'Anyone who knows the URL can start the workflow',
					},
					{
						name: 'Shared Secret',
						value: 'sharedSecret',
						description: 'Only requests with your secret can start the workflow',
					},
				],
			},
			{
				displayName:
					'Oration must send the secret with every event. To see how, publish the workflow, then open the Production URL in a browser.',
				name: 'secretNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { authentication: ['sharedSecret'] } },
			},
			...outputProperties,
			filters,
			options,
		],
	};

	// We found no API of Oration to register a webhook, so users paste the URL there.
	webhookMethods = {
		default: { checkExists: async () => true, create: async () => true, delete: async () => true },
	};

	methods = { credentialTest: { testWebhookSecret } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const isTest = this.getMode() === 'manual';
		const request = this.getRequestObject();
		const response = this.getResponseObject();

		if (this.getWebhookName() === 'setup') {
			if (isTest) sendPage(response, 200, TEST_PAGE);
			else sendStatus(request, response, await readStatus(this, memory));
			return { noWebhookResponse: true };
		}

		const sample = isTest ? sampleEvent(formField(request, 'sample')) : undefined;
		if (sample) {
			const item = toItem(sample, readSettings(this).choice);
			// 202, because n8n stores the execution later.
			sendPage(response, 202, SENT_PAGE);
			return { noWebhookResponse: true, workflowData: [[item]] };
		}

		return await handleEvent(this, memory);
	}

	/** Runs in the stored execution. In queue mode, that is on a worker. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [showHints(this, await processedEvents.skipDuplicates(this, triggerKey(this)))];
	}
}
