/**
 * Sends a request on its own connection: n8n may close a kept one just when it is used again.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string>, body?: string | Buffer | Uint8Array, signal?: AbortSignal }} [options]
 */
async function request(url, options = {}) {
	return await fetch(url, { ...options, headers: { ...options.headers, connection: 'close' } });
}

module.exports = { request };
