import fc from 'fast-check';
import { mock } from 'jest-mock-extended';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';
import { SIMPLIFIED_FIELDS } from '../../nodes/Oration/event/fields';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import { withEventKey } from '../../nodes/Oration/trigger/duplicates/processedEvents';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { filters } from '../../nodes/Oration/trigger/properties';
import { ANALYSIS_COMPLETED, sampleFile } from '../events';
import { dropTimers } from './clock';
import { PRODUCTION_URL, webhookContext, type WebhookRequest } from './webhookContext';

const event = sampleFile('analysis-completed.realistic');
const BROWSER = { accept: 'text/html' };
const LONG_VALUE = 'kJ8-secret-of-the-test-0123456789';
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

/** Returns the status as JSON. */
async function readStatus(request: WebhookRequest = {}) {
	const headers = { accept: 'application/json' };
	const { sent } = await call({ ...request, webhookName: 'setup', headers });
	return { code: sent.status, ...JSON.parse(sent.body) };
}

describe('webhook()', () => {
	it('outputs an event, and lets n8n respond', async () => {
		const { returned, sent } = await call({});
		expect(returned.workflowData?.[0]?.[0]?.json).toMatchObject({
			conversationId: 'conv_1234567890abcdef',
		});
		expect(Object.keys(returned)).toEqual(['workflowData']);
		expect(sent.status).toBe(0);
	});

	it('remembers an event, so that a duplicate starts no execution', async () => {
		await call({});
		expect((await call({})).returned).toEqual({});
	});

	it('requires the secret', async () => {
		const { returned, sent } = await call({
			parameters: { authentication: 'sharedSecret' },
			credential: { secret: 's3cret' },
		});
		expect(returned).toEqual({ noWebhookResponse: true });
		expect(sent.status).toBe(401);
	});

	describe('for a sample button', () => {
		it('outputs the sample while the editor listens, and returns a page', async () => {
			const { returned, sent } = await call({ ...SAMPLE_FORM, mode: 'manual' });
			expect(returned).toMatchObject({
				noWebhookResponse: true,
				workflowData: [[{ json: { summary: SAMPLES.answered.event.payload.summary } }]],
			});
			expect(sent.status).toBe(202);
			expect(sent.body).toContain('The sample event was sent to the editor');
		});

		it('outputs the sample as the parameters choose', async () => {
			const parameters = { output: 'raw' };
			const { returned } = await call({ ...SAMPLE_FORM, mode: 'manual', parameters });
			expect(returned.workflowData).toEqual([[{ json: SAMPLES.answered.event }]]);
		});

		it('skips the checks of filters, event types and the secret', async () => {
			const parameters = {
				events: [],
				filters: { agentIds: 'other' },
				authentication: 'sharedSecret',
			};
			const { returned } = await call({ ...SAMPLE_FORM, mode: 'manual', parameters });
			expect(returned.workflowData).toHaveLength(1);
		});

		it.each<[when: string, request: WebhookRequest]>([
			['in production', {}],
			['for an unknown sample', { mode: 'manual', body: { sample: 'nope' } }],
		])('returns 400 %s', async (_, request) => {
			const { returned, sent } = await call({ ...SAMPLE_FORM, ...request });
			expect(returned).toEqual({ noWebhookResponse: true });
			expect(sent.status).toBe(400);
		});
	});

	describe('for a GET', () => {
		it.each([
			['Production', 'webhook', 'Ready for events from Oration'],
			['Test', 'manual', 'n8n is listening for a test event'],
		] as const)('returns the page of the %s URL', async (_, mode, heading) => {
			const { returned, sent } = await call({ webhookName: 'setup', mode, headers: BROWSER });
			expect(returned).toEqual({ noWebhookResponse: true });
			expect(sent.status).toBe(200);
			expect(sent.body).toContain(`${heading}</h1>`);
		});

		it('returns the status as JSON, without the secret', async () => {
			const status = await readStatus({
				parameters: { authentication: 'sharedSecret' },
				credential: { secret: 's3cret' },
			});
			expect(status).toMatchObject({
				code: 200,
				ready: true,
				url: PRODUCTION_URL,
				secret: { sentIn: 'header', name: 'x-oration-secret' },
			});
			expect(JSON.stringify(status)).not.toContain('s3cret');
		});

		it('returns what became of the requests', async () => {
			await call({});
			await call({});
			await call({ body: 'text' });
			const { activity } = await readStatus();
			expect(activity).toMatchObject({ started: 1, skipped: 1, rejected: 1 });
		});

		it('returns no value of a request', async () => {
			const MARKER = 'M4rk3r';
			const value = fc.string().map((text) => `${MARKER}${text}`);
			const request = fc.record({
				parameters: fc.constantFrom({}, { events: [] }, { filters: { agentIds: 'a' } }),
				headers: fc.dictionary(value, value),
				query: fc.dictionary(value, value),
				body: fc.oneof(
					value,
					fc.record({ eventType: value, eventId: value, payload: fc.dictionary(value, value) }),
					fc.record({
						eventType: fc.constant(ANALYSIS_COMPLETED),
						eventId: value,
						payload: fc.record({ id: value, agentId: value, summary: value }),
					}),
				),
			});
			let count = 0;
			const property = fc.asyncProperty(request, async (options) => {
				await call(options);
				count += 1;
				const { sent } = await call({ webhookName: 'setup', headers: BROWSER });
				const status = await readStatus();
				const { started, skipped, rejected } = status.activity;
				expect(started + skipped + rejected).toBe(count);
				expect(sent.body).toContain('Last event: ');
				expect(`${sent.body} ${JSON.stringify(status)}`).not.toContain(MARKER);
			});
			await fc.assert(property, { numRuns: 300, seed: 20_261_126 });
		});
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

	it('outputs an event without its key', async () => {
		const { returned } = await call({});
		const [[item] = []] = returned.workflowData ?? [];
		expect(await execute(item ? [item] : [])).toEqual({
			output: [[{ json: item?.json }]],
			hints: [],
		});
	});

	it('shows the hints of an event, and outputs it without them', async () => {
		const parameters = { output: 'selectedFields', fields: '["agentId", "nope"]' };
		const { returned } = await call({ parameters });
		const [[item] = []] = returned.workflowData ?? [];
		expect(await execute(item ? [item] : [])).toEqual({
			output: [[{ json: { agentId: 'agent_1234567890abcdef' } }]],
			hints: [{ message: "These 'Fields' don't exist: nope." }],
		});
	});

	it('outputs nothing for a processed event', async () => {
		const { output } = await execute([withEventKey({ json: {} }, 'key')], ['key']);
		expect(output).toEqual([[]]);
	});
});

describe('the test of the shared secret', () => {
	const test = async (data?: ICredentialDataDecryptedObject) => {
		const { testWebhookSecret } = new OrationTrigger().methods.credentialTest;
		const credential = { id: '1', name: 'Secret', type: 'orationWebhookSecretApi', data };
		return await testWebhookSecret.call(mock<ICredentialTestFunctions>(), credential);
	};

	it.each([
		[{ secret: LONG_VALUE }, 'OK'],
		[undefined, 'Error'],
	])('returns for %j the status %s', async (data, status) => {
		expect(await test(data)).toMatchObject({ status });
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

	it('has a version above 1, because n8n evaluates an expression per request for version 1', () => {
		expect(description.version).toBe(1.1);
	});

	it('responds to events with an empty body', () => {
		expect(description.webhooks?.[0]).toMatchObject({ httpMethod: 'POST', responseData: 'noData' });
	});

	it('hides the URL of the setup page, because it is the same', () => {
		const [events, setup] = description.webhooks ?? [];
		expect(setup).toMatchObject({ httpMethod: 'GET', path: events?.path, ndvHideUrl: true });
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

	it('offers only statuses that an event can have', () => {
		const [statuses] = (filters.options ?? []).filter(
			({ name }) => name === 'conversationStatuses',
		);
		expect(statuses).toMatchObject({
			options: [
				{ name: 'Completed', value: 'completed' },
				{ name: 'Failed', value: 'failed' },
			],
		});
	});

	it('does not claim that Oration signs its events', () => {
		expect(JSON.stringify(description)).not.toMatch(/signature|signed/i);
	});
});
