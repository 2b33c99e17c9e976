import { sleep } from 'n8n-workflow';
import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import type { StoreResult } from '../../../nodes/Oration/trigger/duplicates/whenStored';
import { Responder } from '../../../nodes/Oration/trigger/responses';
import { webhookContext } from '../webhookContext';

describe('start()', () => {
	it.each<[result: StoreResult, outcome: string]>([
		['stored', 'started'],
		['unknown', 'started'],
		['failed', 'notStored'],
	])('counts an event that is %s as %s, once n8n has responded', async (result, outcome) => {
		const { context } = webhookContext();
		const activity = new Activity();
		const outcomes = () => activity.of('w n').outcomes.map((counted) => counted.outcome);
		let respond: (stored: StoreResult) => void = () => {};
		const stored = new Promise<StoreResult>((resolve) => (respond = resolve));
		const item = { json: { summary: 'Hi' } };
		const returned = new Responder(context, activity).start(item, stored);
		expect(returned).toEqual({ workflowData: [[item]] });
		await sleep(0);
		expect(outcomes()).toEqual([]);
		respond(result);
		await sleep(0);
		expect(outcomes()).toEqual([outcome]);
	});
});
