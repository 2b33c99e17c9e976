/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   these tests save screenshots of a real browser; the package doesn't include tests */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import sharp from 'sharp';
import { EXAMPLES, readExample, toWorkflow } from '../examples';
import { Instance } from '../n8n/instance';
import { describeInBrowser, launchBrowser, PHONE } from './browser';
import { Editor } from './editor';
import { HIDE_MESSAGES, PICTURES, waitForStableText } from './screenshots';
import { STATUS_PAGES } from './statusPages';

const WEBHOOK_ID = '6c1f9a34-2b7d-4e58-9a60-d3e5b8f7c210';
/** The pixels around the nodes of a workflow. */
const MARGIN_PX = 24;

interface Area {
	x: number;
	y: number;
	width: number;
	height: number;
}

describeInBrowser('the pictures of the docs', () => {
	let n8n: Instance;
	let browser: Browser;
	let editor: Editor;

	beforeAll(async () => {
		const env = { WEBHOOK_URL: 'https://n8n.example.com/' };
		[n8n, browser] = await Promise.all([Instance.start(env), launchBrowser()]);
		editor = await Editor.signIn(browser, n8n.url, { deviceScaleFactor: 2 });
		mkdirSync(PICTURES, { recursive: true });
	});

	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
	});

	/** Saves a screenshot. */
	async function savePicture(name: string, screen: Locator, area?: Area): Promise<void> {
		await waitForStableText(screen);
		const png = area
			? await screen.page().screenshot({ clip: area, style: HIDE_MESSAGES })
			: await screen.screenshot({ style: HIDE_MESSAGES });
		await sharp(png)
			.png({ palette: true, effort: 10 })
			.toFile(path.join(PICTURES, `${name}.png`));
	}

	async function saveStatusPage(name: string, url: string): Promise<void> {
		const page = await browser.newPage({
			viewport: { width: 600, height: 400 },
			deviceScaleFactor: 2,
		});
		await page.goto(url);
		await savePicture(name, page.locator('body'));
		await page.close();
	}

	async function openExample(file: string): Promise<void> {
		const workflow = toWorkflow(readExample(file), WEBHOOK_ID);
		await editor.openWorkflow((await n8n.api.rest('/workflows', workflow)).data.id);
	}

	it('shows the triggers and actions in the node panel', async () => {
		await editor.listActions();
		await savePicture('node-panel', editor.nodePanel);
	});

	it('shows the trigger with its Production URL and the output of a sample', async () => {
		await openExample('call-summary.json');
		await editor.openNode('Oration Trigger');
		await editor.unpin();
		await editor.sendSample('Answered call');
		await editor.webhookUrls('Production URL');
		await editor.showView('Schema');
		await savePicture('trigger', editor.nodeDetails);
	});

	it('shows the dialog for the shared secret', async () => {
		await editor.addTrigger();
		await editor.selectOption('authentication', 'Shared Secret');
		await editor.openNewCredential('Oration Webhook Secret');
		await editor.dialog.getByText('Header Name').waitFor();
		await savePicture('shared-secret', editor.dialog);
	});

	it('shows the Oration node with the operation Get', async () => {
		await editor.add('Get conversation');
		await savePicture('get-conversation', editor.nodeDetails);
	});

	it('shows the page of the Test URL', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		const page = await browser.newPage({ ...PHONE, deviceScaleFactor: 2 });
		await page.goto(trigger.testUrl);
		await savePicture('test-url', page.locator('body'));
		await page.close();
	});

	it.each(Object.entries(STATUS_PAGES))('shows the page %s', async (name, { prepare }) => {
		const trigger = await prepare(n8n);
		await saveStatusPage(name, trigger.url);
	});

	it('shows the page of a URL that Oration cannot reach', async () => {
		const unreachable = await Instance.start({ WEBHOOK_URL: 'http://n8n.example.com:5678/' });
		const trigger = await unreachable.trigger();
		await saveStatusPage('status-unreachable', trigger.url);
		await unreachable.stop();
	});

	it('shows the page after a sample', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		const page = await browser.newPage({ ...PHONE, deviceScaleFactor: 2 });
		await page.goto(trigger.testUrl);
		await page.getByRole('button').first().click();
		await page.getByRole('heading', { name: 'The sample event was sent' }).waitFor();
		await savePicture('test-url-sent', page.locator('body'));
		await page.close();
	});

	it.each(EXAMPLES)('shows the example %s', async (file) => {
		await openExample(file);
		await editor.fitView();
		await savePicture(
			path.basename(file, '.json'),
			editor.canvas,
			await boundingArea(editor.canvasNodes),
		);
	});
});

/** Returns the bounding box of elements, with a margin. */
async function boundingArea(elements: Locator): Promise<Area> {
	await elements.first().waitFor();
	const boxes = (
		await Promise.all((await elements.all()).map((element) => element.boundingBox()))
	).filter((box) => box !== null);
	const x = Math.min(...boxes.map((box) => box.x)) - MARGIN_PX;
	const y = Math.min(...boxes.map((box) => box.y)) - MARGIN_PX;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN_PX;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN_PX;
	return { x, y, width: right - x, height: bottom - y };
}
