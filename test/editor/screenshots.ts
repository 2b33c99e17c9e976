/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   the pictures are files of the repository; the package doesn't include tests */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

/** The folder of the pictures. */
export const PICTURES = path.join(__dirname, '../../docs/pictures');
/** Hides n8n's notifications and tooltips. */
export const HIDE_MESSAGES =
	'.el-notification, .n8n-tooltip, [data-reka-popper-content-wrapper] { display: none }';
/** A screen is stable if its text doesn't change for this time. */
const STABLE_MS = 1000;

/** Waits until the text of a screen is stable. */
export async function waitForStableText(screen: Locator): Promise<void> {
	const text = await screen.innerText();
	await sleep(STABLE_MS);
	if (text !== (await screen.innerText())) await waitForStableText(screen);
}
