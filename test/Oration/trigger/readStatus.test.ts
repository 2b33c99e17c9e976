import { TriggerMemory } from '../../../nodes/Oration/trigger/handleEvent';
import { readStatus } from '../../../nodes/Oration/trigger/readStatus';
import { PRODUCTION_URL, webhookContext, type WebhookRequest } from '../webhookContext';

const THROWS = new Error('referenced node is unexecuted');
const PLACE = { sentIn: 'header', name: 'x-oration-secret' };
const PROTECTED = { authentication: 'sharedSecret' };
const credential = { secret: 's3cret' };

describe('readStatus', () => {
	it.each<[what: string, request: WebhookRequest, expected: object]>([
		['what is known without a secret', {}, {}],
		[
			'where the secret is, but not the secret',
			{ credential, parameters: PROTECTED },
			{ secret: PLACE },
		],
		['that the secret is unavailable', { parameters: PROTECTED }, { problem: 'secretUnavailable' }],
		[
			'that settings throw',
			{ credential, parameters: { ...PROTECTED, filters: THROWS } },
			{ problem: 'settingsInvalid', secret: PLACE, activity: undefined },
		],
		[
			'first that the secret is unavailable if settings throw too',
			{ parameters: { ...PROTECTED, filters: THROWS } },
			{ problem: 'secretUnavailable', activity: undefined },
		],
		[
			'no activity if it must not be shown',
			{ parameters: { options: { showActivity: false } } },
			{ activity: undefined },
		],
	])('returns %s', async (_, request, expected) => {
		const memory = new TriggerMemory();
		memory.activity.record('w n', 'started');
		expect(await readStatus(webhookContext(request).context, memory)).toEqual({
			url: PRODUCTION_URL,
			problem: undefined,
			secret: undefined,
			activity: memory.activity.of('w n'),
			...expected,
		});
	});

	it('returns an empty URL if n8n has none', async () => {
		const { context } = webhookContext();
		context.getNodeWebhookUrl.mockReturnValue(undefined);
		expect(await readStatus(context, new TriggerMemory())).toMatchObject({ url: '' });
	});
});
