/**
 * @typedef {{
 *   status?: number, headers?: import('node:http').OutgoingHttpHeaders, body?: object | string,
 * }} AnswerToSend
 */

/**
 * @param {import('node:http').ServerResponse} response
 * @param {AnswerToSend} answer
 */
function send(response, answer) {
	response.end(sendHead(response, answer));
}

/**
 * Promises the whole body, sends half of it and destroys the socket.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {AnswerToSend} answer
 */
function sendCutOff(response, answer) {
	const body = sendHead(response, answer);
	response.write(body.subarray(0, body.length / 2));
	destroyOnceSent(response);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {AnswerToSend} answer
 * @returns {Buffer} the body to send
 */
function sendHead(response, { status = 200, headers = {}, body = '' }) {
	const isText = typeof body === 'string';
	const bytes = Buffer.from(isText ? body : JSON.stringify(body));
	// Set first, so that a header of the answer replaces it however its name is written.
	response.setHeader('content-type', isText ? 'text/plain' : 'application/json');
	response.setHeader('content-length', bytes.length);
	response.writeHead(status, headers);
	return bytes;
}

/** @param {import('node:http').ServerResponse} response */
function destroyOnceSent({ socket }) {
	socket?.destroySoon();
}

module.exports = { destroyOnceSent, send, sendCutOff };
