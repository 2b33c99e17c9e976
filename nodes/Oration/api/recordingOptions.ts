import type { INodeProperties } from 'n8n-workflow';
import { toList } from '../list';
import type { RecordingSettings } from './recordings';

const ORATION = 'oration.ai';
const MAXIMUM_SIZE = 500;

/** Options of a node that downloads recordings. */
export const maximumRecordingSize: INodeProperties = {
	displayName: 'Maximum Recording Size (MB)',
	name: 'maximumRecordingSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: MAXIMUM_SIZE,
	description: 'Largest recording to download, in megabytes',
};

export const recordingHosts: INodeProperties = {
	displayName: 'Recording Hosts',
	name: 'recordingHosts',
	type: 'string',
	default: ORATION,
	placeholder: 'e.g. oration.ai, files.example.com',
	description:
		'Hosts that recordings may be downloaded from, separated by commas. Their subdomains count as well.',
};

/** What the options say about recordings. Any of them may be an expression, so any of them may be of any type. */
export function readRecordingSettings(options: Record<string, unknown>): RecordingSettings {
	const hosts = toList(options.recordingHosts);
	const size = Number(options.maximumRecordingSize);
	return {
		hosts: hosts.length > 0 ? hosts : [ORATION],
		maximumSize: size > 0 ? size : MAXIMUM_SIZE,
	};
}
