/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this script saves screenshots of a real browser; the package doesn't include it */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { EXAMPLES, readExample, toWorkflow } from '../examples';
import { launchBrowser, PHONE } from './browser';
import prepareN8n from '../n8n/globalSetup';
import { Editor } from './editor';

const PICTURES = path.join(__dirname, '../../docs/pictures');
const WEBHOOK_ID = '6c1f9a34-2b7d-4e58-9a60-d3e5b8f7c210';
const DENSE = { deviceScaleFactor: 2 };
/** Hides n8n's notifications and tooltips. */
const style =
	'.el-notification, .n8n-tooltip, [data-reka-popper-content-wrapper] { display: none }';
/** A screen is stable if its text doesn't change for this time. */
const STABLE_MS = 1000;
/** The pixels around the nodes of a workflow. */
const MARGIN_PX = 24;

/** Takes the pictures of the docs in a real n8n. */
async function takePictures(): Promise<void> {
	await prepareN8n();
	// This reads the variables that prepareN8n() sets.
	const { startInstances, STATUS_PAGES } = await import('./statusPages');

	const [instances, browser] = await Promise.all([startInstances(), launchBrowser()]);
	const { n8n, unreachable } = instances;
	try {
		const editor = await Editor.signIn(browser, n8n.url, DENSE);
		const openExample = async (file: string) => {
			const workflow = toWorkflow(readExample(file), WEBHOOK_ID);
			await editor.openWorkflow((await n8n.rest('/workflows', workflow)).id);
		};

		await editor.listActions();
		await save('node-panel', editor.page.getByTestId('node-creator'));

		await openExample('call-summary.json');
		await editor.openNode('Oration Trigger');
		await editor.page.getByTestId('ndv-unpin-data').click();
		await editor.sendSample('Answered call');
		await editor.webhookUrls('Production URL');
		await editor.showView('Schema');
		await save('trigger', editor.page.getByTestId('ndv'));

		await editor.addTrigger();
		await editor.selectOption('authentication', 'Shared Secret');
		await editor.openNewCredential('Oration Webhook Secret');
		await editor.dialog.getByText('Header Name').waitFor();
		await save('shared-secret', editor.dialog);

		await editor.add('Get the result of a conversation');
		await save('get-conversation', editor.page.getByTestId('ndv'));

		const draft = await n8n.draft();
		await draft.listen();
		const phone = await browser.newPage({ ...PHONE, ...DENSE });
		await phone.goto(draft.testUrl);
		await save('test-url', phone.locator('body'));
		await phone.getByRole('button').first().click();
		await phone.getByRole('heading', { name: 'The sample event was sent' }).waitFor();
		await save('test-url-sent', phone.locator('body'));

		const page = await browser.newPage({ viewport: { width: 600, height: 400 }, ...DENSE });
		for (const [name, { prepare }] of Object.entries(STATUS_PAGES)) {
			await page.goto((await prepare(instances)).url);
			await save(name, page.locator('body'));
		}

		for (const file of EXAMPLES) {
			await openExample(file);
			const nodes = editor.page.locator('.vue-flow__nodes .vue-flow__node');
			await nodes.first().waitFor();
			// Zooms to fit the whole workflow.
			await editor.page.keyboard.press('1');
			await save(path.basename(file, '.json'), editor.page.locator('.vue-flow__nodes'), nodes);
		}
	} finally {
		await Promise.all([browser.close(), n8n.stop(), unreachable.stop()]);
	}
}

/** Saves a screenshot of a screen, or of an area around some of its elements. */
async function save(name: string, screen: Locator, elements?: Locator): Promise<void> {
	await waitForStableText(screen);
	const png = elements
		? await screen.page().screenshot({ clip: await boundingArea(elements), style })
		: await screen.screenshot({ style });
	const file = path.join(PICTURES, `${name}.png`);
	await sharp(png).png({ palette: true, effort: 10 }).toFile(file);
}

async function waitForStableText(screen: Locator): Promise<void> {
	const text = await screen.innerText();
	await sleep(STABLE_MS);
	if (text !== (await screen.innerText())) await waitForStableText(screen);
}

/** Returns the bounding box of elements, with a margin. */
async function boundingArea(elements: Locator) {
	const boxes = (
		await Promise.all((await elements.all()).map((element) => element.boundingBox()))
	).filter((box) => box !== null);
	const x = Math.min(...boxes.map((box) => box.x)) - MARGIN_PX;
	const y = Math.min(...boxes.map((box) => box.y)) - MARGIN_PX;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN_PX;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN_PX;
	return { x, y, width: right - x, height: bottom - y };
}

takePictures().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
