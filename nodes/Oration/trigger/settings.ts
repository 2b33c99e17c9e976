import type { IWebhookFunctions } from 'n8n-workflow';
import { readRecordingSettings } from '../api/recordingOptions';
import type { RecordingSettings } from '../api/recordings';
import { isJsonObject } from '../event/json';
import { readChoice, type OutputChoice } from '../event/output';
import { toList } from '../list';
import { readFilters, type Filters } from './filters';

const DEFAULT_FIELD = 'recording';
const CLEAR_NO: unknown[] = [undefined, null, false, '', 'false'];

export interface Settings {
	events: string[];
	choice: OutputChoice;
	filters: Filters;
	deduplicate: boolean;
	followUp: FollowUp;
}

/** What is to be done with an event once it is stored. */
export interface FollowUp {
	isToConfirm: boolean;
	recording: (RecordingSettings & { field: string }) | undefined;
}

/** The parameters of the node. Any of them may be an expression, so any of them may be of any type. */
export function readSettings(context: Pick<IWebhookFunctions, 'getNodeParameter'>): Settings {
	const options: unknown = context.getNodeParameter('options', {});
	return {
		events: toList(context.getNodeParameter('events', [])),
		choice: readChoice(
			context.getNodeParameter('output', 'simplified'),
			context.getNodeParameter('fields', []),
		),
		filters: readFilters(context.getNodeParameter('filters', {})),
		deduplicate: !isJsonObject(options) || options.deduplicate !== false,
		followUp: readFollowUp(options),
	};
}

/** Anything but a clear no asks for the secret. */
export function needsSecret(context: Pick<IWebhookFunctions, 'getNodeParameter'>): boolean {
	return context.getNodeParameter('authentication', 'none') !== 'none';
}

export function readFollowUp(options: unknown): FollowUp {
	const {
		confirmWithOration,
		downloadRecording,
		recordingField,
		...recording
	}: Record<string, unknown> = isJsonObject(options) ? options : {};
	const field = typeof recordingField === 'string' ? recordingField.trim() : '';
	return {
		// Anything but a clear no asks for the confirmation.
		isToConfirm: !CLEAR_NO.includes(confirmWithOration),
		recording:
			downloadRecording === true
				? { ...readRecordingSettings(recording), field: field || DEFAULT_FIELD }
				: undefined,
	};
}

export function isAnythingToDo({ isToConfirm, recording }: FollowUp): boolean {
	return isToConfirm || recording !== undefined;
}
