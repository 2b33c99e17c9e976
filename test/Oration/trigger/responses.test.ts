import { mock } from 'jest-mock-extended';
import type { INode, IWebhookFunctions } from 'n8n-workflow';
import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import type { StoreResult } from '../../../nodes/Oration/trigger/duplicates/whenStored';
import { acceptEvent } from '../../../nodes/Oration/trigger/responses';
import { triggerKey } from '../../../nodes/Oration/trigger/triggerKey';

const ITEM = { json: { summary: 'Hi' } };

/** Accepts an event. Returns the result, and the outcomes that are counted when n8n has stored it or not. */
async function accept(stored: Promise<StoreResult>, mode: 'webhook' | 'manual' = 'webhook') {
	const context = mock<IWebhookFunctions>({
		getMode: () => mode,
		getNode: () => mock<INode>({ id: 'n' }),
		getWorkflow: () => ({ id: 'w', active: true }),
	});
	const activity = new Activity();
	const returned = acceptEvent(context, activity, ITEM, stored);
	await Promise.race([stored, Promise.resolve()]);
	const outcomes = activity.of(triggerKey(context)).outcomes.map(({ outcome }) => outcome);
	return { returned, outcomes };
}

describe('acceptEvent', () => {
	it('outputs the item', async () => {
		const { returned } = await accept(Promise.resolve('stored'));
		expect(returned).toEqual({ workflowData: [[ITEM]] });
	});

	it('counts nothing before n8n has responded', async () => {
		expect((await accept(new Promise(() => {}))).outcomes).toEqual([]);
	});

	it.each<[StoreResult, string]>([
		['stored', 'started'],
		['unknown', 'started'],
		['failed', 'notStored'],
	])('counts an event that was %s as %s', async (result, outcome) => {
		expect((await accept(Promise.resolve(result))).outcomes).toEqual([outcome]);
	});

	it("doesn't count a test event", async () => {
		expect((await accept(Promise.resolve('stored'), 'manual')).outcomes).toEqual([]);
	});
});
