import {
	NodeConnectionTypes,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { readEvent } from './event/envelope';
import { toOutput } from './event/output';
import { Conversation } from './event/record';
import { fields, output } from './shared/outputProperties';
import { ignore, refuse } from './trigger/answers';
import { testWebhookSecret } from './trigger/authenticate';
import { formField, readJsonBody } from './trigger/body';
import { DuplicateFilter, eventKey } from './trigger/duplicates';
import { failedFilter } from './trigger/filters';
import { KeptSecrets } from './trigger/keptSecret';
import { ProcessedEvents, withKey } from './trigger/processedEvents';
import { filters, options } from './trigger/properties';
import { sampleEvent } from './trigger/samples';
import { needsSecret, readSettings } from './trigger/settings';
import { sendSentPage, sendSetupPage } from './trigger/setupPage';

const duplicateFilter = new DuplicateFilter();
const processedEvents = new ProcessedEvents();
const keptSecrets = new KeptSecrets();

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
		description:
			'Starts the workflow on events of Oration AI voice agents, such as an analysed call',
		defaults: {
			name: 'Oration Trigger',
		},
		eventTriggerDescription:
			'Waiting for an event: open the Test URL in a new browser tab to send a sample',
		activationMessage:
			'Oration events now start this workflow, once the Production URL of its Oration Trigger is in Oration.',
		triggerPanel: {
			header: 'Listen for a test event',
			activationHint:
				'<b>To try it without a call,</b> first copy the Test URL under Webhook URLs, click the button above, then open the URL in a new browser tab and send a sample event from there.',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow,</b> listen for a test event: a sample or a call, sent to the Test URL.<br /><br /><b>To go live,</b> paste the Production URL into Oration and publish the workflow. It then runs for each event. Its runs are in the <a data-key="executions">executions list</a>.',
				active:
					'<b>The workflow is live:</b> it runs for each event that Oration sends to the Production URL. Its runs are in the <a data-key="executions">executions list</a>, not in the editor.<br /><br /><b>While you change it,</b> listen for a test event: a sample or a call, sent to the Test URL. Publish again to make your changes live.',
			},
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
				// Without it n8n answers the literal text "firstEntryJson".
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
					'Open <b>Webhook URLs</b>, choose <b>Production URL</b>, copy it and paste it into Oration as the webhook URL. Then publish the workflow: events start it only from then on.',
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
						description: 'A conversation has been analysed: its summary and categories are there',
					},
					{
						name: 'Conversation Completed',
						value: 'conversation.completed',
						description: 'A conversation has ended; its analysis is yet to come',
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
						description: 'Whoever knows the URL can start the workflow',
					},
					{
						name: 'Shared Secret',
						value: 'sharedSecret',
						description: 'Only requests that carry a secret of your own start the workflow',
					},
				],
			},
			output,
			fields,
			filters,
			options,
		],
	};

	// Oration has no known way to register a webhook, so the URL is pasted there by hand and there is nothing to do here.
	webhookMethods = {
		default: {
			async checkExists(): Promise<boolean> {
				return true;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	methods = {
		credentialTest: {
			async testWebhookSecret(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return testWebhookSecret(credential.data ?? {});
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const request = this.getRequestObject();
		const isTest = this.getMode() === 'manual';

		if (this.getWebhookName() === 'setup') {
			sendSetupPage(this.getResponseObject(), isTest, needsSecret(this));
			return { noWebhookResponse: true };
		}

		const { events, choice, filters, deduplicate } = readSettings(this);

		const sample = isTest ? sampleEvent(formField(request, 'sample')) : undefined;
		if (sample) {
			const json = toOutput(new Conversation(sample, new Date()), choice);
			sendSentPage(this.getResponseObject());
			return { noWebhookResponse: true, workflowData: [[{ json }]] };
		}

		if (needsSecret(this)) {
			const reason = await keptSecrets.rejectionReason(this);
			if (reason) return refuse(this, 401, { message: reason });
		}

		const result = readEvent(await readJsonBody(request));
		if ('invalid' in result) return refuse(this, 400, result.invalid);

		if (!events.includes(result.event.eventType)) return ignore(this, 'its type is not selected');
		const conversation = new Conversation(result.event, new Date());
		const filter = failedFilter(conversation, filters);
		if (filter) return ignore(this, `it does not pass the filter '${filter}'`);

		const json = toOutput(conversation, choice);
		const eventId = conversation.get('eventId');
		if (!deduplicate || eventId === null || isTest) return { workflowData: [[{ json }]] };

		const key = eventKey(result.event.eventType, eventId);
		const trigger = `${this.getWorkflow().id} ${this.getNode().id}`;
		const response = this.getResponseObject();
		const claim = await duplicateFilter.claim(trigger, key, response, request.socket);
		if (claim === 'duplicate') return ignore(this, 'it was accepted before');
		if (claim === 'gone') return ignore(this, 'its sender hung up');
		return { workflowData: [[withKey({ json }, key)]] };
	}

	/** Runs in the stored execution: on a worker in queue mode. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await processedEvents.skipDuplicates(this)];
	}
}
