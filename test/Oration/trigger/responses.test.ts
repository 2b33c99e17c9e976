/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this test needs a response that closes like n8n's, and the event loop; the package doesn't include tests */
import { Writable } from 'node:stream';
import { mock } from 'jest-mock-extended';
import { sleep, type INode, type IWebhookFunctions } from 'n8n-workflow';
import { Activity } from '../../../nodes/Oration/trigger/activity';
import { acceptEvent, triggerKey } from '../../../nodes/Oration/trigger/responses';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));

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

/** Ends a response, as n8n does. */
const end = async (response: Writable) =>
	await new Promise<void>((resolve) => {
		response.once('close', resolve).end();
	});

/** Closes a response that hasn't ended, as a sender does that hangs up. */
const hangUp = async (response: Writable) =>
	await new Promise<void>((resolve) => {
		response.once('close', resolve).destroy();
	});

/** Runs all pending callbacks of promises. */
const flush = async () => await new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
	jest.mocked(sleep).mockReset();
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
		await end(response);
		expect(outcomes()).toEqual([outcome]);
	});

	it("doesn't poll if the sender waits for the response", async () => {
		const { context, response, activity } = receive();
		acceptEvent(context, activity, ITEM);
		await end(response);
		expect(sleep).not.toHaveBeenCalled();
	});

	it.each(['before', 'after'])(
		'counts an event whose sender hung up %s it was accepted once n8n has responded',
		async (when) => {
			const { context, response, activity, outcomes } = receive();
			const responded = new Promise<void>((resolve) => {
				jest.mocked(sleep).mockImplementationOnce(async () => {
					expect(outcomes()).toEqual([]);
					response.statusCode = 500;
					response.end();
					resolve();
				});
			});
			if (when === 'before') await hangUp(response);
			acceptEvent(context, activity, ITEM);
			if (when === 'after') await hangUp(response);
			await responded;
			await flush();
			expect(outcomes()).toEqual(['notStored']);
		},
	);

	it('counts an event after ten minutes if n8n does not end the response', async () => {
		const { context, response, activity, outcomes } = receive();
		await hangUp(response);
		acceptEvent(context, activity, ITEM);
		await flush();
		expect(outcomes()).toEqual(['started']);
		expect(jest.mocked(sleep).mock.calls).toEqual(Array.from({ length: 600 }, () => [1000]));
	});

	it("doesn't count a test event", async () => {
		const { context, response, activity, outcomes } = receive('manual');
		acceptEvent(context, activity, ITEM);
		await end(response);
		expect(outcomes()).toEqual([]);
	});
});
