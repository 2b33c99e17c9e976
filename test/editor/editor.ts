import type {
	Browser,
	BrowserContext,
	BrowserContextOptions,
	Locator,
	Page,
} from 'playwright-core';
import { OWNER } from '../../scripts/n8n/client';
import { waitFor } from '../../scripts/waitFor';
import { DESKTOP } from './browser';

/** After it, the button is looked at again. */
const CLICK_MS = 1000;
/** It ends a hang. */
const MAX_WAIT_MS = 10 * 60_000;

type View = 'Schema' | 'Table' | 'JSON';

/** n8n's editor, as its owner sees it. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly context: BrowserContext,
		private readonly url: string,
	) {}

	/** Signs in through the page. */
	static async signIn(
		browser: Browser,
		url: string,
		options: BrowserContextOptions = {},
	): Promise<Editor> {
		const context = await browser.newContext({ ...DESKTOP, ...options });
		const page = await context.newPage();
		page.setDefaultTimeout(MAX_WAIT_MS);
		await page.goto(`${url}/signin`);
		await page.getByTestId('emailOrLdapLoginId').locator('input').fill(OWNER.email);
		await page.getByTestId('password').locator('input').fill(OWNER.password);
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL(/home|workflow/);
		return new Editor(page, context, url);
	}

	async close(): Promise<void> {
		await this.context.close();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('node-creator-plus-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
	}

	/** Opens the node panel with its key, and searches. */
	async search(words: string): Promise<void> {
		const search = this.page.getByTestId('node-creator-search-bar');
		if (!(await search.isVisible())) await this.page.keyboard.press('n');
		await search.fill(words);
	}

	/** An entry of the node panel. */
	found(name: string): Locator {
		return this.page.getByTestId('item-iterator-item').filter({
			has: this.page.getByTestId('node-creator-item-name').getByText(name, { exact: true }),
		});
	}

	/** What the node panel offers under Oration. */
	async offers(): Promise<string[]> {
		await this.newWorkflow();
		await this.search('oration');
		await this.found('Oration').click();
		await this.page.getByText('Actions (7)').click();
		await this.found('Place a call or start a conversation').waitFor();
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Adds a trigger or an action of Oration to an empty workflow, which opens it. */
	async add(name: string): Promise<void> {
		await this.offers();
		await this.found(name).click();
		await this.parameters.waitFor();
	}

	async addTrigger(): Promise<void> {
		await this.add('On analysis completed');
	}

	/** Adds a node after the only one of the canvas, which opens it. */
	async addNext(name: string): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').first().click();
		await this.page.getByTestId('node-creator-search-bar').fill(name);
		await this.page.getByTestId('node-creator-item-name').getByText(name).first().click();
		await this.parameters.waitFor();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).first().dblclick();
		await this.parameters.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.parameters.waitFor({ state: 'hidden' });
	}

	get nodePanel(): Locator {
		return this.page.getByTestId('node-creator');
	}

	/** The whole window of an open node. */
	get nodeDetails(): Locator {
		return this.page.getByTestId('ndv');
	}

	/** The nodes and notes of the canvas, with all that is written at them. */
	get workflow(): Locator {
		return this.page.locator('.vue-flow__nodes');
	}

	get steps(): Locator {
		return this.workflow.locator('.vue-flow__node');
	}

	/** Shows the whole workflow. */
	async fitWorkflow(): Promise<void> {
		await this.steps.first().waitFor();
		await this.page.keyboard.press('1');
	}

	/** Takes the pinned data of the open node away. */
	async unpin(): Promise<void> {
		await this.page.getByTestId('ndv-unpin-data').click();
	}

	get parameters(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	get input(): Locator {
		return this.page.getByTestId('ndv-input-panel');
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** The columns of the output in table view. */
	async columns(): Promise<string[]> {
		await this.view('Table');
		const headers = this.output.locator('table thead th');
		await headers.first().waitFor();
		const texts = await headers.allInnerTexts();
		return texts.map((text) => text.trim()).filter(Boolean);
	}

	/** The fields of the output in schema view. n8n shows no more than fit. */
	async outputFields(): Promise<string[]> {
		await this.view('Schema');
		const fields = this.output.locator('[data-nest-level="0"]');
		await fields.first().waitFor();
		return await fields.allInnerTexts();
	}

	/** What the editor says is missing in a node of the canvas. */
	async issues(name: string): Promise<string> {
		await this.node(name).first().getByTestId('node-issues').hover();
		return await this.page.locator('.n8n-tooltip').first().innerText();
	}

	get dialog(): Locator {
		return this.page.getByTestId('credential-edit-dialog');
	}

	/** Opens the dialog for a new credential of the open node. */
	async connect(to: string): Promise<void> {
		await this.page.getByRole('button', { name: `Connect to ${to}` }).click();
		await this.dialog.waitFor();
	}

	/** Saves the credential of the dialog, which n8n tests and finds good. */
	async saveCredential(): Promise<void> {
		await this.saveUntil('the dialog to close', async () => !(await this.dialog.isVisible()));
	}

	/** Saves the credential of the dialog, and waits until n8n's test of it has failed with a message. */
	async saveBadCredential(message: string): Promise<void> {
		const details = this.dialog.getByText('More details');
		await this.saveUntil('the test to fail', async () => await details.isVisible());
		await details.click();
		await this.dialog.getByText(message).first().waitFor();
	}

	private async saveUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
		await this.clickUntil(this.page.getByTestId('credential-save-button'), what, isSo);
	}

	/** Executes the open node until its output has a text. */
	async executeUntil(text: string): Promise<void> {
		const output = this.output.getByText(text).first();
		await this.clickUntil(this.executeButton, text, async () => await output.isVisible());
	}

	/** The editor takes a text over some time after it was typed: a click before that is without it. */
	private async clickUntil(
		button: Locator,
		what: string,
		isSo: () => Promise<boolean>,
	): Promise<void> {
		await button.click();
		await waitFor(what, async () => {
			if (await isSo()) return true;
			if ((await button.isVisible()) && (await button.isEnabled())) {
				await button.click({ timeout: CLICK_MS }).catch(() => {});
			}
			return false;
		});
	}

	/** Types a text into a field. */
	async fill(parameter: string, text: string): Promise<void> {
		await this.parameter(parameter).locator('input').fill(text);
	}

	get publishButton(): Locator {
		return this.page.getByTestId('workflow-open-publish-modal-button');
	}

	get executeButton(): Locator {
		return this.page.getByTestId('node-execute-button').first();
	}

	parameter(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** The URLs that are shown under Webhook URLs. */
	async webhookUrls(kind: 'Test URL' | 'Production URL'): Promise<string[]> {
		const choice = this.parameters.getByRole('radio', { name: kind });
		if (!(await choice.isVisible()))
			await this.page.getByTitle('Click to display webhook URLs').click();
		await choice.click();
		await this.parameters.getByRole('radio', { name: kind, checked: true }).waitFor();
		const urls = await this.page.locator('.webhook-url').allTextContents();
		return urls.map((url) => url.trim());
	}

	/** Has the open trigger listen, and presses a button of the page behind its Test URL. */
	async listenForSample(name: string): Promise<void> {
		const [url = ''] = await this.webhookUrls('Test URL');
		await this.executeButton.click();
		await this.page.getByTestId('trigger-listening').waitFor();
		const tab = await this.openTab(url);
		await tab.getByRole('button', { name, exact: true }).click();
		await tab
			.getByRole('heading', { name: 'The sample event is on its way to the editor' })
			.waitFor();
		await tab.close();
		await this.output.getByText('1 item').first().waitFor();
	}

	async view(view: View): Promise<void> {
		await this.output.getByRole('radio', { name: view }).click();
		await this.output.getByRole('radio', { name: view, checked: true }).waitFor();
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.parameter(parameter).click();
		await this.page.getByRole('option', { name: option }).filter({ visible: true }).click();
	}

	/** The choices of a list, with their descriptions. */
	async choices(list: Locator): Promise<string[]> {
		await list.click();
		const options = this.page.getByRole('option').filter({ visible: true });
		await options.first().waitFor();
		const texts = await options.allInnerTexts();
		await this.page.keyboard.press('Escape');
		return texts;
	}

	async drag(from: Locator, to: Locator): Promise<void> {
		const [start, end] = [await middle(from), await middle(to)];
		await this.page.mouse.move(start.x, start.y);
		await this.page.mouse.down();
		await this.page.mouse.move(end.x, end.y, { steps: 20 });
		await this.page.mouse.up();
	}

	async publish(): Promise<void> {
		await this.publishButton.click();
		await this.page.getByTestId('workflow-publish-button').click();
	}

	/** A page of n8n in a second tab, whatever the name of its host is. */
	async openTab(url: string): Promise<Page> {
		const tab = await this.context.newPage();
		await tab.goto(`${this.url}${new URL(url).pathname}`);
		return tab;
	}
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
	const box = await of.boundingBox();
	if (!box) throw new Error('It is not to be seen.');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
