import type { Page } from './layout';
import { SAMPLES } from './samples';

export const TEST_PAGE: Page = {
	title: 'n8n is listening for a test event',
	body: `
<p>This is the Test URL. It works only while the editor is listening. In Oration's webhook settings, use the Production URL.</p>
<section>
<h2 id="samples">Send a sample event to the editor</h2>
<form method="post" aria-labelledby="samples">
${Object.entries(SAMPLES)
	.map(
		([name, { label, description }], index) =>
			`<p><button name="sample" value="${name}"${index === 0 ? ' class="primary"' : ''}>${label}</button>${description}</p>`,
	)
	.join('')}
</form>
<p class="muted">Sample events always reach the editor. The selected events, the filters and the shared secret don't apply to them.</p>
</section>`,
};

export const SENT_PAGE: Page = {
	title: 'The sample event was sent to the editor',
	icon: 'ready',
	body: `
<p>Go to n8n to see it. n8n listens for one event at a time. To send another one, select <strong>Execute step</strong> or <strong>Execute workflow</strong> in n8n, then <a href="">open the page with the samples</a>.</p>`,
};
