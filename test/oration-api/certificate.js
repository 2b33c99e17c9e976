const { generate } = require('selfsigned');

/**
 * Creates a self-signed CA certificate for localhost. A client trusts the server if it has the certificate (`ca`,
 * NODE_EXTRA_CA_CERTS).
 */
async function createCertificate() {
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

module.exports = { createCertificate };
