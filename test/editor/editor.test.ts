import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { RECORD_FIELDS, SIMPLIFIED_FIELDS } from '../../nodes/Oration/event';
import { filters } from '../../nodes/Oration/trigger/properties';
import { waitFor } from '../../scripts/waitFor';
import { sampleFile } from '../events';
import { Instance, send } from '../n8n/instance';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../oration-api/server';
import { describeInBrowser, launchBrowser } from './browser';
import { Editor } from './editor';

const SUMMARY =
	'Customer asked to move the delivery to Friday and to add a second unit. Agent confirmed both and promised an email.';
/** n8n shows no more of them. */
const MOST_COLUMNS = 40;
const RIGHT = 'kJ8-secret-of-the-test-0123456789';

describeInBrowser('in the editor', () => {
	let n8n: Instance;
	/** Oration's API. */
	let oration: OrationApi;
	let browser: Browser;
	let editor: Editor;

	beforeAll(async () => {
		[n8n, oration, browser] = await Promise.all([
			Instance.start(),
			startOrationApi(),
			launchBrowser(),
		]);
		editor = await Editor.signIn(browser, n8n.url);
	});

	afterAll(async () => {
		await browser?.close();
		await oration?.stop();
		await n8n?.stop();
	});

	it.each([
		['light', 'oration.svg'],
		['dark', 'oration.dark.svg'],
	] as const)(
		'the node panel finds Oration, with its icon for %s colours',
		async (colours, icon) => {
			const own = await Editor.signIn(browser, n8n.url, { colorScheme: colours });
			await own.newWorkflow();
			for (const words of ['oration', 'call transcript', 'call summary', 'voice']) {
				await own.search(words);
				const image = own.found('Oration').locator('img').first();
				await image.waitFor();
				const source = await image.getAttribute('src');
				expect(source).toBe(`/icons/n8n-nodes-oration/dist/icons/${icon}`);
				const loaded = await own.page.request.get(`${n8n.url}${source}`);
				expect(loaded.headers()['content-type']).toContain('image/svg+xml');
			}
			await own.close();
		},
	);

	it('the trigger tells what to do, and shows its two URLs and no third', async () => {
		await editor.addTrigger();
		expect(await editor.parameters.getByRole('alert').innerText()).toBe(
			'Open Webhook URLs, choose Production URL, copy it and paste it into Oration as the webhook URL. Then publish the workflow: events start it only from then on.',
		);
		const [test, ...otherTest] = await editor.webhookUrls('Test URL');
		expect(test).toMatch(/^http:\/\/localhost:\d+\/webhook-test\/[0-9a-f-]{36}\/oration$/);
		const [production, ...otherProduction] = await editor.webhookUrls('Production URL');
		expect(production).toBe(test?.replace('webhook-test', 'webhook'));
		expect([...otherTest, ...otherProduction]).toEqual([]);
		const methods = await editor.page.locator('.http-method').allTextContents();
		expect(methods.map((method) => method.trim())).toEqual(['POST']);
	});

	it('a sample shows the fields in their order, and one is mapped by dragging it', async () => {
		await editor.addTrigger();
		await editor.listenForSample('Answered Call');

		expect(await editor.columns()).toEqual([...SIMPLIFIED_FIELDS]);
		expect(await editor.outputFields()).toEqual([...SIMPLIFIED_FIELDS]);

		await editor.closeNode();
		await editor.addNext('Edit Fields');
		await editor.drag(
			editor.input.locator('[data-path=".summary"]'),
			editor.page.getByTestId('drop-area'),
		);
		const assignment = editor.page.getByTestId('assignment');
		await assignment.getByText(SUMMARY).waitFor();
		expect(await assignment.innerText()).toContain('{{ $json.summary }}');
		await editor.executeButton.click();
		await editor.output.getByText(SUMMARY).waitFor();
		await editor.output.getByText('1 item').first().waitFor();
	});

	it('each output is explained; the fields and filters have a label and a description', async () => {
		await editor.addTrigger();
		expect(await editor.choices(editor.parameter('output'))).toEqual([
			'Simplified\nThe ten fields that most workflows need',
			'Full\nEvery field, with the transcript in turns and all times',
			'Selected Fields\nOnly the fields that you choose',
			'Raw\nExactly what Oration sent',
		]);
		for (const filter of filters.options ?? []) {
			if (!('type' in filter)) throw new Error('This is no filter.');
			await editor.page.getByTestId('collection-parameter-add').first().click();
			await editor.page.getByRole('option', { name: filter.displayName }).click();
			const item = editor.parameters.locator(`label[for="${filter.name}"]`);
			await item.hover();
			await item.locator('[data-icon="circle-help"]').hover();
			await editor.page.getByText(String(filter.description)).first().waitFor();
			expect(await item.innerText()).toContain(filter.displayName);
		}
	});

	it.each([
		['Full', [...Object.keys(RECORD_FIELDS).slice(0, MOST_COLUMNS), 'Some columns are hidden']],
		['Raw', ['eventId', 'eventType', 'payload']],
	])('the output %s has its fields, in their order', async (output, fields) => {
		await editor.addTrigger();
		await editor.choose('output', output);
		await editor.listenForSample('Answered Call');
		expect(await editor.columns()).toEqual(fields);
	});

	it('the output Selected Fields starts with the simplified ones, and has those that are chosen', async () => {
		await editor.addTrigger();
		expect(await editor.parameter('fields').isVisible()).toBe(false);
		await editor.choose('output', 'Selected Fields');
		await editor.choose('fields', 'Talk Seconds');
		await editor.page.getByRole('option', { name: 'Summary' }).click();
		await editor.page.keyboard.press('Escape');
		await editor.listenForSample('Answered Call');
		expect(await editor.columns()).toEqual([
			...SIMPLIFIED_FIELDS.filter((name) => name !== 'summary'),
			'talkSeconds',
		]);
	});

	it('a shared secret is asked for, tested and kept; the workflow is published and runs', async () => {
		await editor.addTrigger();
		const [url = ''] = await editor.webhookUrls('Production URL');
		await editor.choose('authentication', 'Shared Secret');
		await waitFor('the buttons to be off', async () => {
			const buttons = [editor.executeButton, editor.publishButton];
			return (await Promise.all(buttons.map((button) => button.isDisabled()))).every(Boolean);
		});
		await editor.closeNode();
		expect(await editor.issues('Oration Trigger')).toContain(
			'Credentials for Oration Trigger are not set.',
		);

		await editor.openNode('Oration Trigger');
		await editor.connect('Oration Webhook Secret');
		await editor.fill('secret', 'two words');
		await editor.saveBadCredential(
			"'Secret' can only have letters from A to Z, digits and punctuation, without spaces",
		);
		await editor.fill('secret', RIGHT);
		await editor.saveCredential();
		const chosen = editor.page.getByTestId('node-credentials-select').locator('input').first();
		await waitFor('the new credential to be chosen', async () => {
			const name = await chosen.inputValue();
			return name === 'Oration Webhook Secret account' && (await editor.executeButton.isEnabled());
		});

		await editor.closeNode();
		await editor.publish();
		const published = editor.page.getByTestId('activation-modal');
		await published.waitFor();
		expect(await published.innerText()).toContain(
			'Oration events now start this workflow, once the Production URL of its Oration Trigger is in Oration.',
		);
		await published.getByRole('button', { name: 'Got it' }).click();

		const tab = await editor.openTab(url);
		expect(await tab.locator('h1').innerText()).toBe('This URL is ready for events from Oration');
		await tab.close();
		const event = { ...sampleFile('analysis-completed.realistic'), eventId: randomUUID() };
		const headers = { 'content-type': 'application/json', 'x-oration-secret': RIGHT };
		expect((await send(url, event, headers)).status).toBe(200);

		await editor.page.getByRole('radio', { name: 'Executions' }).click();
		const execution = editor.page.locator('[data-test-execution-status="success"]').first();
		await execution.click();
		const preview = editor.page.getByTestId('execution-preview-host');
		await preview.locator('[data-node-name="Oration Trigger"]').first().dblclick();
		await editor.output.getByText('John Doe').first().waitFor();
		await editor.output.getByText('1 item').first().waitFor();
	});

	it('the node panel offers all that Oration does', async () => {
		expect(await editor.offers()).toEqual([
			'On analysis completed',
			'On conversation completed',
			'Place a call or start a conversation',
			'Get a conversation',
			'Create or update customers',
			'Parse an event',
			'Verify an event',
			'Get a job',
			'Download a recording',
		]);
	});

	it('a key is tested and kept; a conversation is got and another one created with it', async () => {
		await editor.add('Get a conversation');
		await editor.connect('Oration');
		await editor.fill('apiKey', 'wrong');
		await editor.fill('workspaceId', oration.workspaceId);
		await editor.fill('baseUrl', oration.baseUrl);
		await editor.saveBadCredential('Oration refused the API key or the workspace.');
		await editor.fill('apiKey', oration.apiKey);
		await editor.saveCredential();

		await editor.fill('conversationId', SAMPLE_CONVERSATION_ID);
		await editor.executeUntil(SAMPLE_CONVERSATION_ID);
		expect(await editor.columns()).toEqual([...SIMPLIFIED_FIELDS]);

		await editor.add('Place a call or start a conversation');
		await editor.fill('agentId', 'agent_123');
		await editor.fill('toPhoneNumber', '+15550100123');
		await editor.executeUntil('1 item');
		expect(oration.requests.at(-1)).toMatchObject({
			method: 'POST',
			body: {
				conversations: [
					{ agentId: 'agent_123', conversationType: 'telephony', toPhoneNumber: '+15550100123' },
				],
			},
		});
	});

	it('an event is parsed without a credential', async () => {
		const node = { typeVersion: 1, position: [0, 0] };
		const workflow = await n8n.api.api('POST', '/workflows', {
			name: 'Parse',
			nodes: [
				{
					...node,
					name: 'Start',
					id: 'start',
					type: 'n8n-nodes-base.manualTrigger',
					parameters: {},
				},
				{
					...node,
					name: 'Oration',
					id: 'oration',
					type: 'n8n-nodes-oration.oration',
					position: [200, 0],
					parameters: {
						resource: 'event',
						operation: 'parse',
						event: JSON.stringify(sampleFile('analysis-completed.realistic')),
					},
				},
			],
			connections: { Start: { main: [[{ node: 'Oration', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		await editor.openWorkflow(workflow.id);
		await editor.openNode('Oration');
		await editor.executeButton.click();
		await editor.output.getByText('John Doe').first().waitFor();
		expect(await editor.outputFields()).toEqual([...SIMPLIFIED_FIELDS]);
	});
});
