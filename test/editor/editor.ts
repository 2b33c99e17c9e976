import {
	errors,
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	type Locator,
	type Page,
} from 'playwright-core';
import { OWNER } from '../../scripts/n8n/n8n';
import { waitFor } from '../../scripts/process';
import { DESKTOP } from './browser';

/** After this timeout, the condition is checked again. */
const CLICK_MS = 1000;
/** Only ends a hang. */
const MAX_WAIT_MS = 10 * 60_000;

type View = 'Schema' | 'Table' | 'JSON';

/** n8n's editor, signed in as the owner. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly context: BrowserContext,
		private readonly url: string,
	) {}

	/** Opens the sign-in page and signs in. */
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

	/** Opens the node panel with its shortcut, and searches. */
	async search(words: string): Promise<void> {
		const search = this.page.getByTestId('node-creator-search-bar');
		await waitFor('the search bar', async () => {
			if (await search.isVisible()) return true;
			await this.page.keyboard.press('n');
			return false;
		});
		await search.fill(words);
	}

	/** Returns an item of the node panel. */
	panelItem(name: string): Locator {
		return this.page.getByTestId('item-iterator-item').filter({
			has: this.page.getByTestId('node-creator-item-name').getByText(name, { exact: true }),
		});
	}

	/** Opens Oration in the node panel, and returns the names of its triggers and actions. */
	async listActions(): Promise<string[]> {
		await this.newWorkflow();
		await this.search('oration');
		await this.panelItem('Oration').click();
		await this.page.getByText('Actions (8)').click();
		await this.panelItem('Call a person or start a conversation').waitFor();
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Adds an Oration trigger or action to a new workflow, and opens it. */
	async add(name: string): Promise<void> {
		await this.listActions();
		await this.panelItem(name).click();
		await this.parameters.waitFor();
	}

	async addTrigger(): Promise<void> {
		await this.add('On analysis completed');
	}

	/** Adds a node after the only node on the canvas, and opens it. */
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

	get parameters(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	get input(): Locator {
		return this.page.getByTestId('ndv-input-panel');
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** Returns the columns of the output in table view. */
	async columns(): Promise<string[]> {
		await this.showView('Table');
		const headers = this.output.locator('table thead th');
		await headers.first().waitFor();
		const texts = await headers.allInnerTexts();
		return texts.map((text) => text.trim()).filter(Boolean);
	}

	/** Returns the fields of the output in schema view. n8n only renders the visible ones. */
	async outputFields(): Promise<string[]> {
		await this.showView('Schema');
		const fields = this.output.locator('[data-nest-level="0"]');
		await fields.first().waitFor();
		return await fields.allInnerTexts();
	}

	/** Returns the issues that the editor shows for a node on the canvas. */
	async issues(name: string): Promise<string> {
		await this.node(name).first().getByTestId('node-issues').hover();
		return await this.page.locator('.n8n-tooltip').first().innerText();
	}

	get dialog(): Locator {
		return this.page.getByTestId('credential-edit-dialog');
	}

	/** Opens the dialog for a new credential of the open node. */
	async openNewCredential(name: string): Promise<void> {
		await this.page.getByRole('button', { name: `Connect to ${name}` }).click();
		await this.dialog.waitFor();
	}

	/** Saves the credential in the dialog, and waits until n8n's test succeeds. */
	async saveCredential(): Promise<void> {
		await this.saveUntil('the dialog to close', async () => !(await this.dialog.isVisible()));
	}

	/** Saves the credential in the dialog, and waits until n8n's test fails with a message. */
	async saveInvalidCredential(message: string): Promise<void> {
		const details = this.dialog.getByText('More details');
		await this.saveUntil('the test to fail', async () => await details.isVisible());
		const shown = this.dialog.getByText(message).first();
		await this.clickUntil(details, message, async () => await shown.isVisible());
	}

	private async saveUntil(what: string, isDone: () => Promise<boolean>): Promise<void> {
		await this.clickUntil(this.page.getByTestId('credential-save-button'), what, isDone);
	}

	/** Executes the open node until its output contains a text. */
	async executeUntil(text: string): Promise<void> {
		const output = this.output.getByText(text).first();
		await this.clickUntil(this.executeButton, text, async () => await output.isVisible());
	}

	/**
	 * Clicks repeatedly, because the editor debounces text input and an early click misses it. A
	 * click that succeeds can remove the button.
	 */
	private async clickUntil(
		button: Locator,
		what: string,
		isDone: () => Promise<boolean>,
	): Promise<void> {
		await button.click();
		await waitFor(what, async () => {
			if (await isDone()) return true;
			await button.click({ timeout: CLICK_MS }).catch((error: unknown) => {
				if (!(error instanceof errors.TimeoutError)) throw error;
			});
			return false;
		});
	}

	/** Fills a parameter with a text. */
	async fill(parameter: string, text: string): Promise<void> {
		await this.parameter(parameter).locator('input').fill(text);
	}

	get executeButton(): Locator {
		return this.page.getByTestId('node-execute-button').first();
	}

	parameter(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** Returns the URLs that the trigger shows under Webhook URLs. */
	async webhookUrls(kind: 'Test URL' | 'Production URL'): Promise<string[]> {
		const heading = this.page.getByTitle(/^Click to (display|hide) webhook URLs$/);
		if ((await heading.getAttribute('title'))?.includes('display')) await heading.click();
		await this.parameters.getByRole('radio', { name: kind }).click();
		await this.parameters.getByRole('radio', { name: kind, checked: true }).waitFor();
		const urls = await this.page.locator('.webhook-url').allTextContents();
		return urls.map((url) => url.trim());
	}

	/** Makes the open trigger listen, and sends a sample from the page of its Test URL. */
	async sendSample(name: string): Promise<void> {
		const [url = ''] = await this.webhookUrls('Test URL');
		await this.executeButton.click();
		await this.page.getByTestId('trigger-listening').waitFor();
		const tab = await this.openTab(url);
		await tab.getByRole('button', { name, exact: true }).click();
		await tab.getByRole('heading', { name: 'The sample event was sent to the editor' }).waitFor();
		await tab.close();
		await this.output.getByText('1 item').first().waitFor();
	}

	async showView(view: View): Promise<void> {
		await this.output.getByRole('radio', { name: view }).click();
		await this.output.getByRole('radio', { name: view, checked: true }).waitFor();
	}

	async selectOption(parameter: string, option: string): Promise<void> {
		await this.parameter(parameter).click();
		await this.page.getByRole('option', { name: option }).filter({ visible: true }).click();
	}

	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
	}

	/** Opens a path of n8n in a new tab, and ignores the host of the URL. */
	async openTab(url: string): Promise<Page> {
		const tab = await this.context.newPage();
		await tab.goto(`${this.url}${new URL(url).pathname}`);
		return tab;
	}
}
