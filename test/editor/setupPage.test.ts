import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page, Route } from 'playwright-core';
import type { Instance } from '../n8n/instance';
import { describeInBrowser, launchBrowser, PHONE } from './browser';
import { startInstances, STATUS_PAGES, type Instances } from './statusPages';

/** Responds as n8n does, but allows scripts in the page. */
async function withScripts(route: Route): Promise<void> {
	const response = await route.fetch();
	const headers = response.headers();
	const policy = headers['content-security-policy']?.replace('sandbox', 'sandbox allow-scripts');
	await route.fulfill({
		response,
		headers: { ...headers, 'content-security-policy': policy ?? '' },
	});
}

describeInBrowser('the pages of the trigger on a phone', () => {
	let instances: Instances;
	let n8n: Instance;
	let browser: Browser;

	beforeAll(async () => {
		[instances, browser] = await Promise.all([startInstances(), launchBrowser()]);
		({ n8n } = instances);
	});

	afterAll(async () => {
		await browser?.close();
		await instances?.n8n.stop();
		await instances?.unreachable.stop();
	});

	/** Opens a page, calls a function with it, and closes it. */
	async function visit(
		url: string,
		colorScheme: 'light' | 'dark',
		use: (page: Page) => Promise<void>,
	): Promise<void> {
		const context = await browser.newContext({ ...PHONE, colorScheme });
		const page = await context.newPage();
		// The checks of this file run scripts in the page.
		await page.route('**', withScripts);
		await page.goto(url);
		await use(page);
		await context.close();
	}

	/** Returns the accessibility violations of a page. */
	async function violations(page: Page): Promise<string[]> {
		await page.evaluate(axe.source);
		const results: AxeResults = await page.evaluate('axe.run()');
		expect(results.passes.map(({ id }) => id)).toContain('color-contrast');
		return [...results.violations, ...results.incomplete].map(({ id, help }) => `${id}: ${help}`);
	}

	/** Returns the number of pixels by which a page is wider than the screen. */
	async function overflow(page: Page): Promise<number> {
		return await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
	}

	/** Presses Tab and returns the text of the focused element. */
	async function tab(page: Page): Promise<string | null> {
		await page.keyboard.press('Tab');
		return await page.locator(':focus').textContent();
	}

	it.each(Object.entries(STATUS_PAGES))(
		'shows %s without overflow, in light and dark mode',
		async (_, { title, text, prepare }) => {
			const trigger = await prepare(instances);
			for (const colorScheme of ['light', 'dark'] as const) {
				await visit(trigger.url, colorScheme, async (page) => {
					expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
					expect(await page.title()).toBe(title);
					expect(await page.locator('body').innerText()).toContain(text);
					expect(await page.getByRole('button').count()).toBe(0);
					expect(await overflow(page)).toBe(0);
					expect(await violations(page)).toEqual([]);
				});
			}
		},
	);

	const selectedText = async (page: Page): Promise<string> =>
		await page.evaluate(`(() => {
			const { activeElement: { value, selectionStart, selectionEnd } } = document;
			return value ? value.slice(selectionStart, selectionEnd) : String(getSelection());
		})()`);

	it.each<[how: string, select: (page: Page, url: string) => Promise<void>]>([
		['one click', async (page, url) => await page.getByText(url).click()],
		['the Tab key', async (page) => await page.keyboard.press('Tab')],
	])('selects the whole URL with %s', async (_, select) => {
		const trigger = await n8n.trigger();
		const url = trigger.urlAt('https://n8n.example.com');
		await visit(trigger.url, 'light', async (page) => {
			await select(page, url);
			expect(await selectedText(page)).toBe(url);
			expect(await violations(page)).toEqual([]);
		});
	});

	it.each(['light', 'dark'] as const)(
		'lists samples without overflow while the editor listens, in %s mode',
		async (colorScheme) => {
			const trigger = await n8n.draft();
			await trigger.listen();
			await visit(trigger.testUrl, colorScheme, async (page) => {
				const heading = page.getByRole('heading', { level: 1 });
				expect(await heading.textContent()).toBe('n8n is listening for a test event');
				expect(await page.getByRole('button').allTextContents()).toEqual([
					'Answered call',
					'Answered call (newer event format)',
					'Unanswered call',
					'Completed call, not analyzed yet',
				]);
				expect(await overflow(page)).toBe(0);
				expect(await violations(page)).toEqual([]);
			});
		},
	);

	it('sends a sample with the keyboard only, which shows its focus, and confirms it', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		await visit(trigger.testUrl, 'light', async (page) => {
			expect(await tab(page)).toBe('Answered call');
			expect(await tab(page)).toBe('Answered call (newer event format)');
			expect(await tab(page)).toBe('Unanswered call');
			const outline = 'getComputedStyle(document.activeElement).outlineStyle';
			expect(await page.evaluate(outline)).toBe('solid');
			await page.keyboard.press('Enter');
			const heading = page.getByRole('heading', {
				name: 'The sample event was sent to the editor',
			});
			await heading.waitFor();
			expect(await overflow(page)).toBe(0);
			expect(await violations(page)).toEqual([]);
		});
		const [execution] = await trigger.waitForExecutions(1);
		expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
		expect(execution?.items[0]).toMatchObject({ customerName: 'John Doe', transcript: null });
	});
});
