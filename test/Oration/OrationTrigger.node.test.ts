import fc from 'fast-check';
import { mock } from 'jest-mock-extended';
import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { SIMPLIFIED_FIELDS } from '../../nodes/Oration/event/fields';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import { withEventKey } from '../../nodes/Oration/trigger/duplicates/processedEvents';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { ANALYSIS_COMPLETED, ANSWERED } from '../events';
import { dropTimers } from './clock';
import { webhookContext, type WebhookRequest } from './webhookContext';

const event = ANSWERED;
const BROWSER = { accept: 'text/html' };
const SAMPLE_FORM: WebhookRequest = {
	contentType: 'application/x-www-form-urlencoded',
	body: { sample: 'answered' },
};

/** Calls webhook() with a request. Each test has its own node, because the trigger remembers its events. */
async function call({ parameters, ...request }: WebhookRequest) {
	const { context, sent, close } = webhookContext({
		body: event,
		nodeId: expect.getState().currentTestName,
		parameters: { events: [ANALYSIS_COMPLETED], ...parameters },
		...request,
	});
	const returned = await new OrationTrigger().webhook.call(context);
	close();
	return { returned, sent };
}

describe('webhook()', () => {
	it('remembers an event, so that a duplicate starts no execution', async () => {
		expect(Object.keys((await call({})).returned)).toEqual(['workflowData']);
		expect((await call({})).returned).toEqual({});
	});

	it('outputs a sample while the editor listens, as Output says, whatever the other parameters', async () => {
		const others = { events: [], filters: { agentIds: 'a' }, authentication: 'sharedSecret' };
		const parameters = { output: 'raw', ...others };
		const { returned, sent } = await call({ ...SAMPLE_FORM, mode: 'manual', parameters });
		const workflowData = [[{ json: SAMPLES.answered.event }]];
		expect(returned).toEqual({ noWebhookResponse: true, workflowData });
		expect(sent.status).toBe(202);
		expect(sent.body).toContain('The sample event was sent to the editor');
	});

	it.each<[when: string, request: WebhookRequest]>([
		['in production', {}],
		['for an unknown sample', { mode: 'manual', body: { sample: 'nope' } }],
	])('returns 400 for a sample button %s', async (_, request) => {
		const { returned, sent } = await call({ ...SAMPLE_FORM, ...request });
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent.status).toBe(400);
	});

	it.each([
		['Production', 'webhook', 'Ready for events from Oration'],
		['Test', 'manual', 'n8n is listening for a test event'],
	] as const)('returns the page of the %s URL', async (_, mode, heading) => {
		const { returned, sent } = await call({ webhookName: 'setup', mode, headers: BROWSER });
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent.status).toBe(200);
		expect(sent.body).toContain(`${heading}</h1>`);
	});

	it('returns no value of a request in the status', async () => {
		const MARKER = 'M4rk3r';
		const value = fc.string().map((text) => `${MARKER}${text}`);
		const request = fc.record({
			parameters: fc.constantFrom({}, { events: [] }, { filters: { agentIds: 'a' } }),
			headers: fc.dictionary(value, value),
			query: fc.dictionary(value, value),
			body: fc.oneof(
				value,
				fc.record({
					eventType: fc.oneof(value, fc.constant(ANALYSIS_COMPLETED)),
					eventId: value,
					payload: fc.dictionary(fc.oneof(value, fc.constantFrom('id', 'summary')), value),
				}),
			),
		});
		let count = 0;
		const property = fc.asyncProperty(request, async (options) => {
			await call(options);
			count += 1;
			const { sent: page } = await call({ webhookName: 'setup', headers: BROWSER });
			const { sent: json } = await call({ webhookName: 'setup' });
			const { started, skipped, rejected } = JSON.parse(json.body).activity;
			expect(started + skipped + rejected).toBe(count);
			expect(page.body).toContain('Last event: ');
			expect(`${page.body} ${json.body}`).not.toContain(MARKER);
		});
		await fc.assert(property, { numRuns: 300, seed: 20_261_126 });
	});
});

describe('execute()', () => {
	dropTimers();

	const execute = async (items: INodeExecutionData[], processed: string[] = []) => {
		const context = mock<IExecuteFunctions>({
			helpers: {
				checkProcessedAndRecord: async (entries) => ({ new: entries, processed }),
				removeProcessed: async () => {},
			},
			getInputData: () => items,
			getNode: () => mock<INode>({ id: expect.getState().currentTestName }),
			getWorkflow: () => ({ id: 'w', active: true }),
		});
		const output = await new OrationTrigger().execute.call(context);
		return { output, hints: context.addExecutionHints.mock.calls.flat() };
	};

	it('outputs an event without its key and its hints, which it shows', async () => {
		const parameters = { output: 'selectedFields', fields: '["agentId", "nope"]' };
		const { returned } = await call({ parameters });
		expect(await execute(returned.workflowData?.[0] ?? [])).toEqual({
			output: [[{ json: { agentId: 'agent_1234567890abcdef' } }]],
			hints: [{ message: "These 'Fields' don't exist: nope." }],
		});
	});

	it('outputs nothing for a processed event', async () => {
		const { output } = await execute([withEventKey({ json: {} }, 'key')], ['key']);
		expect(output).toEqual([[]]);
	});
});

describe('webhookMethods', () => {
	it.each(['checkExists', 'create', 'delete'] as const)('%s returns true', async (method) => {
		expect(await new OrationTrigger().webhookMethods.default[method]()).toBe(true);
	});
});

describe('description', () => {
	const { description } = new OrationTrigger();

	it('has no expressions in its webhooks, because n8n needs an isolate to evaluate them', () => {
		expect(description.webhooks).toHaveLength(2);
		expect(JSON.stringify(description.webhooks)).not.toMatch(/"=/);
	});

	it('has the parameters with their defaults', () => {
		const parameters = description.properties.filter(({ type }) => type !== 'notice');
		expect(parameters.map(({ name, default: value }) => [name, value])).toEqual([
			['events', ['conversation.analysisCompleted']],
			['authentication', 'none'],
			['output', 'simplified'],
			['fields', [...SIMPLIFIED_FIELDS]],
			['filters', {}],
			['options', {}],
		]);
	});
});
