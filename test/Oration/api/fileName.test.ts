import { fileNameFor } from '../../../nodes/Oration/api/fileName';

const URL = 'https://uploads.oration.ai/conv_1/mono.mp4?signature=a/b';

describe('fileNameFor', () => {
	it.each([
		['attachment; filename="call 1.mp4"', 'call 1.mp4'],
		['attachment; filename=call.mp4', 'call.mp4'],
		['attachment; filename=call.mp4; size=7', 'call.mp4'],
		['ATTACHMENT; FILENAME="call.mp4"', 'call.mp4'],
		["attachment; filename*=UTF-8''na%C3%AFve%20call.mp4", 'naïve call.mp4'],
		[`attachment; filename="naive.mp4"; filename*=utf-8''na%C3%AFve.mp4`, 'naïve.mp4'],
		["attachment; filename*=UTF-8''100%.mp4", '100%.mp4'],
	])('reads %s', (disposition, name) => {
		expect(fileNameFor(URL, disposition)).toBe(name);
	});

	it.each([undefined, '', 'inline', 'attachment; filename=""', ['a'], 7])(
		'takes the name of the URL where the header is %j',
		(disposition) => {
			expect(fileNameFor(URL, disposition)).toBe('mono.mp4');
		},
	);

	it('decodes the name of the URL', () => {
		expect(fileNameFor('https://oration.ai/na%C3%AFve%20call.mp4', undefined)).toBe(
			'naïve call.mp4',
		);
	});

	it('keeps the name of a URL that does not decode', () => {
		expect(fileNameFor('https://oration.ai/100%.mp4', undefined)).toBe('100%.mp4');
	});

	it.each(['https://oration.ai', 'https://oration.ai/', 'https://oration.ai/recordings/'])(
		'makes one up for %s',
		(url) => {
			expect(fileNameFor(url, undefined)).toBe('recording');
		},
	);

	it.each([
		['../../etc/passwd', 'passwd'],
		['..\\..\\boot.ini', 'boot.ini'],
		['C:\\call.mp4', 'call.mp4'],
		['..', 'mono.mp4'],
		['.bashrc', 'bashrc'],
		['a\0b\nc.mp4', 'abc.mp4'],
		['a<b>:|?*.mp4', 'ab.mp4'],
	])('makes of %j a name that stays in its folder', (sent, name) => {
		expect(fileNameFor(URL, `attachment; filename="${sent}"`)).toBe(name);
	});

	it('makes of an encoded path in the URL a name that stays in its folder', () => {
		expect(fileNameFor('https://oration.ai/..%2F..%2Fpasswd', undefined)).toBe('passwd');
	});
});
