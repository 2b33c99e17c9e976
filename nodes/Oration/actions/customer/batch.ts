import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemError, type Item } from '../../api/item';
import { waitForJob } from '../../api/jobs';
import { requestOration } from '../../api/request';
import type { JsonObject } from '../../event/json';
import { toBoolean } from '../../event/values';
import { rejectRetryOnFail, toErrorItem, toNodeError, tryItems } from '../items';
import { readCollection, readMaxWaitMs, readParameter } from '../parameters';
import { DEFAULT_MAX_WAIT_MINUTES, readCustomer } from './fields';

/**
 * Creates customers, or creates or updates them: sends those of all valid items in one request. The output has the order of
 * the items.
 */
export async function sendCustomers(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = { context, index: 0 };
	const isCreate = readParameter(settings, 'operation') === 'create';
	const { valid, results } = await tryItems(context, (item) => {
		if (isCreate) rejectRetryOnFail(item, 'n8n would create the customers again.');
		return readCustomer(item);
	});
	const [[first] = []] = valid;
	if (first === undefined) return results;
	try {
		const customers = valid.map(([, customer]) => customer);
		const { partial } = isCreate ? readCollection(settings, 'options') : {};
		const json = await sendBatch(first, {
			customers,
			strategy: isCreate ? 'insert' : 'upsert',
			partial: toBoolean(partial) || undefined,
		});
		results[first.index] = { json, pairedItem: valid.map(([{ index }]) => ({ item: index })) };
	} catch (error) {
		for (const [item] of valid) results[item.index] = toErrorItem(item, error);
	}
	return Object.values(results);
}

async function sendBatch(item: Item, body: IDataObject): Promise<JsonObject> {
	// Reads everything first, because after the request an invalid expression would hide the job ID.
	const settings = { context: item.context, index: 0 };
	const waits = toBoolean(readParameter(settings, 'waitForCompletion')) === true;
	const maxWaitMs = waits ? readMaxWaitMs(settings, DEFAULT_MAX_WAIT_MINUTES) : 0;
	const response = await requestOration(item, { method: 'POST', path: '/customers/batch', body });
	const { jobId } = response;
	if (!waits) return response;
	if (typeof jobId !== 'string') {
		const description = 'Check in Oration whether it created the customers.';
		throw itemError(item, "Oration's response has no job ID", description);
	}
	try {
		return await waitForJob(item, jobId, maxWaitMs);
	} catch (error) {
		const { message, description } = toNodeError(item, error);
		const received = `Oration received the customers. Check job ${jobId} with 'Job: Get' before you run the node again.`;
		throw itemError(item, message, [received, description].filter(Boolean).join(' '));
	}
}
