import crypto from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { OrationTrigger } from '../../../../nodes/Oration/OrationTrigger.node';
import {
	loadWebhookSecret,
	authenticationFailure,
} from '../../../../nodes/Oration/trigger/authentication/secret';
import { webhookContext } from '../../webhookContext';

const SECRET = 'correct-horse-battery';

const digestOf = (text: string) => crypto.hash('sha256', text, 'buffer');

describe('authenticationFailure', () => {
	describe.each([
		['header', 'x-oration-secret', "header 'x-oration-secret'"],
		['query', 'token', "query parameter 'token'"],
	] as const)('with the secret in the %s', (sentIn, name, place) => {
		const failureFor = (sent: unknown) => {
			const sentInPlace = { [name]: sent };
			const sentElsewhere = { 'x-oration-secret': SECRET, token: SECRET };
			const [headers, query] =
				sentIn === 'header' ? [sentInPlace, sentElsewhere] : [sentElsewhere, sentInPlace];
			const secret = { digest: digestOf(SECRET), place: { sentIn, name } };
			return authenticationFailure(secret, headers, query);
		};

		const MISSING = `The shared secret is missing. Send it in the ${place}.`;
		const WRONG = `The shared secret in the ${place} doesn't match the secret in n8n.`;

		it.each([
			[undefined, '', [SECRET]],
			['secretMissing', MISSING, [undefined, '', [SECRET], { a: SECRET }]],
			['secretWrong', WRONG, [SECRET.slice(1), `${SECRET} `, SECRET.toUpperCase()]],
		])('rejects with the reason %j and the message %j: %j', (reason, message, sent) => {
			expect(sent.map(failureFor)).toEqual(sent.map(() => reason && { reason, message }));
		});

		it('compares only digests of equal length, in constant time', () => {
			const compare = jest.spyOn(crypto, 'timingSafeEqual');
			['c', SECRET, 'x'.repeat(100)].forEach(failureFor);
			const lengths = compare.mock.calls.flat().map(({ byteLength }) => byteLength);
			compare.mockRestore();
			expect(lengths).toEqual(Array(3 * 2).fill(32));
		});
	});
});

it.each([
	['authorization', SECRET, SECRET, undefined],
	['authorization', SECRET, `bearer ${SECRET}`, undefined],
	['authorization', SECRET, `Basic ${SECRET}`, 'secretWrong'],
	['authorization', SECRET, `Bearer Bearer ${SECRET}`, 'secretWrong'],
	['authorization', `Bearer ${SECRET}`, `Bearer ${SECRET}`, undefined],
	['x-secret', SECRET, `Bearer ${SECRET}`, 'secretWrong'],
])('the header %s with the secret %s is read from %s: %s', (name, secret, sent, reason) => {
	const expected = { digest: digestOf(secret), place: { sentIn: 'header', name } as const };
	expect(authenticationFailure(expected, { [name]: sent }, {})?.reason).toBe(reason);
});

describe('loadWebhookSecret', () => {
	it.each([
		[{ secret: SECRET, sentIn: 'header', headerName: ' X-Secret ' }, 'header', 'x-secret'],
		[{ secret: SECRET, sentIn: 'header', headerName: '' }, 'header', 'x-oration-secret'],
		[{ secret: SECRET }, 'header', 'x-oration-secret'],
		[{ secret: SECRET, sentIn: 'query', headerName: 'x-secret' }, 'query', 'token'],
	])('loads the credential %j', async (credential, sentIn, name) => {
		const { context } = webhookContext({ credential });
		const secret = { digest: digestOf(SECRET), place: { sentIn, name } };
		expect(await loadWebhookSecret(context)).toEqual(secret);
		expect(context.getCredentials).toHaveBeenCalledWith('orationWebhookSecretApi');
	});

	const EMPTY = ['null', '{}', '{"secret": " "}', '{"secret": 7}'];
	it.each(EMPTY)('throws for the credential %s', async (credential) => {
		const { context } = webhookContext();
		context.getCredentials.mockResolvedValue(JSON.parse(credential));
		await expect(loadWebhookSecret(context)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The shared secret is empty',
			description: expect.stringContaining("or set 'Authentication' to 'None'"),
		});
	});

	it('throws if the node has no credential, with the error from n8n', async () => {
		const { context } = webhookContext({ credential: new Error('Node has no credentials') });
		await expect(loadWebhookSecret(context)).rejects.toMatchObject({
			message: "The shared secret can't be loaded",
			description: expect.stringContaining("n8n's reason: Node has no credentials"),
		});
	});
});

describe('testWebhookSecret', () => {
	const { testWebhookSecret } = new OrationTrigger().methods.credentialTest;
	const CREDENTIAL = { id: '1', name: 'Secret', type: 'orationWebhookSecretApi' };

	it.each<ICredentialDataDecryptedObject>([
		{ secret: SECRET, sentIn: 'header', headerName: 'X-My_Secret.1' },
		{ secret: '~!"#%&/()=~!"#%&', sentIn: 'header' },
		{ secret: 'aZ0_.~-aZ0_.~-aZ', sentIn: 'query', headerName: 'not used' },
	])('accepts %j', async (data) => {
		const message = 'The secret has a valid format';
		expect(await testWebhookSecret({ ...CREDENTIAL, data })).toEqual({ status: 'OK', message });
	});

	it.each([
		[undefined, "'Secret' is empty. Enter a long random text"],
		[{ secret: ' ' }, "'Secret' is empty. Enter a long random text"],
		[{ secret: `${SECRET} ` }, "'Secret' can contain only"],
		[{ secret: 'schlüssel' }, "'Secret' can contain only"],
		[{ secret: 'a+b', sentIn: 'query' }, "In a URL, 'Secret' can contain only"],
		[{ secret: 'a%41', sentIn: 'query' }, "In a URL, 'Secret' can contain only"],
		[{ secret: SECRET, headerName: 'my header' }, "'Header Name' can contain only"],
		[{ secret: SECRET, headerName: 'x:y' }, "'Header Name' can contain only"],
		[{ secret: 'x'.repeat(15) }, "'Secret' is too short to be safe. Use at least 16 characters"],
	])('rejects %j with the reason', async (data, message) => {
		expect(await testWebhookSecret({ ...CREDENTIAL, data })).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
	});
});
