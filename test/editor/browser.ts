/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   these tests drive a real browser; nothing of them is published */
import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser, type BrowserContextOptions } from 'playwright-core';

/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium';

/** Skips the tests, with the reason in their names, where there is no browser. */
export function describeInBrowser(what: string, tests: () => void): void {
	if (existsSync(CHROMIUM)) describe(what, tests);
	else describe.skip(`${what} (skipped: ${CHROMIUM} is not installed)`, tests);
}

/** Chromium that works as root and asks nothing of the internet. */
export async function launchBrowser(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath: CHROMIUM,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const PHONE: BrowserContextOptions = {
	viewport: { width: 360, height: 640 },
	isMobile: true,
	hasTouch: true,
};
