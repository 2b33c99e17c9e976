/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   this test needs a response that closes like n8n's; the package doesn't include tests */
import { Writable } from 'node:stream';
import { mock } from 'jest-mock-extended';
import type { INode, IWebhookFunctions } from 'n8n-workflow';
import { Activity } from '../../../nodes/Oration/trigger/activity';
import { acceptEvent, triggerKey } from '../../../nodes/Oration/trigger/responses';

const ITEM = { json: { summary: 'Hi' } };

/** Returns n8n's context for a request, its response, and the outcomes that were counted for its trigger. */
function receive(mode: 'webhook' | 'manual' = 'webhook') {
	const response = Object.assign(new Writable(), { statusCode: 200 });
	const context = mock<IWebhookFunctions>({
		getMode: () => mode,
		getNode: () => mock<INode>({ id: 'n' }),
		getWorkflow: () => ({ id: 'w', active: true }),
	});
	Object.assign(context, { getResponseObject: () => response });
	const activity = new Activity();
	const outcomes = () => activity.of(triggerKey(context)).outcomes.map(({ outcome }) => outcome);
	return { context, response, activity, outcomes };
}

const close = async (response: Writable) =>
	await new Promise<void>((resolve) => {
		response.once('close', resolve).destroy();
	});

describe('acceptEvent', () => {
	it('outputs the item', () => {
		const { context, activity } = receive();
		expect(acceptEvent(context, activity, ITEM)).toEqual({ workflowData: [[ITEM]] });
	});

	it('counts nothing before n8n has responded', () => {
		const { context, activity, outcomes } = receive();
		acceptEvent(context, activity, ITEM);
		expect(outcomes()).toEqual([]);
	});

	it.each([
		[200, 'started'],
		[399, 'started'],
		[400, 'notStored'],
		[500, 'notStored'],
	])('counts an event that gets a %d as %s', async (statusCode, outcome) => {
		const { context, response, activity, outcomes } = receive();
		acceptEvent(context, activity, ITEM);
		response.statusCode = statusCode;
		await close(response);
		expect(outcomes()).toEqual([outcome]);
	});

	it('counts an event whose sender has hung up', async () => {
		const { context, response, activity, outcomes } = receive();
		await close(response);
		acceptEvent(context, activity, ITEM);
		expect(outcomes()).toEqual(['started']);
	});

	it("doesn't count a test event", async () => {
		const { context, response, activity, outcomes } = receive('manual');
		acceptEvent(context, activity, ITEM);
		await close(response);
		expect(outcomes()).toEqual([]);
	});
});
