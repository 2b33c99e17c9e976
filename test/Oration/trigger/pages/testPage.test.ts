import { SAMPLES } from '../../../../nodes/Oration/trigger/pages/samples';
import { sendSentPage, sendTestPage } from '../../../../nodes/Oration/trigger/pages/testPage';
import { renderPage } from '../../renderPage';

const BUTTON = /<button name="sample" value="(\w+)"(?: class="(\w+)")?>(.+?)<\/button>(.+?)</g;

/** Returns the name, the style, the label and the description of each button of the page of the Test URL. */
const buttons = () => [...renderPage(sendTestPage).html.matchAll(BUTTON)];

describe('the page of the Test URL', () => {
	it('has status 200', () => {
		expect(renderPage(sendTestPage).status).toBe(200);
	});

	it('says which URL Oration needs, and what a sample does', () => {
		const samples = Object.values(SAMPLES).map(
			({ label, description }) => `${label} ${description}`,
		);
		expect(renderPage(sendTestPage).text).toBe(
			`n8n is listening for a test event This is the Test URL. It works only while the editor is listening. In Oration's webhook settings, use the Production URL. Send a sample event to the editor ${samples.join(' ')} Sample events always reach the editor. The selected events, the filters and the shared secret don't apply to them.`,
		);
	});

	it('has no icon', () => {
		expect(renderPage(sendTestPage).html).not.toContain('<svg');
	});

	it('has a button and its description for each sample', () => {
		expect(buttons().map(([, name, , ...texts]) => [name, ...texts])).toEqual(
			Object.entries(SAMPLES).map(([name, { label, description }]) => [name, label, description]),
		);
	});

	it('has the answered call as the only primary button', () => {
		const primary = buttons().filter(([, , style]) => style === 'primary');
		expect(primary.map(([, name]) => name)).toEqual(['answered']);
	});
});

describe('the page after a sample', () => {
	it('has status 202, because n8n stores the execution later', () => {
		expect(renderPage(sendSentPage).status).toBe(202);
	});

	it('says where the sample is, and how to send another one', () => {
		const { html, text } = renderPage(sendSentPage);
		expect(html).toContain('<svg class="good"');
		expect(text).toBe(
			'The sample event was sent to the editor Go to n8n to see it. n8n listens for one event at a time. To send another one, select Execute step or Execute workflow in n8n, then open the page with the samples.',
		);
	});

	it('has a link to the samples', () => {
		expect(renderPage(sendSentPage).html).toContain(
			'<a href="">open the page with the samples</a>',
		);
	});
});
