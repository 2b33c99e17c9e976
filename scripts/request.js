/**
 * Sends a request on a new connection, because n8n can close a kept-alive connection while it's being reused.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string>, body?: string | Buffer | Uint8Array, signal?: AbortSignal }} [options]
 */
async function request(url, options = {}) {
	return await fetch(url, { ...options, headers: { ...options.headers, connection: 'close' } });
}

module.exports = { request };
