import { isOn } from '../../../nodes/Oration/shared/switch';

describe('isOn', () => {
	it.each([true, 'true'])('returns true for %j', (value) => {
		expect(isOn(value)).toBe(true);
	});

	it.each([false, 'false', '', 1, {}, null, undefined])('returns false for %j', (value) => {
		expect(isOn(value)).toBe(false);
	});
});
