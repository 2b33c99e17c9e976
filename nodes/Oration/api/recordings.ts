import type { BinaryHelperFunctions, IBinaryData } from 'n8n-workflow';
import { isCanceled, throwIfCanceled } from './cancel';
import type { HttpResponse } from './errors';
import { itemError, type Item } from './item';
import { codeOf } from './request';

const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 60_000;
/** For the whole transfer. The timeout of a request ends with the headers of the response. */
const MAX_TRANSFER_MS = 600_000;
/** The types of pages, error messages and other files that are no recording. */
const OTHER_TYPE = /^text\/|html|json|xml/;
const UNKNOWN_TYPE = /^$|\/octet-stream$/;
/** n8n finds the type of these files by their name. It would call one with an unknown name plain text. */
const RECORDING_NAME = /\.(?:aac|flac|m4a|mov|mp[34]|og[agv]|opus|wav|web[am])$/i;

type FileStream = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Uint8Array>;

interface FileResponse extends HttpResponse {
	url: string;
	body: FileStream;
}

const notDownloaded = (item: Item, reason: string) =>
	itemError(item, "The recording couldn't be downloaded", reason);

/**
 * Downloads a recording as a stream into n8n's binary data storage. Connects only to allowed hosts over HTTPS, also after
 * redirects, and sends no credential.
 *
 * @param hosts the allowed hosts, which include their subdomains
 * @param maximumSize in megabytes
 * @throws NodeOperationError if the recording can't be downloaded, or if the execution is canceled
 */
export async function downloadRecording(
	item: Item,
	url: string,
	hosts: readonly string[],
	maximumSize: number,
): Promise<IBinaryData> {
	throwIfCanceled(item.context);
	const file = await open(item, url, hosts);
	return await store(item, file, maximumSize).finally(() => file.body.destroy());
}

/** Requests a URL and follows its redirects. Returns the response that has the file, with its URL. */
async function open(item: Item, url: string, hosts: readonly string[]): Promise<FileResponse> {
	let address = url;
	let source = "'Recording URL'";
	for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
		const reason = rejectionReason(address, hosts);
		if (reason) throw notDownloaded(item, `${source} ${reason}`);
		const response = await request(item, address);
		const { statusCode, headers, body } = response;
		if (statusCode === 200 && !isCanceled(item.context)) return { ...response, url: address };
		body.destroy();
		throwIfCanceled(item.context);
		const { hostname } = new URL(address);
		const { location } = headers;
		const isRedirect = statusCode >= 300 && statusCode < 400;
		if (!isRedirect || location === undefined) {
			const description = `${hostname} returned HTTP ${statusCode}. If the call has just ended, wait a minute and run the node again. Otherwise, the recording may have expired.`;
			throw notDownloaded(item, description);
		}
		const next = String(location);
		address = URL.canParse(next, address) ? new URL(next, address).href : next;
		source = `The URL that ${hostname} redirects to`;
	}
	throw notDownloaded(item, `There were more than ${MAX_REDIRECTS} redirects.`);
}

async function request(item: Item, url: string): Promise<Omit<FileResponse, 'url'>> {
	try {
		return await item.context.helpers.httpRequest({
			url,
			encoding: 'stream',
			timeout: TIMEOUT_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	} catch (error) {
		const description = `n8n couldn't connect to ${new URL(url).hostname} (${codeOf(error)}). Wait a minute, then run the node again.`;
		throw notDownloaded(item, description);
	}
}

async function store(item: Item, { url, headers, body }: FileResponse, maximumSize: number) {
	const maxBytes = maximumSize * 1_000_000;
	const tooLarge = `It is larger than ${maximumSize} MB. To download it, increase 'Maximum Recording Size (MB)'.`;
	if (Number(headers['content-length']) > maxBytes) throw notDownloaded(item, tooLarge);
	const contentType = String(headers['content-type'] ?? '').replace(/;.*/, '');
	const type = contentType.trim().toLowerCase();
	if (OTHER_TYPE.test(type)) {
		const description = `The response isn't a recording, but has the type ${type}. The URL may have expired. 'Conversation: Get' may return a new one.`;
		throw notDownloaded(item, description);
	}
	const name = fileNameIn(url);
	const typeByName = RECORDING_NAME.test(name) ? undefined : 'application/octet-stream';
	const mimeType = UNKNOWN_TYPE.test(type) ? typeByName : type;
	let size = 0;
	const limited = body.map((chunk: Uint8Array) => {
		size += chunk.byteLength;
		if (size > maxBytes) throw notDownloaded(item, tooLarge);
		return chunk;
	});
	const signals = [AbortSignal.timeout(MAX_TRANSFER_MS), item.context.getExecutionCancelSignal()];
	const stop = () => body.destroy(new Error('ETIMEDOUT'));
	for (const signal of signals) signal?.addEventListener('abort', stop);
	try {
		const file = await item.context.helpers.prepareBinaryData(limited, name, mimeType);
		if (size > 0) return file;
	} catch (error) {
		throwIfCanceled(item.context);
		const interrupted = `The transfer was interrupted, or n8n couldn't store the file (${codeOf(error)}). Run the node again.`;
		throw notDownloaded(item, size > maxBytes ? tooLarge : interrupted);
	} finally {
		for (const signal of signals) signal?.removeEventListener('abort', stop);
	}
	const description =
		'The file is empty. If the call has just ended, wait a minute and run the node again.';
	throw notDownloaded(item, description);
}

/** Returns the last part of the URL's path, without characters that are special in a path or file name. */
function fileNameIn(url: string): string {
	const { pathname } = new URL(url);
	const name = pathname.slice(pathname.lastIndexOf('/') + 1);
	return name.replace(/%[\da-f]{2}|[^\w.-]/gi, '').replace(/^\.+/, '') || 'recording';
}

/** Returns why a URL isn't allowed, as the rest of a sentence about it, or undefined if it is. */
export function rejectionReason(url: string, hosts: readonly string[]): string | undefined {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed?.protocol !== 'https:') return 'must start with https:// and be a valid URL.';
	const { username, password, hostname } = parsed;
	if (username !== '' || password !== '') return 'must not contain a username or password.';
	if (hosts.some((host) => isWithin(hostname, host))) return undefined;
	return `isn't on an allowed host. If you trust ${hostname}, add it to the option 'Allowed Hosts', beside oration.ai.`;
}

function isWithin(hostname: string, allowed: string): boolean {
	const host = withoutDots(hostname);
	const domain = withoutDots(allowed.trim().toLowerCase());
	const isAddress = /^[\d.]+$|:/.test(domain);
	return host === domain || (!isAddress && host.endsWith(`.${domain}`));
}

/** Removes dots at the end of a host, and the brackets of an IPv6 address. */
const withoutDots = (host: string) => host.replace(/[[\]]|(?<!\.)\.+$/g, '');
