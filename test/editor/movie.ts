/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   this test saves a moving picture of a real browser; the package doesn't include tests */
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { waitFor } from '../../scripts/waitFor';
import { callEvent, ExampleRunner, slackChannel } from '../n8n/exampleRunner';
import { send, type Instance, type TriggerUnderTest } from '../n8n/instance';
import { requestBodies } from '../n8n/internet';
import { describeInBrowser, launchBrowser } from './browser';
import { centerOf, Editor, type Point } from './editor';
import { HIDE_MESSAGES, PICTURES, waitForStableText } from './screenshots';

const SCALE = 2;
const SCENE = { width: 880, height: 600 };
const CAPTION_PX = 52;
/** So wide that the output has about the width of a scene. */
const WINDOW = { width: 2000, height: 720 };
const STEPS = 8;
const STEP_MS = 60;

interface Scene {
	caption: string;
	png: Buffer;
	/** How long the scene is shown. */
	ms: number;
	/** The position of the mouse. */
	pointer?: Point;
}

describeInBrowser('the moving picture of the README', () => {
	const examples = ExampleRunner.forTests();
	let browser: Browser;

	beforeAll(async () => {
		browser = await launchBrowser();
	});

	afterAll(async () => {
		await browser?.close();
	});

	it('shows a sample event on its way to Slack', async () => {
		const trigger = await examples.import('slack-summary.json', {
			'Oration Trigger': { pinned: null },
			'Send Summary': {
				pinned: null,
				credential: await examples.createSlackCredential(),
				parameters: slackChannel(),
			},
		});
		const stage = await browser.newPage({ viewport: SCENE, deviceScaleFactor: SCALE });
		const scenes = await recordEditor(browser, examples.n8n, trigger);
		scenes.push({
			caption: '3. Slack gets the summary of the call',
			png: await renderMessage(stage, await postToSlack(examples, trigger)),
			ms: 3500,
		});
		await stage.setViewportSize({ width: SCENE.width, height: SCENE.height + CAPTION_PX });
		const frames: Buffer[] = [];
		for (const scene of scenes) frames.push(await renderScene(stage, scene));
		await stage.close();
		await sharp(frames, { join: { animated: true } })
			.webp({ delay: scenes.map(({ ms }) => ms), loop: 0, quality: 80, effort: 6 })
			.toFile(path.join(PICTURES, 'call-to-slack.webp'));
	});
});

/** Records the page of the Test URL, then the output of the trigger. */
async function recordEditor(
	browser: Browser,
	n8n: Instance,
	{ workflow, testUrl }: TriggerUnderTest,
): Promise<Scene[]> {
	const editor = await Editor.signIn(browser, n8n.url, {
		viewport: WINDOW,
		deviceScaleFactor: SCALE,
	});
	await editor.openWorkflow(workflow.id);
	await editor.openNode('Oration Trigger');
	await editor.executeButton.click();
	await editor.page.getByTestId('trigger-listening').waitFor();

	const tab = await editor.openTab(testUrl);
	await tab.setViewportSize(SCENE);
	const button = tab.getByRole('button', { name: SAMPLES.answered.label, exact: true });
	const from = { x: SCENE.width * 0.7, y: SCENE.height * 0.8 };
	const to = await centerOf(button);
	const page = await tab.screenshot();
	await button.hover();
	const hovered = await tab.screenshot();
	await button.click();
	await tab.getByRole('heading', { name: 'The sample event was sent to the editor' }).waitFor();
	const sent = await tab.screenshot();
	await tab.close();

	await editor.output.getByText('1 item').first().waitFor();
	await editor.showView('Schema');
	await editor.page.mouse.move(0, 0);
	await waitForStableText(editor.output);
	const png = await editor.output.screenshot({ style: HIDE_MESSAGES });
	await editor.close();

	const caption = '1. Send a sample event to n8n, without a call';
	return [
		{ caption, png: page, ms: 1200, pointer: from },
		...between(from, to).map((pointer) => ({ caption, png: page, ms: STEP_MS, pointer })),
		{ caption, png: hovered, ms: 700, pointer: to },
		{ caption, png: sent, ms: 1200, pointer: to },
		{ caption: '2. Oration Trigger outputs typed fields', png, ms: 3500 },
	];
}

/** Publishes the workflow, sends the sample event and returns the text that Slack gets. */
async function postToSlack(examples: ExampleRunner, trigger: TriggerUnderTest): Promise<string> {
	const posted = await examples.mockSlack();
	await trigger.publish();
	await send(trigger.url, callEvent());
	await waitFor('the message', async () => (await posted.getSeenRequests()).length > 0);
	const [body] = await requestBodies(posted);
	if (typeof body !== 'object' || body === null || !('text' in body)) {
		throw new Error('Slack got no text.');
	}
	return String(body.text);
}

/** Renders a message in Slack's shape. */
async function renderMessage(stage: Page, text: string): Promise<Buffer> {
	const html = text
		.replace(/\*([^*\n]+)\*/g, '<b>$1</b>')
		.replace(/<(https:[^|>]+)\|([^>]+)>/g, '<a href="$1">$2</a>')
		.replaceAll('\n', '<br>');
	await stage.setContent(`<!doctype html>
<style>
	body { margin: 0; font: 20px/1.5 system-ui, sans-serif; background: #fff; color: #1d1c1d }
	header { padding: 20px 28px; border-bottom: 1px solid #ddd; font-weight: 700 }
	main { display: grid; grid-template-columns: 56px 1fr; gap: 16px; padding: 40px 28px }
	.avatar { width: 56px; height: 56px; border-radius: 10px; background: #4f3dc9; color: #fff; font: 700 26px/56px system-ui, sans-serif; text-align: center }
	.app { padding: 1px 6px; border-radius: 4px; background: #e8e8e8; font-size: 14px }
	a { color: #1264a3; text-decoration: none }
</style>
<header># calls</header>
<main><div class="avatar">n</div><div><b>n8n</b> <span class="app">APP</span><br>${html}</div></main>`);
	return await stage.screenshot();
}

/** Renders a scene with its caption and the mouse. */
async function renderScene(stage: Page, { caption, png, pointer }: Scene): Promise<Buffer> {
	const { x, y } = pointer ?? { x: 0, y: 0 };
	await stage.setContent(`<!doctype html>
<style>
	body { margin: 0; background: #fff }
	h1 { margin: 0; padding-left: 16px; font: 600 22px/${CAPTION_PX}px system-ui, sans-serif; color: #222 }
	div { position: relative; width: ${SCENE.width}px; height: ${SCENE.height}px }
	img { width: 100%; height: 100%; object-fit: contain; object-position: top }
	svg { position: absolute; left: ${x}px; top: ${y}px; visibility: ${pointer ? 'visible' : 'hidden'} }
</style>
<h1>${caption}</h1>
<div>
	<img src="data:image/png;base64,${png.toString('base64')}">
	<svg width="24" height="32"><path d="M1 1v22l6-5 4 10 4-2-4-9h8z" fill="#000" stroke="#fff" stroke-width="1.5" /></svg>
</div>`);
	return await stage.screenshot();
}

/** Returns the points on the way of the mouse. */
function between(from: Point, to: Point): Point[] {
	return Array.from({ length: STEPS }, (_, index) => {
		const part = (index + 1) / STEPS;
		return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
	});
}
