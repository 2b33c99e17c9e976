import { createMemory } from '../../../nodes/Oration/trigger/handleEvent';
import { readStatus } from '../../../nodes/Oration/trigger/readStatus';
import { PRODUCTION_URL, webhookContext, type WebhookRequest } from '../webhookContext';

const THROWS = new Error('referenced node is unexecuted');
const PLACE = { sentIn: 'header', name: 'x-oration-secret' };
const PROTECTED = { authentication: 'sharedSecret' };
const INVALID = { ...PROTECTED, filters: THROWS };
const HIDDEN = { options: { showActivity: false } };
const CREDENTIAL = { secret: 's3cret' };

describe('readStatus', () => {
	const SETTINGS_INVALID = { problem: 'settingsInvalid', secret: PLACE, activity: undefined };
	const SECRET_UNAVAILABLE = { problem: 'secretUnavailable', activity: undefined };

	it.each<[what: string, request: WebhookRequest, expected: object]>([
		['what is known without a secret', {}, {}],
		['where the secret is', { parameters: PROTECTED, credential: CREDENTIAL }, { secret: PLACE }],
		['that the secret is unavailable', { parameters: PROTECTED }, { problem: 'secretUnavailable' }],
		['that settings throw', { parameters: INVALID, credential: CREDENTIAL }, SETTINGS_INVALID],
		['that settings throw, and first the secret', { parameters: INVALID }, SECRET_UNAVAILABLE],
		['no activity if it must not be shown', { parameters: HIDDEN }, { activity: undefined }],
	])('returns %s', async (_, request, expected) => {
		const memory = createMemory();
		memory.activity.record('w n', 'started');
		expect(await readStatus(webhookContext(request).context, memory)).toEqual({
			url: PRODUCTION_URL,
			warning: undefined,
			problem: undefined,
			secret: undefined,
			activity: memory.activity.of('w n'),
			...expected,
		});
	});

	it('warns of an unreachable URL until a request arrives, also if activity must not be shown', async () => {
		const memory = createMemory();
		const { context } = webhookContext({ parameters: HIDDEN });
		context.getNodeWebhookUrl.mockReturnValue('http://n8n.example.com/webhook/1/oration');
		const warning = "Oration can't reach the URL, because it doesn't start with https://";
		expect(await readStatus(context, memory)).toMatchObject({ warning });
		memory.activity.record('w n', 'started');
		expect(await readStatus(context, memory)).toMatchObject({ warning: undefined });
	});

	it('returns an empty URL if n8n has none', async () => {
		const { context } = webhookContext();
		context.getNodeWebhookUrl.mockReturnValue(undefined);
		expect(await readStatus(context, createMemory())).toMatchObject({ url: '' });
	});
});
