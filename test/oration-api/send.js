/**
 * A response. The status defaults to 200.
 * @typedef {{
 *   status?: number, headers?: import('node:http').OutgoingHttpHeaders, body?: object | string,
 * }} ResponseOptions
 */

/**
 * @param {import('node:http').ServerResponse} response
 * @param {ResponseOptions} options
 */
function send(response, options) {
	response.end(sendHead(response, options));
}

/**
 * Sends the headers of the whole body but only half of the body, then destroys the socket.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {ResponseOptions} options
 */
function sendTruncated(response, options) {
	const body = sendHead(response, options);
	response.write(body.subarray(0, body.length / 2));
	destroyAfterSending(response);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {ResponseOptions} options
 * @returns {Buffer} the body to send
 */
function sendHead(response, { status = 200, headers = {}, body = '' }) {
	const isText = typeof body === 'string';
	const bytes = Buffer.from(isText ? body : JSON.stringify(body));
	// Set before the other headers, so that they replace it regardless of case.
	response.setHeader('content-type', isText ? 'text/plain' : 'application/json');
	response.setHeader('content-length', bytes.length);
	response.writeHead(status, headers);
	return bytes;
}

/** @param {import('node:http').ServerResponse} response */
function destroyAfterSending({ socket }) {
	socket?.destroySoon();
}

module.exports = { destroyAfterSending, send, sendTruncated };
