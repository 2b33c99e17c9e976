import {
	NodeOperationError,
	type IBinaryData,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';
import { codeOf } from './request';

const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 60_000;
/** For the whole transfer: the timeout of a request ends with the head of its answer. */
const MAX_TRANSFER_MS = 600_000;
const MEGABYTE = 1_000_000;

export interface RecordingSettings {
	/** Names of hosts that recordings may come from. Subdomains of a name count as well. */
	hosts: string[];
	/** The largest file that is taken, in megabytes. */
	maximumSize: number;
}

type FileStream = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Uint8Array
>;

interface FileResponse {
	statusCode: number;
	headers: IDataObject;
	body: FileStream;
}

/**
 * Downloads a recording into n8n's storage for files, in a stream. It goes only to allowed hosts and over HTTPS, after
 * redirects too, and sends no credential.
 *
 * @throws NodeOperationError that says why it was not fetched
 */
export async function downloadRecording(
	context: IExecuteFunctions,
	itemIndex: number,
	url: string,
	settings: RecordingSettings,
): Promise<IBinaryData> {
	const fail = (description: string): never => {
		const message = 'The recording was not fetched';
		throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
	};

	let address = url;
	for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
		const reason = rejectionReason(address, settings.hosts);
		if (reason) return fail(reason);
		const { hostname } = new URL(address);
		const { statusCode, headers, body } = await open(context, address).catch((error: unknown) =>
			fail(`${hostname} was not reached (${codeOf(error)}). Run this again in a while.`),
		);
		if (statusCode === 200) return await store(context, address, headers, body, settings, fail);

		body.destroy();
		const location = redirectIn(statusCode, headers);
		if (location === undefined) {
			return fail(
				`${hostname} answered with HTTP ${statusCode}. The recording may not be ready yet, or be gone.`,
			);
		}
		address = URL.canParse(location, address) ? new URL(location, address).href : location;
	}
	return fail(`It was redirected more than ${MAX_REDIRECTS} times.`);
}

async function open(context: IExecuteFunctions, url: string): Promise<FileResponse> {
	return await context.helpers.httpRequest({
		url,
		encoding: 'stream',
		timeout: TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	});
}

async function store(
	context: IExecuteFunctions,
	url: string,
	headers: IDataObject,
	body: FileStream,
	{ maximumSize }: RecordingSettings,
	fail: (description: string) => never,
): Promise<IBinaryData> {
	const tooLarge = `It is larger than ${maximumSize} MB. Raise 'Maximum Recording Size (MB)' if you want it.`;
	const maxBytes = maximumSize * MEGABYTE;
	if (Number(headers['content-length']) > maxBytes) {
		body.destroy();
		return fail(tooLarge);
	}
	for (const signal of [AbortSignal.timeout(MAX_TRANSFER_MS), context.getExecutionCancelSignal()]) {
		signal?.addEventListener('abort', () => body.destroy(new Error('ETIMEDOUT')), { once: true });
	}
	let size = 0;
	const limited = body.map((chunk: Uint8Array) => {
		size += chunk.byteLength;
		if (size > maxBytes) throw new RangeError(tooLarge);
		return chunk;
	});
	const [type] = String(headers['content-type'] ?? '').split(';');
	try {
		return await context.helpers.prepareBinaryData(
			limited,
			fileNameIn(url),
			type?.trim() || 'application/octet-stream',
		);
	} catch (error) {
		body.destroy();
		if (error instanceof RangeError) return fail(tooLarge);
		return fail(`The transfer ended early, or n8n could not keep the file (${codeOf(error)}).`);
	}
}

/** Returns the last part of the URL's path, without what means something in a path or to a file system. */
function fileNameIn(url: string): string {
	const name = new URL(url).pathname.split('/').at(-1) ?? '';
	return name.replace(/%[\da-f]{2}|[^\w.-]/gi, '').replace(/^\.+/, '') || 'recording';
}

function redirectIn(status: number, { location }: IDataObject): string | undefined {
	return status >= 300 && status < 400 && typeof location === 'string' ? location : undefined;
}

/** Returns why a recording isn't downloaded from a URL, in a sentence for the user, or undefined if it may be. */
export function rejectionReason(url: string, hosts: readonly string[]): string | undefined {
	if (!URL.canParse(url)) return 'Its address is not a URL.';
	const { protocol, username, password, hostname } = new URL(url);
	if (protocol !== 'https:') return 'Its address does not start with https://.';
	if (username !== '' || password !== '') return 'Its address holds a user name or a password.';
	if (hosts.some((host) => isWithin(hostname, host))) return undefined;
	return `The host ${hostname} is not among 'Recording Hosts'. Add it there if you trust it.`;
}

/** Whether a host is the named one or, for a domain, below it. */
function isWithin(hostname: string, named: string): boolean {
	const host = withoutDots(hostname);
	const domain = withoutDots(named.trim().toLowerCase());
	if (domain === '' || host === domain) return domain !== '';
	const isAddress = /^[\d.]+$|:/.test(domain);
	return !isAddress && host.endsWith(`.${domain}`);
}

/** A host without the dot that may end it, and without the brackets of an IPv6 address. */
const withoutDots = (host: string) => host.replace(/^\[|\]$|\.$/g, '');
