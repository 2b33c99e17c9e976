import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { toEvent } from '../../event/envelope';
import { toItem } from '../../output/output';
import { outputProperties } from '../../output/properties';
import { toErrorItem, tryItems } from '../items';
import { readOutput, requiredId } from '../parameters';
import { readWait, waitForConversations, waitProperties } from './wait';

export const getProperties: INodeProperties[] = [
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. conv_123',
		description: "The 'conversationId' field from the Oration Trigger or from Conversation: Create",
	},
	...waitProperties,
	...outputProperties,
];

/** Gets the conversation of each item. Items that wait do so side by side. */
export async function getConversations(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { valid, results } = await tryItems(context, (item) => ({
		id: requiredId(item, 'conversationId', 'Conversation ID'),
		choice: readOutput(item),
		...readWait(item),
	}));
	const waits = valid.map(([item, settings]) => ({ item, ...settings, conversation: {} }));
	await waitForConversations(context, waits, ({ item, choice, conversation }, error) => {
		results[item.index] =
			error === undefined
				? { ...toItem(toEvent(conversation), choice), pairedItem: { item: item.index } }
				: toErrorItem(item, error);
	});
	return results;
}
