import crypto from 'node:crypto';
import { mock } from 'jest-mock-extended';
import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type INode,
	type IWebhookFunctions,
} from 'n8n-workflow';
import {
	loadWebhookSecret,
	refusal,
	testWebhookSecret,
} from '../../../nodes/Oration/trigger/authenticate';

const SECRET = 'correct-horse-battery';

const digestOf = (text: string) => crypto.hash('sha256', text, 'buffer');

describe('refusal', () => {
	describe('of a secret in a header', () => {
		const refused = (sent: unknown) =>
			refusal(
				{ digest: digestOf(SECRET), header: 'x-oration-secret' },
				{ 'x-oration-secret': sent },
				{},
			);

		it('is none for the secret', () => {
			expect(refused(SECRET)).toBeUndefined();
		});

		it.each([[undefined], [''], [[SECRET]]])('asks for it where %j came', (sent) => {
			expect(refused(sent)).toBe(
				"The shared secret is missing. Send it in the header 'x-oration-secret'.",
			);
		});

		it.each([
			'wrong',
			SECRET.slice(1),
			SECRET.slice(0, -1),
			`${SECRET} `,
			SECRET.toUpperCase(),
			`${SECRET}, ${SECRET}`,
			'x'.repeat(10_000),
		])('says that %.30s is not the secret', (sent) => {
			expect(refused(sent)).toBe(
				"The shared secret in the header 'x-oration-secret' is not the one that is saved in n8n.",
			);
		});
	});

	it.each(['', 'c', SECRET.slice(0, -1), SECRET, `${SECRET}!`, 'x'.repeat(10_000)])(
		'compares nothing of %.30s with the secret but digests of one length, in constant time',
		(sent) => {
			const compare = jest.spyOn(crypto, 'timingSafeEqual');
			refusal({ digest: digestOf(SECRET), header: 'x' }, { x: sent }, {});
			const digests = compare.mock.calls.map((buffers) =>
				buffers.map(({ byteLength }) => byteLength),
			);
			compare.mockRestore();
			expect(digests).toEqual(sent === '' ? [] : [[32, 32]]);
		},
	);

	describe('of a secret in the URL', () => {
		const refused = (token: unknown) =>
			refusal(
				{ digest: digestOf(SECRET), header: undefined },
				{ 'x-oration-secret': SECRET },
				{ token },
			);

		it('is none for the secret', () => {
			expect(refused(SECRET)).toBeUndefined();
		});

		it.each([[undefined], [''], [[SECRET, SECRET]], [{ a: SECRET }]])(
			'asks for it where %j came',
			(token) => {
				expect(refused(token)).toBe(
					"The shared secret is missing. Send it in the URL parameter 'token'.",
				);
			},
		);

		it('says that another text is not the secret', () => {
			expect(refused('wrong')).toBe(
				"The shared secret in the URL parameter 'token' is not the one that is saved in n8n.",
			);
		});
	});
});

describe('loadWebhookSecret', () => {
	const contextWith = (credential: object | Error) => {
		const context = mock<IWebhookFunctions>();
		context.getNode.mockReturnValue(mock<INode>());
		if (credential instanceof Error) context.getCredentials.mockRejectedValue(credential);
		else context.getCredentials.mockResolvedValue({ ...credential });
		return context;
	};

	it.each([
		[{ secret: SECRET, sentIn: 'header', headerName: ' X-Secret ' }, 'x-secret'],
		[{ secret: SECRET, sentIn: 'header', headerName: '' }, 'x-oration-secret'],
		[{ secret: SECRET }, 'x-oration-secret'],
		[{ secret: SECRET, sentIn: 'query', headerName: 'x-secret' }, undefined],
	])('reads the credential %j', async (credential, header) => {
		expect(await loadWebhookSecret(contextWith(credential))).toEqual({
			digest: digestOf(SECRET),
			header,
		});
	});

	it.each([[{}], [{ secret: '' }], [{ secret: ' ' }], [{ secret: 7 }]])(
		'throws for the credential %j',
		async (credential) => {
			const loading = loadWebhookSecret(contextWith(credential));
			await expect(loading).rejects.toThrow(NodeOperationError);
			await expect(loading).rejects.toMatchObject({
				message: 'The shared secret is empty',
				description: expect.stringContaining("or set 'Authentication' to 'None'"),
			});
		},
	);

	it('throws where the node has no credential, with what n8n says of it', async () => {
		const loading = loadWebhookSecret(contextWith(new Error('Node has no credentials')));
		await expect(loading).rejects.toMatchObject({
			message: 'The shared secret could not be loaded',
			description: expect.stringContaining('n8n says: Node has no credentials'),
		});
	});
});

describe('testWebhookSecret', () => {
	it.each<ICredentialDataDecryptedObject>([
		{ secret: SECRET, sentIn: 'header', headerName: 'X-My_Secret.1' },
		{ secret: '~!"#%&/()=~!"#%&', sentIn: 'header' },
		{ secret: 'aZ0_.~-aZ0_.~-aZ', sentIn: 'query', headerName: 'not used' },
	])('passes %j', (credential) => {
		expect(testWebhookSecret(credential).status).toBe('OK');
	});

	it.each([
		[{ secret: '' }, "Enter a text of your own in 'Secret'"],
		[{ secret: `${SECRET} ` }, "'Secret' can only have"],
		[{ secret: 'schlüssel' }, "'Secret' can only have"],
		[{ secret: 'a+b', sentIn: 'query' }, "In a URL, 'Secret' can only have"],
		[{ secret: 'a%41', sentIn: 'query' }, "In a URL, 'Secret' can only have"],
		[{ secret: SECRET, headerName: 'my header' }, "'Header Name' can only have"],
		[{ secret: SECRET, headerName: 'x:y' }, "'Header Name' can only have"],
		[{ secret: 'x'.repeat(15) }, "'Secret' is too short to be safe. Use at least 16 characters"],
	])('fails %j and says why', (credential, message) => {
		expect(testWebhookSecret(credential)).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
	});
});
