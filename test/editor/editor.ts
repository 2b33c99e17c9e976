/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   these tests drive a real browser; nothing of them is published */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { OWNER } from '../../scripts/n8n/client';
import { DESKTOP } from './browser';

type Colours = 'light' | 'dark';
type View = 'Schema' | 'Table' | 'JSON';

/** n8n's editor, as its owner sees it. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly context: BrowserContext,
		private readonly url: string,
	) {}

	/** Signs in through the page. */
	static async signIn(browser: Browser, url: string, colorScheme: Colours): Promise<Editor> {
		const context = await browser.newContext({ ...DESKTOP, colorScheme });
		const page = await context.newPage();
		page.setDefaultTimeout(20_000);
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

	/** Adds a trigger to an empty workflow, which opens it. */
	async addTrigger(): Promise<void> {
		await this.newWorkflow();
		await this.search('oration');
		await this.found('Oration').click();
		await this.found('On analysis completed').click();
		await this.parameters.waitFor();
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

	get parameters(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	get input(): Locator {
		return this.page.getByTestId('ndv-input-panel');
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
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
		const tab = await this.context.newPage();
		await tab.goto(url);
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

	/** A page of the same browser in a second tab. */
	async openTab(url: string): Promise<Page> {
		const tab = await this.context.newPage();
		await tab.goto(url);
		return tab;
	}
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
	const box = await of.boundingBox();
	if (!box) throw new Error('It is not to be seen.');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
