const DEFAULT = 'recording';

/**
 * A name for a downloaded file: the one that the answer gives (RFC 6266), else the last part of the URL's path.
 *
 * @param disposition the header `content-disposition`
 */
export function fileNameFor(url: string, disposition: unknown): string {
	const header = typeof disposition === 'string' ? disposition : '';
	const encoded = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(header)?.[1];
	const quoted = /filename\s*=\s*"([^"]*)"/i.exec(header)?.[1];
	const bare = /filename\s*=\s*([^";\s]+)/i.exec(header)?.[1];
	const names = [decode(encoded), quoted, bare, decode(new URL(url).pathname)];
	return names.map(withoutPath).find((name) => name !== '') ?? DEFAULT;
}

function decode(text = ''): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** A name that stays in its folder wherever it is written to. */
function withoutPath(name = ''): string {
	return (
		name
			.split(/[/\\]/)
			.at(-1)
			?.replace(/[\p{Cc}<>:"|?*]/gu, '')
			.replace(/^\.+/, '')
			.trim() ?? ''
	);
}
