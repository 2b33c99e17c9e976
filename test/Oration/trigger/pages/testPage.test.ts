import { sendPage } from '../../../../nodes/Oration/trigger/pages/layout';
import { SAMPLES } from '../../../../nodes/Oration/trigger/pages/samples';
import { SENT_PAGE, TEST_PAGE } from '../../../../nodes/Oration/trigger/pages/testPage';
import { renderPage } from '../../renderPage';

const BUTTON = /<button name="sample" value="(\w+)"(?: class="(\w+)")?>(.+?)<\/button>(.+?)</g;

describe('the page of the Test URL', () => {
	const { html, text } = renderPage((response) => sendPage(response, 200, TEST_PAGE));

	it('says which URL Oration needs, and what a sample does', () => {
		const samples = Object.values(SAMPLES).map(
			({ label, description }) => `${label} ${description}`,
		);
		expect(text).toBe(
			`n8n is listening for a test event This is the Test URL. It works only while the editor is listening. In Oration's webhook settings, use the Production URL. Send a sample event to the editor ${samples.join(' ')} Sample events always reach the editor. The selected events, the filters and the shared secret don't apply to them.`,
		);
	});

	it('has a button with a description for each sample, the first one as the primary', () => {
		expect([...html.matchAll(BUTTON)].map(([, ...button]) => button)).toEqual(
			Object.entries(SAMPLES).map(([name, { label, description }]) => [
				name,
				name === 'answered' ? 'primary' : undefined,
				label,
				description,
			]),
		);
	});
});

describe('the page after a sample', () => {
	const { html, text } = renderPage((response) => sendPage(response, 202, SENT_PAGE));

	it('says where the sample is, and links to the page for another one', () => {
		expect(html).toContain('<svg class="good"');
		expect(html).toContain('<a href="">open the page with the samples</a>');
		expect(text).toBe(
			'The sample event was sent to the editor Go to n8n to see it. n8n listens for one event at a time. To send another one, select Execute step or Execute workflow in n8n, then open the page with the samples.',
		);
	});
});
