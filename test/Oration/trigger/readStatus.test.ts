import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import { SecretCache } from '../../../nodes/Oration/trigger/authentication/secretCache';
import { readStatus } from '../../../nodes/Oration/trigger/readStatus';
import { PRODUCTION_URL, webhookContext, type WebhookRequest } from '../webhookContext';

const activity = new Activity();
activity.record('w n', 'started');

const read = async (request: WebhookRequest) =>
	await readStatus(webhookContext(request).context, new SecretCache(), activity);

describe('readStatus', () => {
	it('returns what the page shows', async () => {
		expect(await read({ parameters: { authentication: 'none' } })).toEqual({
			url: PRODUCTION_URL,
			secret: 'none',
			activity: activity.of('w n'),
		});
	});

	it('returns an empty URL if n8n has none', async () => {
		const { context } = webhookContext();
		context.getNodeWebhookUrl.mockReturnValue(undefined);
		expect(await readStatus(context, new SecretCache(), activity)).toMatchObject({ url: '' });
	});

	it.each<[WebhookRequest['credential'], unknown]>([
		[
			{ secret: 's3cret', sentIn: 'query' },
			{ sentIn: 'query', name: 'token' },
		],
		[new Error('not selected'), 'unavailable'],
	])('returns where the secret of %j is, but not the secret', async (credential, secret) => {
		const parameters = { authentication: 'sharedSecret' };
		expect(await read({ parameters, credential })).toMatchObject({ secret });
	});

	it.each([
		[true, activity.of('w n')],
		[false, undefined],
	])('returns activity if the option is %j', async (showActivity, shown) => {
		const parameters = { options: { showActivity } };
		expect((await read({ parameters })).activity).toEqual(shown);
	});
});
