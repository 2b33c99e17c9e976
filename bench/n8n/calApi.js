const { createHmac } = require('node:crypto');
const { once } = require('node:events');
const http = require('node:http');

/**
 * What of Cal.com's API n8n's Cal Trigger needs: it registers its webhook there, with a secret of its own making.
 *
 * @typedef {{
 *   url: string, sign: (body: string) => string, stop: () => Promise<void>,
 * }} CalApi
 */

/** @returns {Promise<CalApi>} */
async function startCalApi() {
	let secret = '';
	const server = http.createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		if (request.method === 'POST') secret = JSON.parse(body).secret;
		const data = request.method === 'GET' ? [] : { id: 'webhook' };
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ status: 'success', data }));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('Cal has no port.');
	return {
		url: `http://127.0.0.1:${address.port}`,
		sign: (body) => createHmac('sha256', secret).update(body).digest('hex'),
		stop: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

module.exports = { startCalApi };
