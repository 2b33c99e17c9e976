import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { asEvent, getConversation } from '../api/conversations';
import {
	maximumRecordingSize,
	readRecordingSettings,
	recordingHosts,
} from '../api/recordingOptions';
import { downloadRecording } from '../api/recordings';
import { toRecord } from '../event/record';
import { filledIn, forEachItem, requiredText } from './items';

const show = { resource: ['recording'], operation: ['download'] };

export const recordingProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'download',
		displayOptions: { show: { resource: ['recording'] } },
		options: [
			{
				name: 'Download',
				value: 'download',
				action: 'Download a recording',
				description: 'Download the recording of a call as a file',
			},
		],
	},
	{
		displayName: 'Find Recording By',
		name: 'recordingOf',
		type: 'options',
		default: 'url',
		displayOptions: { show },
		options: [
			{
				name: 'Conversation ID',
				value: 'conversation',
				description: 'Ask Oration for the recording of a conversation',
			},
			{
				name: 'URL',
				value: 'url',
				description: 'Use the address that the Oration Trigger gave',
			},
		],
	},
	{
		displayName: 'Recording URL',
		name: 'recordingUrl',
		type: 'string',
		required: true,
		default: '={{ $json.recordingUrl }}',
		displayOptions: { show: { ...show, recordingOf: ['url'] } },
		placeholder: 'e.g. https://uploads.oration.ai/recordings/mono.mp4',
		description:
			'Address of the recording. An Oration Trigger before this node fills it in; after another node, drag the field here.',
	},
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show: { ...show, recordingOf: ['conversation'] } },
		placeholder: 'e.g. conv_123',
		description: 'ID of the conversation whose recording to download',
	},
	{
		displayName: 'Output Data Field Name',
		name: 'outputField',
		type: 'string',
		required: true,
		default: 'recording',
		displayOptions: { show },
		description: 'Name of the field to put the file in',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [maximumRecordingSize, recordingHosts],
	},
];

export async function downloadRecordings(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const field = requiredText(context, 'outputField', 'Output Data Field Name', itemIndex);
		const settings = readRecordingSettings(filledIn(context, 'options', itemIndex));
		const url = await recordingUrlFor(context, itemIndex);
		const file = await downloadRecording(context, itemIndex, url, settings);
		const { json, binary } = context.getInputData()[itemIndex] ?? { json: {} };
		return { json, binary: { ...binary, [field]: file } };
	});
}
async function recordingUrlFor(context: IExecuteFunctions, itemIndex: number): Promise<string> {
	if (context.getNodeParameter('recordingOf', itemIndex, 'url') !== 'conversation') {
		return requiredText(context, 'recordingUrl', 'Recording URL', itemIndex);
	}
	const id = requiredText(context, 'conversationId', 'Conversation ID', itemIndex);
	const { recordingUrl } = toRecord(asEvent(await getConversation(context, itemIndex, id)));
	if (recordingUrl !== null) return recordingUrl;
	throw new NodeOperationError(
		context.getNode(),
		'Oration gave no recording of this conversation',
		{
			description:
				"There may be none, or none yet. If the Oration Trigger gives you a 'recordingUrl', use that.",
			itemIndex,
		},
	);
}
