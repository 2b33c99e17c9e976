/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   these tests drive a real browser and keep what it shows; nothing of them is published */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator } from 'playwright-core';
import sharp from 'sharp';
import { EXAMPLES, readExample, toWorkflow } from '../examples';
import { Instance } from '../n8n/instance';
import { describeInBrowser, launchBrowser, PHONE } from './browser';
import { Editor } from './editor';

const FOLDER = path.join(__dirname, '../../docs/pictures');
const WEBHOOK_ID = '6c1f9a34-2b7d-4e58-9a60-d3e5b8f7c210';
/** n8n shows messages in a corner for some seconds. */
const WITHOUT_MESSAGES = '.el-notification { display: none }';
/** Pixels around the nodes of a workflow. */
const MARGIN = 24;
/** Milliseconds for which a screen that is drawn to its end stays the same. */
const SETTLED = 1000;

interface Area {
	x: number;
	y: number;
	width: number;
	height: number;
}

describeInBrowser('the pictures of the documents', () => {
	let n8n: Instance;
	let browser: Browser;
	let editor: Editor;

	beforeAll(async () => {
		const env = { WEBHOOK_URL: 'https://n8n.example.com/' };
		[n8n, browser] = await Promise.all([Instance.start(env), launchBrowser()]);
		editor = await Editor.signIn(browser, n8n.url, { deviceScaleFactor: 2 });
		mkdirSync(FOLDER, { recursive: true });
	});

	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
	});

	/** Takes the picture of a screen. */
	async function keep(name: string, screen: Locator, area?: Area): Promise<void> {
		await settledText(screen);
		const png = area
			? await screen.page().screenshot({ clip: area, style: WITHOUT_MESSAGES })
			: await screen.screenshot({ style: WITHOUT_MESSAGES });
		await sharp(png)
			.png({ palette: true, effort: 10 })
			.toFile(path.join(FOLDER, `${name}.png`));
	}

	async function openExample(file: string): Promise<void> {
		const workflow = toWorkflow(readExample(file), WEBHOOK_ID);
		await editor.openWorkflow((await n8n.api.rest('/workflows', workflow)).data.id);
	}

	it('what the node panel offers', async () => {
		await editor.offers();
		await keep('node-panel', editor.nodePanel);
	});

	it('the trigger with its Production URL and what a sample gives', async () => {
		await openExample('call-summary.json');
		await editor.openNode('Oration Trigger');
		await editor.unpin();
		await editor.listenForSample('Answered Call');
		await editor.webhookUrls('Production URL');
		await editor.view('Schema');
		await keep('trigger', editor.nodeDetails);
	});

	it('the dialog for the shared secret', async () => {
		await editor.addTrigger();
		await editor.choose('authentication', 'Shared Secret');
		await editor.connect('Oration Webhook Secret');
		await editor.dialog.getByText('Header Name').waitFor();
		await keep('shared-secret', editor.dialog);
	});

	it('a conversation that the Oration node is to get', async () => {
		await editor.add('Get a conversation');
		await keep('get-conversation', editor.nodeDetails);
	});

	it('the page behind the Test URL', async () => {
		const trigger = await n8n.draft();
		await trigger.listen();
		const page = await browser.newPage({ ...PHONE, deviceScaleFactor: 2 });
		await page.goto(trigger.testUrl);
		await keep('test-url', page.locator('body'));
		await page.close();
	});

	it.each(EXAMPLES)('the example %s', async (file) => {
		await openExample(file);
		await editor.fitWorkflow();
		await keep(path.basename(file, '.json'), editor.workflow, await areaOf(editor.steps));
	});
});

/** The texts of a screen, once nothing is added to them any more. */
async function settledText(screen: Locator): Promise<string> {
	const text = await screen.innerText();
	await sleep(SETTLED);
	return text === (await screen.innerText()) ? text : await settledText(screen);
}

/** The area that elements cover together, with a margin. */
async function areaOf(elements: Locator): Promise<Area> {
	await elements.first().waitFor();
	const boxes = (await Promise.all((await elements.all()).map((one) => one.boundingBox()))).filter(
		(box) => box !== null,
	);
	const x = Math.min(...boxes.map((box) => box.x)) - MARGIN;
	const y = Math.min(...boxes.map((box) => box.y)) - MARGIN;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN;
	return { x, y, width: right - x, height: bottom - y };
}
