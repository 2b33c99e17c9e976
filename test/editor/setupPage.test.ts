import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { Instance } from '../n8n/instance';
import { describeInBrowser, launchBrowser, PHONE } from './browser';

describeInBrowser('the setup page on a phone', () => {
	let n8n: Instance;
	let browser: Browser;

	beforeAll(async () => {
		[n8n, browser] = await Promise.all([Instance.start(), launchBrowser()]);
	});

	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
	});

	/** Has a page open, does something with it, and closes it. */
	async function visit(
		url: string,
		colorScheme: 'light' | 'dark',
		use: (page: Page) => Promise<void>,
	): Promise<void> {
		const context = await browser.newContext({ ...PHONE, colorScheme });
		const page = await context.newPage();
		await page.goto(url);
		await use(page);
		await context.close();
	}

	/** What is wrong with a page for people who see or move less than others. */
	async function violations(page: Page): Promise<string[]> {
		await page.evaluate(axe.source);
		const results: AxeResults = await page.evaluate('axe.run()');
		expect(results.passes.map(({ id }) => id)).toContain('color-contrast');
		return [...results.violations, ...results.incomplete].map(({ id, help }) => `${id}: ${help}`);
	}

	/** By how many pixels a page is wider than the screen. */
	async function overflow(page: Page): Promise<number> {
		return await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
	}

	/** What the keyboard's focus is on, once the Tab key has been pressed. */
	async function tab(page: Page): Promise<string | null> {
		await page.keyboard.press('Tab');
		return await page.locator(':focus').textContent();
	}

	it.each(['light', 'dark'] as const)(
		'says in production that the URL works, and fits, in %s colours',
		async (colours) => {
			const trigger = await n8n.trigger();
			await visit(trigger.url, colours, async (page) => {
				const heading = page.getByRole('heading', { level: 1 });
				expect(await heading.textContent()).toBe('This URL is ready for events from Oration');
				expect(await page.title()).toBe('This URL is ready for events from Oration');
				expect(await page.getByRole('button').count()).toBe(0);
				expect(await overflow(page)).toBe(0);
				expect(await violations(page)).toEqual([]);
			});
		},
	);

	it.each(['light', 'dark'] as const)(
		'offers samples while the editor listens, and fits, in %s colours',
		async (colours) => {
			const trigger = await n8n.draft();
			await trigger.listen();
			await visit(trigger.testUrl, colours, async (page) => {
				const heading = page.getByRole('heading', { level: 1 });
				expect(await heading.textContent()).toBe('n8n is listening for a test event');
				expect(await page.getByRole('button').allTextContents()).toEqual([
					'Answered Call',
					'Answered Call, Newer Payload',
					'Unanswered Call',
					'Conversation Completed, Not Yet Analysed',
				]);
				expect(await overflow(page)).toBe(0);
				expect(await violations(page)).toEqual([]);
			});
		},
	);

	it('sends a sample with the keyboard alone, and says so', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		await visit(trigger.testUrl, 'light', async (page) => {
			expect(await tab(page)).toBe('Answered Call');
			expect(await tab(page)).toBe('Answered Call, Newer Payload');
			expect(await tab(page)).toBe('Unanswered Call');
			await page.keyboard.press('Enter');
			const heading = page.getByRole('heading', {
				name: 'The sample event is on its way to the editor',
			});
			await heading.waitFor();
			expect(await overflow(page)).toBe(0);
			expect(await violations(page)).toEqual([]);
		});
		const [execution] = await trigger.executions(1);
		expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
		expect(execution?.items[0]).toMatchObject({ customerName: 'John Doe', transcript: null });
	});

	it('shows where the keyboard is', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		await visit(trigger.testUrl, 'light', async (page) => {
			await tab(page);
			const outline: string = await page.evaluate(
				'getComputedStyle(document.activeElement).outlineStyle',
			);
			expect(outline).toBe('solid');
		});
	});
});
