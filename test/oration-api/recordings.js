const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { destroyAfterSending, send } = require('./send');

const CHUNK = Buffer.alloc(64 * 1024, 'recording ');
const DEFAULT_SIZE = '1024';

/**
 * Responds to requests outside the API: recordings and redirects.
 *
 * @param {import('./endpoints').ReceivedRequest} request
 * @param {import('node:http').ServerResponse} response
 */
async function sendFile({ method, path }, response) {
	const [target = '', ...rest] = `${method} ${path}`.split('?');
	const query = new URLSearchParams(rest.join('?'));
	const [, name] = /^GET \/recordings\/([^/]+\.mp4)$/.exec(target) ?? [];
	if (name !== undefined) {
		await sendRecording(name, query, response);
	} else if (target === 'GET /redirect') {
		const status = Number(query.get('status') ?? 302);
		send(response, { status, headers: { location: query.get('to') ?? '' } });
	} else if (target === 'GET /loop') {
		send(response, { status: 302, headers: { location: '/loop' } });
	} else {
		send(response, { status: 404, body: { message: 'Not found' } });
	}
}

/**
 * @param {string} name
 * @param {URLSearchParams} query
 * @param {import('node:http').ServerResponse} response
 */
async function sendRecording(name, query, response) {
	const size = Number(query.get('size') ?? DEFAULT_SIZE);
	const isTruncated = query.get('truncate') === '1';
	response.setHeader('content-type', query.get('type') ?? 'video/mp4');
	response.setHeader('content-disposition', `attachment; filename="${name}"`);
	if (query.get('chunked') !== '1') response.setHeader('content-length', size);
	const sent = Readable.from(chunks(isTruncated ? Math.floor(size / 2) : size));
	await pipeline(sent, response, { end: !isTruncated });
	if (isTruncated) destroyAfterSending(response);
}

/** @param {number} size */
function* chunks(size) {
	for (let left = size; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, left);
}

module.exports = { sendFile };
