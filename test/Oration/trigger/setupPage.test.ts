import { SAMPLES } from '../../../nodes/Oration/trigger/samples';
import { sendSentPage, sendTestPage } from '../../../nodes/Oration/trigger/setupPage';
import { renderPage } from '../renderPage';

const BUTTON = /<button name="sample" value="(\w+)"(?: class="(\w+)")?>(.+?)<\/button>(.+?)</g;

describe('the page of the Test URL', () => {
	const { status, html } = renderPage(sendTestPage);
	const buttons = [...html.matchAll(BUTTON)];

	it('has status 200', () => {
		expect(status).toBe(200);
	});

	it('has a button and its description for each sample', () => {
		expect(buttons.map(([, name, , ...texts]) => [name, ...texts])).toEqual(
			Object.entries(SAMPLES).map(([name, { label, description }]) => [name, label, description]),
		);
	});

	it('has the answered call as the only primary button', () => {
		const primary = buttons.filter(([, , style]) => style === 'primary');
		expect(primary.map(([, name]) => name)).toEqual(['answered']);
	});
});

describe('the page after a sample', () => {
	const { status, html } = renderPage(sendSentPage);

	it('has status 202, because n8n stores the execution later', () => {
		expect(status).toBe(202);
	});

	it('has a link to the samples', () => {
		expect(html).toContain('<a href="">open the page with the samples</a>');
	});
});
