import { unreachableWarning } from '../../../../nodes/Oration/trigger/pages/address';

const warningFor = unreachableWarning;

describe('unreachableWarning', () => {
	it.each([
		'https://n8n.example.com/webhook/1/oration',
		'https://8.8.8.8/',
		'https://8.10.1.2/',
		'https://100.63.255.255/',
		'https://100.128.0.1/',
		'https://172.15.0.1/',
		'https://172.32.0.1/',
		'https://[2001:4860:4860::8888]/',
		'https://localhost.example.com/',
		'https://10.example.com/',
		'https://10.1.example.com/',
	])('returns undefined for %s', (url) => {
		expect(warningFor(url)).toBeUndefined();
	});

	it.each(['http://n8n.example.com/', 'http://8.8.8.8/'])('asks for https:// for %s', (url) => {
		expect(warningFor(url)).toBe(
			"Oration can't reach the URL, because it doesn't start with https://",
		);
	});

	it.each([
		'http://localhost:5678/',
		'https://LOCALHOST/',
		'https://n8n/',
		'https://n8n.local/',
		'https://n8n.internal/',
		'https://n8n.lan/',
		'https://n8n.home.arpa/',
		'https://app.localhost/',
		'https://0.0.0.0/',
		'https://10.1.2.3/',
		'https://100.64.0.1/',
		'https://100.70.0.1/',
		'https://100.110.0.1/',
		'https://100.127.255.255/',
		'https://127.0.0.1/',
		'https://2130706433/',
		'https://169.254.169.254/',
		'https://172.16.0.1/',
		'https://172.20.0.1/',
		'https://172.31.255.255/',
		'https://192.168.1.1/',
		'https://[::1]/',
		'https://[::]/',
		'https://[::ffff:10.0.0.1]/',
		'https://[fd00::1]/',
		'https://[fe80::1]/',
	])('recognizes the private address %s', (url) => {
		expect(warningFor(url)).toBe(
			"Oration can't reach the URL, because it belongs to this computer or a private network",
		);
	});

	it.each(['', 'webhook/1/oration'])('recognizes the incomplete URL "%s"', (url) => {
		expect(warningFor(url)).toBe("Oration can't reach the URL, because it isn't a complete URL");
	});
});
