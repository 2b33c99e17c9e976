import { sleep } from 'n8n-workflow';
import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import type { StoreResult } from '../../../nodes/Oration/trigger/duplicates/whenStored';
import {
	acceptEvent,
	failRequest,
	rejectRequest,
	skipEvent,
} from '../../../nodes/Oration/trigger/responses';
import { webhookContext } from '../webhookContext';

const ORIGIN = { workflowId: 'w', nodeName: 'Oration Trigger' };
const ITEM = { json: { summary: 'Hi' } };

const setUp = (mode: 'webhook' | 'manual' = 'webhook') => {
	const activity = new Activity();
	const outcomes = () => activity.of('w n').outcomes.map(({ outcome }) => outcome);
	return { ...webhookContext({ mode }), activity, outcomes };
};

describe('rejectRequest', () => {
	const reject = (mode?: 'manual') => {
		const trigger = setUp(mode);
		const rejection = { reason: 'invalidEvent', message: 'No payload', field: 'payload' } as const;
		const returned = rejectRequest(trigger.context, trigger.activity, 400, rejection);
		return { ...trigger, returned };
	};

	it('responds with the message and the field, and starts no execution', () => {
		const { returned, sent } = reject();
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent).toEqual({
			status: 400,
			headers: {},
			body: '{"message":"No payload","field":"payload"}',
		});
	});

	it('logs the message', () => {
		expect(reject().logger.warn.mock.calls).toEqual([
			['Oration Trigger rejected a request: No payload', ORIGIN],
		]);
	});

	it('counts the reason, but not of a test', () => {
		expect(reject().outcomes()).toEqual(['invalidEvent']);
		expect(reject('manual').outcomes()).toEqual([]);
	});
});

describe('skipEvent', () => {
	const skip = (mode?: 'manual') => {
		const trigger = setUp(mode);
		return { ...trigger, returned: skipEvent(trigger.context, trigger.activity, 'categories') };
	};

	it('starts no execution, and lets n8n respond', () => {
		const { returned, sent } = skip();
		expect(returned).toEqual({});
		expect(sent.status).toBe(0);
	});

	it('logs only the reason', () => {
		expect(skip().logger.debug.mock.calls).toEqual([
			["Oration Trigger skipped an event: it doesn't match the Categories filter", ORIGIN],
		]);
	});

	it('counts the reason, but not of a test', () => {
		expect(skip().outcomes()).toEqual(['categories']);
		expect(skip('manual').outcomes()).toEqual([]);
	});
});

describe('acceptEvent', () => {
	it('outputs the item', () => {
		const { context, activity } = setUp();
		const stored = Promise.resolve<StoreResult>('stored');
		expect(acceptEvent(context, activity, ITEM, stored)).toEqual({ workflowData: [[ITEM]] });
	});

	it.each<[result: StoreResult, mode: 'webhook' | 'manual', outcomes: string[]]>([
		['stored', 'webhook', ['started']],
		['unknown', 'webhook', ['started']],
		['failed', 'webhook', ['notStored']],
		['stored', 'manual', []],
	])('counts an event, once n8n has responded: %s (%s)', async (result, mode, expected) => {
		const { context, activity, outcomes } = setUp(mode);
		let respond: (stored: StoreResult) => void = () => {};
		const stored = new Promise<StoreResult>((resolve) => (respond = resolve));
		acceptEvent(context, activity, ITEM, stored);
		await sleep(0);
		expect(outcomes()).toEqual([]);
		respond(result);
		await sleep(0);
		expect(outcomes()).toEqual(expected);
	});
});

describe('failRequest', () => {
	it('counts the reason, and throws the error', () => {
		const { context, activity, outcomes } = setUp();
		const error = new Error('referenced node is unexecuted');
		expect(() => failRequest(context, activity, 'settingsInvalid', error)).toThrow(error);
		expect(outcomes()).toEqual(['settingsInvalid']);
	});
});
