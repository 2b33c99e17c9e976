import type { Browser } from 'playwright-core';
import { SIMPLIFIED_FIELDS } from '../../nodes/Oration/event';
import { waitFor } from '../../scripts/process';
import { CORRECT_VALUE, Instance, send, withSecret } from '../n8n/instance';
import { newEvent } from '../n8n/load';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../oration-api/server';
import { describeInBrowser, launchBrowser } from './browser';
import { Editor } from './editor';

const SUMMARY =
	'Customer asked to move the delivery to Friday and to add a second unit. Agent confirmed both and promised an email.';

describeInBrowser('the editor', () => {
	let n8n: Instance;
	/** The fake of Oration's API. */
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
	] as const)('finds Oration in the node panel, with its %s icon', async (colorScheme, icon) => {
		const themedEditor = await Editor.signIn(browser, n8n.url, { colorScheme });
		await themedEditor.newWorkflow();
		for (const words of ['oration', 'call transcript', 'call summary', 'voice']) {
			await themedEditor.search(words);
			const image = themedEditor.panelItem('Oration').locator('img').first();
			await image.waitFor();
			const source = await image.getAttribute('src');
			expect(source).toBe(`/icons/n8n-nodes-oration/dist/icons/${icon}`);
			const loaded = await themedEditor.page.request.get(`${n8n.url}${source}`);
			expect(loaded.headers()['content-type']).toContain('image/svg+xml');
		}
		await themedEditor.close();
	});

	it('shows only two URLs and the setup notice in the trigger, and one about a shared secret', async () => {
		await editor.addTrigger();
		const notice = editor.parameters.getByRole('alert');
		expect(await notice.innerText()).toBe(
			"Copy the Production URL into Oration's webhook settings, for the events that you select below. Then publish this workflow. Learn how",
		);
		expect(await notice.getByRole('link').getAttribute('href')).toBe(
			'https://github.com/n8n-nodes-oration/n8n-nodes-oration#connect-oration',
		);
		const [test, ...otherTest] = await editor.webhookUrls('Test URL');
		expect(test).toMatch(/^http:\/\/localhost:\d+\/webhook-test\/[0-9a-f-]{36}\/oration$/);
		const [production, ...otherProduction] = await editor.webhookUrls('Production URL');
		expect(production).toBe(test?.replace('webhook-test', 'webhook'));
		expect([...otherTest, ...otherProduction]).toEqual([]);
		const methods = await editor.page.locator('.http-method').allTextContents();
		expect(methods.map((method) => method.trim())).toEqual(['POST']);
		await editor.selectOption('authentication', 'Shared Secret');
		await notice.getByText('Oration must send the secret with every event.').waitFor();
	});

	it('shows the fields of a sample in order, and maps a field by dragging', async () => {
		await editor.addTrigger();
		await editor.sendSample('Answered call');

		expect(await editor.columns()).toEqual([...SIMPLIFIED_FIELDS]);
		expect(await editor.outputFields()).toEqual([...SIMPLIFIED_FIELDS]);

		await editor.closeNode();
		await editor.addNext('Edit Fields');
		const field = editor.input.locator('[data-path=".summary"]');
		await field.dragTo(editor.page.getByTestId('drop-area'), { steps: 20 });
		const assignment = editor.page.getByTestId('assignment');
		await assignment.getByText(SUMMARY).waitFor();
		expect(await assignment.innerText()).toContain('{{ $json.summary }}');
		await editor.executeButton.click();
		await editor.output.getByText(SUMMARY).waitFor();
		await editor.output.getByText('1 item').first().waitFor();
	});

	it('says in the output panel why a summary is missing', async () => {
		await editor.addTrigger();
		await editor.sendSample('Answered call (newer event format)');
		await editor.output.getByText('Oration sent no summary.').waitFor();
	});

	it('selects the simplified fields by default, and outputs the selected fields', async () => {
		await editor.addTrigger();
		expect(await editor.parameter('fields').isVisible()).toBe(false);
		await editor.selectOption('output', 'Selected Fields');
		await editor.selectOption('fields', 'Talk Seconds');
		await editor.page.getByRole('option', { name: 'Summary' }).click();
		await editor.page.keyboard.press('Escape');
		await editor.sendSample('Answered call');
		expect(await editor.columns()).toEqual([
			...SIMPLIFIED_FIELDS.filter((name) => name !== 'summary'),
			'talkSeconds',
		]);
	});

	it('requires, tests and saves a shared secret, then publishes and runs the workflow', async () => {
		await editor.addTrigger();
		const [url = ''] = await editor.webhookUrls('Production URL');
		await editor.selectOption('authentication', 'Shared Secret');
		await waitFor('the execute button to be disabled', async () =>
			editor.executeButton.isDisabled(),
		);
		await editor.closeNode();
		expect(await editor.issues('Oration Trigger')).toContain(
			'Credentials for Oration Trigger are not set.',
		);
		await editor.publish();
		await editor.page.getByText('Missing required credential: orationWebhookSecretApi').waitFor();
		await editor.page.getByTestId('workflow-publish-cancel-button').click();

		await editor.openNode('Oration Trigger');
		await editor.openNewCredential('Oration Webhook Secret');
		await editor.fill('secret', 'two words');
		await editor.saveInvalidCredential(
			"'Secret' can contain only letters from A to Z, digits and punctuation, without spaces",
		);
		await editor.fill('secret', CORRECT_VALUE);
		await editor.saveCredential();
		const selected = editor.page.getByTestId('node-credentials-select').locator('input').first();
		await waitFor('the new credential to be selected', async () => {
			const name = await selected.inputValue();
			return name === 'Oration Webhook Secret account' && (await editor.executeButton.isEnabled());
		});

		await editor.closeNode();
		await editor.publish();
		const published = editor.page.getByTestId('activation-modal');
		await published.waitFor();
		expect(await published.innerText()).toContain(
			"Your workflow now starts on Oration events. Make sure that the Production URL is in Oration's webhook settings. Open the Production URL in a browser to see whether events arrive.",
		);
		await published.getByRole('button', { name: 'Got it' }).click();

		const tab = await editor.openTab(url);
		expect(await tab.locator('h1').innerText()).toBe("Published, but Oration can't reach the URL");
		expect(await tab.locator('body').innerText()).toContain(
			"Oration can't reach the URL, because it belongs to this computer or a private network",
		);
		await tab.close();
		expect((await send(url, newEvent(), withSecret())).status).toBe(200);

		await editor.page.getByRole('radio', { name: 'Executions' }).click();
		const execution = editor.page.locator('[data-test-execution-status="success"]').first();
		await execution.click();
		const preview = editor.page.getByTestId('execution-preview-host');
		await preview.locator('[data-node-name="Oration Trigger"]').first().dblclick();
		await editor.output.getByText('John Doe').first().waitFor();
		await editor.output.getByText('1 item').first().waitFor();
	});

	it('lists all triggers and actions in the node panel', async () => {
		expect(await editor.listActions()).toEqual([
			'On analysis completed',
			'On conversation completed',
			'Call a person or start a conversation',
			'Get the result of a conversation',
			'Create customers',
			'Create or update customers',
			'Parse event',
			'Verify event',
			'Get job',
			'Download recording',
		]);
	});

	it('tests and saves an API key, then gets and creates a conversation', async () => {
		await editor.add('Get the result of a conversation');
		await editor.openNewCredential('Oration');
		await editor.fill('apiKey', 'wrong');
		await editor.fill('workspaceId', oration.workspaceId);
		await editor.fill('baseUrl', oration.baseUrl);
		await editor.saveInvalidCredential('Oration rejected the API key or the workspace.');
		await editor.fill('apiKey', oration.apiKey);
		await editor.saveCredential();

		await editor.fill('conversationId', SAMPLE_CONVERSATION_ID);
		await editor.executeUntil(SAMPLE_CONVERSATION_ID);
		expect(await editor.columns()).toEqual([...SIMPLIFIED_FIELDS]);

		await editor.add('Call a person or start a conversation');
		const call = { agentId: 'agent_123', toPhoneNumber: '+15550100123' };
		await editor.fill('agentId', call.agentId);
		await editor.fill('toPhoneNumber', call.toPhoneNumber);
		await editor.executeUntil('1 item');
		const conversations = [{ ...call, conversationType: 'telephony' }];
		expect(oration.requests.at(-1)).toMatchObject({ method: 'POST', body: { conversations } });
	});

	it('shows the output fields of Conversation: Get to the next node before an execution', async () => {
		await editor.add('Get the result of a conversation');
		await editor.closeNode();
		await editor.addNext('Edit Fields');
		for (const field of SIMPLIFIED_FIELDS) {
			await editor.input.getByText(field, { exact: true }).first().waitFor();
		}
	});

	it('shows a maximum wait time only if the node waits', async () => {
		await editor.add('Get the result of a conversation');
		const maxWaitTime = editor.parameters.getByText('Max Wait Time (Minutes)');
		expect(await maxWaitTime.count()).toBe(0);
		await editor.selectOption('waitFor', 'Analysis Completes');
		await maxWaitTime.waitFor();
	});
});
