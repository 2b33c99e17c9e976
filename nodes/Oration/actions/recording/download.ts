import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { downloadRecording } from '../../api/recordings';
import { toList } from '../../event/values';
import { forEachItem } from '../items';
import { readCollection, requiredText } from '../parameters';

const DEFAULT_HOST = 'oration.ai';
const MAX_SIZE_MB = 500;

export const downloadProperties: INodeProperties[] = [
	{
		displayName: 'Recording URL',
		name: 'recordingUrl',
		type: 'string',
		required: true,
		default: '={{ $json.recordingUrl }}',
		placeholder: 'e.g. https://uploads.oration.ai/recordings/mono.mp4',
		description:
			"Defaults to the 'recordingUrl' field of the input. If your data has it in another field, drag that field here.",
	},
	{
		displayName: 'Put Output File in Field',
		name: 'outputField',
		type: 'string',
		required: true,
		default: 'recording',
		description: 'Name of the binary field of the output',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Maximum Recording Size (MB)',
				name: 'maximumRecordingSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: MAX_SIZE_MB,
				description: 'Items with a larger recording fail',
			},
			{
				displayName: 'Allowed Hosts',
				name: 'allowedHosts',
				type: 'string',
				default: DEFAULT_HOST,
				placeholder: 'e.g. oration.ai, files.example.com',
				description:
					'Comma-separated hosts, including their subdomains. Replaces the default, so keep oration.ai in it.',
			},
		],
	},
];

export async function downloadRecordings(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (item, { json, binary }) => {
		const field = requiredText(item, 'outputField', 'Put Output File in Field');
		const url = requiredText(item, 'recordingUrl', 'Recording URL');
		const options = readCollection(item, 'options');
		const listed = toList(options.allowedHosts);
		const hosts = listed.length > 0 ? listed : [DEFAULT_HOST];
		const size = Number(options.maximumRecordingSize);
		const file = await downloadRecording(item, url, hosts, size > 0 ? size : MAX_SIZE_MB);
		return { json, binary: { ...binary, [field]: file } };
	});
}
