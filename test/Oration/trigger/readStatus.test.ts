import { Activity } from '../../../nodes/Oration/trigger/activity/activity';
import { FailureLimit } from '../../../nodes/Oration/trigger/authentication/failureLimit';
import { SecretCache } from '../../../nodes/Oration/trigger/authentication/secretCache';
import { DuplicateFilter } from '../../../nodes/Oration/trigger/duplicates/duplicateFilter';
import { readStatus } from '../../../nodes/Oration/trigger/readStatus';
import { PRODUCTION_URL, webhookContext, type WebhookRequest } from '../webhookContext';

const activity = new Activity();
activity.record('w n', 'started');

const newMemory = () => ({
	activity,
	duplicateFilter: new DuplicateFilter(),
	failureLimit: new FailureLimit(),
	secretCache: new SecretCache(),
});
const read = async (request: WebhookRequest) =>
	await readStatus(webhookContext(request).context, newMemory());

describe('readStatus', () => {
	it('returns what the page shows', async () => {
		expect(await read({ parameters: { authentication: 'none' } })).toEqual({
			url: PRODUCTION_URL,
			problem: undefined,
			secret: undefined,
			activity: activity.of('w n'),
		});
	});

	it('returns an empty URL if n8n has none', async () => {
		const { context } = webhookContext();
		context.getNodeWebhookUrl.mockReturnValue(undefined);
		expect(await readStatus(context, newMemory())).toMatchObject({ url: '' });
	});

	const throws = new Error('referenced node is unexecuted');
	const place = { sentIn: 'header', name: 'x-oration-secret' };

	it.each<[what: string, request: WebhookRequest, expected: object]>([
		[
			'where the secret is, but not the secret',
			{ credential: { secret: 's3cret' } },
			{ problem: undefined, secret: place, activity: activity.of('w n') },
		],
		[
			'that the secret is unavailable',
			{ credential: new Error('not selected') },
			{ problem: 'secretUnavailable', secret: undefined, activity: activity.of('w n') },
		],
		[
			'that settings throw',
			{ credential: { secret: 's3cret' }, parameters: { filters: throws } },
			{ problem: 'settingsInvalid', secret: place, activity: undefined },
		],
		[
			'first that the secret is unavailable if settings throw too',
			{ parameters: { filters: throws } },
			{ problem: 'secretUnavailable', activity: undefined },
		],
	])('returns %s', async (_, { parameters, ...request }, expected) => {
		const authentication = 'sharedSecret';
		const status = await read({ parameters: { authentication, ...parameters }, ...request });
		expect(status).toEqual({ ...status, ...expected });
	});

	it.each([
		[true, activity.of('w n')],
		[false, undefined],
	])('returns activity if the option is %j', async (showActivity, shown) => {
		const parameters = { options: { showActivity } };
		expect((await read({ parameters })).activity).toEqual(shown);
	});
});
