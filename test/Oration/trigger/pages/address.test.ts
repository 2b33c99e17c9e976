import { unreachableWarning } from '../../../../nodes/Oration/trigger/pages/address';

const warning = (reason: string) => `Oration can't reach the URL, because ${reason}`;

describe('unreachableWarning', () => {
	it.each([
		['a name', ['n8n.example.com/webhook/1', 'localhost.example.com', '10.example.com']],
		['an IPv4 address', ['8.8.8.8', '8.10.1.2', '172.15.0.1', '172.32.0.1']],
		['an IPv4 address beside those of carriers', ['100.63.255.255', '100.128.0.1']],
		['an IPv6 address', ['[2001:4860:4860::8888]']],
	])('returns undefined for %s that is public', (_, hosts) => {
		const warnings = hosts.map((host) => unreachableWarning(`https://${host}/`));
		expect(warnings).toEqual(hosts.map(() => undefined));
	});

	it.each([
		['a name of this computer', ['LOCALHOST', 'app.localhost', 'n8n', 'n8n:5678']],
		['a name in the network', ['n8n.local', 'n8n.internal', 'n8n.lan', 'n8n.home.arpa']],
		['an address of this computer', ['0.0.0.0', '127.0.0.1', '2130706433', '[::1]', '[::]']],
		['an IPv4 address', ['10.1.2.3', '172.16.0.1', '172.20.0.1', '172.31.255.255', '192.168.1.1']],
		['a link-local address', ['169.254.169.254', '[fe80::1]']],
		['an address of a carrier', ['100.64.0.1', '100.70.0.1', '100.110.0.1', '100.127.255.255']],
		['an IPv6 address', ['[::ffff:10.0.0.1]', '[fd00::1]']],
	])('recognizes %s that is private', (_, hosts) => {
		const expected = warning('it belongs to this computer or a private network');
		const warnings = hosts.map((host) => unreachableWarning(`https://${host}/`));
		expect(warnings).toEqual(hosts.map(() => expected));
	});

	it.each([
		['http://localhost/', 'it belongs to this computer or a private network'],
		['http://n8n.example.com/', "it doesn't start with https://"],
		['', "it isn't a complete URL"],
		['webhook/1/oration', "it isn't a complete URL"],
	])('says why Oration cannot reach "%s"', (url, reason) => {
		expect(unreachableWarning(url)).toBe(warning(reason));
	});
});
