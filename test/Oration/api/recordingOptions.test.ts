import { readRecordingSettings } from '../../../nodes/Oration/api/recordingOptions';

describe('readRecordingSettings', () => {
	it('allows 500 MB from Oration where nothing else is said', () => {
		expect(readRecordingSettings({})).toEqual({ hosts: ['oration.ai'], maximumSize: 500 });
	});

	it.each([
		['a.example, b.example', ['a.example', 'b.example']],
		[
			['a.example', ' b.example '],
			['a.example', 'b.example'],
		],
		[' , ', ['oration.ai']],
		[[], ['oration.ai']],
		[null, ['oration.ai']],
	])('reads the hosts %j', (recordingHosts, hosts) => {
		expect(readRecordingSettings({ recordingHosts }).hosts).toEqual(hosts);
	});

	it.each([
		[20, 20],
		['20', 20],
		[0.5, 0.5],
		[0, 500],
		[-1, 500],
		['much', 500],
	])('reads the size %j', (maximumRecordingSize, maximumSize) => {
		expect(readRecordingSettings({ maximumRecordingSize }).maximumSize).toBe(maximumSize);
	});
});
