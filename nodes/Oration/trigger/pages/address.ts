/** Names that resolve only on this computer or in its network, among them those without a dot. */
const LOCAL_NAME = /^(?:[^.:]+|.*\.(?:localhost|local|internal|lan|home\.arpa))$/;
/** IPv4 addresses that aren't public (RFC 6890): this host, private, shared, loopback and link-local ones. */
const LOCAL_IPV4 =
	/^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;
/** IPv6 addresses that aren't public (RFC 6890), as they are in a URL: loopback, unique local and link-local ones. */
const LOCAL_IPV6 = /\[(?:::1?|::ffff:.*|f[cd].*|fe[89ab].*)\]/;

/** Returns a sentence about why Oration can't reach a URL, or undefined if it may reach it. */
export function unreachableWarning(url: string): string | undefined {
	const because = "Oration can't reach the URL, because";
	if (!URL.canParse(url)) return `${because} it isn't a complete URL`;
	const { protocol, hostname } = new URL(url);
	if ([LOCAL_NAME, LOCAL_IPV4, LOCAL_IPV6].some((pattern) => pattern.test(hostname))) {
		return `${because} it belongs to this computer or a private network`;
	}
	return protocol === 'https:' ? undefined : `${because} it doesn't start with https://`;
}
