const { generate } = require('selfsigned');

/**
 * A certificate for this machine that is its own authority, so that a client that has it (`ca`, NODE_EXTRA_CA_CERTS)
 * trusts the server.
 */
async function certificateForLocalhost() {
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
		keySize: 2048,
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{
				name: 'keyUsage',
				digitalSignature: true,
				keyEncipherment: true,
				keyCertSign: true,
				critical: true,
			},
			{ name: 'extKeyUsage', serverAuth: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	return { key, cert };
}

module.exports = { certificateForLocalhost };
