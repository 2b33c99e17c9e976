import {
	NodeOperationError,
	type IBinaryData,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';
import { fileNameFor } from './fileName';
import { codeOf } from './request';

const MOST_HOPS = 5;
const TIMEOUT = 60_000;
/** For the whole transfer: the timeout of a request ends with the head of its answer. */
const TRANSFER_LIMIT = 600_000;
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
	const stop = (message: string, description: string): never => {
		throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
	};

	let address = url;
	for (let hop = 0; hop <= MOST_HOPS; hop++) {
		const refused = whyRefused(address, settings.hosts);
		if (refused) return stop('The recording was not fetched', refused);
		const { statusCode, headers, body } = await open(context, address, stop);

		const location = redirectIn(statusCode, headers);
		if (location !== undefined) {
			body.destroy();
			address = URL.canParse(location, address) ? new URL(location, address).href : location;
			continue;
		}
		if (statusCode !== 200) {
			body.destroy();
			return stop(
				'The recording was not fetched',
				`${new URL(address).hostname} answered with HTTP ${statusCode}. The recording may not be ready yet, or be gone.`,
			);
		}
		return await store(context, address, headers, body, settings, stop);
	}
	return stop('The recording was not fetched', `It was redirected more than ${MOST_HOPS} times.`);
}

type Stop = (message: string, description: string) => never;

async function open(context: IExecuteFunctions, url: string, stop: Stop): Promise<FileResponse> {
	try {
		return await context.helpers.httpRequest({
			url,
			encoding: 'stream',
			timeout: TIMEOUT,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	} catch (error) {
		return stop(
			'The recording was not fetched',
			`${new URL(url).hostname} was not reached (${codeOf(error)}). Run this again in a while.`,
		);
	}
}

async function store(
	context: IExecuteFunctions,
	url: string,
	headers: IDataObject,
	body: FileStream,
	{ maximumSize }: RecordingSettings,
	stop: Stop,
): Promise<IBinaryData> {
	const tooLarge = `It is larger than ${maximumSize} MB. Raise 'Maximum Recording Size (MB)' if you want it.`;
	const most = maximumSize * MEGABYTE;
	if (Number(headers['content-length']) > most) {
		body.destroy();
		return stop('The recording was not fetched', tooLarge);
	}
	for (const signal of [AbortSignal.timeout(TRANSFER_LIMIT), context.getExecutionCancelSignal()]) {
		signal?.addEventListener('abort', () => body.destroy(new Error('ETIMEDOUT')), { once: true });
	}
	let size = 0;
	const limited = body.map((chunk: Uint8Array) => {
		size += chunk.byteLength;
		if (size > most) throw new RangeError(tooLarge);
		return chunk;
	});
	const [type] = String(headers['content-type'] ?? '').split(';');
	try {
		return await context.helpers.prepareBinaryData(
			limited,
			fileNameFor(url, headers['content-disposition']),
			type?.trim() || 'application/octet-stream',
		);
	} catch (error) {
		body.destroy();
		const description =
			error instanceof RangeError
				? tooLarge
				: `The transfer ended early, or n8n could not keep the file (${codeOf(error)}).`;
		return stop('The recording was not fetched', description);
	}
}

function redirectIn(status: number, { location }: IDataObject): string | undefined {
	return status >= 300 && status < 400 && typeof location === 'string' ? location : undefined;
}

/** Why a recording is not fetched from a URL: a sentence for the user. Gives undefined where it may be. */
export function whyRefused(url: string, hosts: readonly string[]): string | undefined {
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
