import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { waitForJob } from '../../api/jobs';
import { requestOration } from '../../api/request';
import type { JsonObject } from '../../event/json';
import { toBoolean } from '../../event/values';
import { rejectRetryOnFail, toErrorItem, toNodeError } from '../items';
import { DEFAULT_MAX_WAIT_SECONDS, readCustomer } from './fields';

interface BatchOptions {
	strategy: 'insert' | 'upsert';
	partial?: true;
}

/** Sends the customers of all valid items in one request. The output has the order of the items. */
export async function sendCustomers(
	context: IExecuteFunctions,
	options: BatchOptions,
): Promise<INodeExecutionData[]> {
	const customers: JsonObject[] = [];
	const validItems: number[] = [];
	/** By item. The result of the request is at its first valid item. */
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			if (options.strategy === 'insert') {
				rejectRetryOnFail(context, item, 'n8n would create the customers again.');
			}
			customers.push(readCustomer(context, item));
			validItems.push(item);
		} catch (error) {
			results[item] = toErrorItem(context, item, error);
		}
	}
	const [first] = validItems;
	if (first === undefined) return results;
	try {
		const json = await sendBatch(context, first, { customers, ...options });
		results[first] = { json, pairedItem: validItems.map((item) => ({ item })) };
	} catch (error) {
		for (const item of validItems) results[item] = toErrorItem(context, item, error);
	}
	return Object.values(results);
}

/** Sends a batch, and returns the job that Oration creates. */
async function sendBatch(
	context: IExecuteFunctions,
	itemIndex: number,
	body: BatchOptions & { customers: JsonObject[] },
): Promise<JsonObject> {
	// Reads everything first, because after the request an invalid expression would hide the job ID.
	const waits = toBoolean(context.getNodeParameter('waitForCompletion', 0)) === true;
	const maxWaitSeconds = waits ? Number(context.getNodeParameter('maxWaitSeconds', 0)) : 0;
	const seconds = maxWaitSeconds > 0 ? maxWaitSeconds : DEFAULT_MAX_WAIT_SECONDS;
	const response = await requestOration(context, itemIndex, {
		method: 'POST',
		path: '/customers/batch',
		body: { ...body },
	});
	const { jobId } = response;
	if (!waits) return response;
	if (typeof jobId !== 'string') {
		throw new NodeOperationError(context.getNode(), "Oration's response has no job ID", {
			description: 'Check in Oration whether it created the customers.',
			itemIndex,
		});
	}
	try {
		return await waitForJob(context, itemIndex, jobId, seconds * 1000);
	} catch (error) {
		const { message, description } = toNodeError(context, itemIndex, error);
		const received = `Oration received the customers. Check job ${jobId} with 'Job: Get' before you run the node again.`;
		throw new NodeOperationError(context.getNode(), message, {
			description: [received, description].filter(Boolean).join(' '),
			itemIndex,
		});
	}
}
