/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   these tests control a real browser; the package doesn't include tests */
import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser, type BrowserContextOptions } from 'playwright-core';

/** The path of Debian's package. */
const CHROMIUM = '/usr/bin/chromium';

/** Describes tests that need a browser. Skips them, with the reason in their names, if Chromium isn't installed. */
export function describeInBrowser(name: string, tests: () => void): void {
	if (existsSync(CHROMIUM)) describe(name, tests);
	else describe.skip(`${name} (skipped: ${CHROMIUM} is not installed)`, tests);
}

/** Launches a Chromium that runs as root and sends no background requests to the internet. */
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
