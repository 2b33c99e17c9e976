import type { IDataObject } from 'n8n-workflow';
import { isRepeated, remember } from '../../../nodes/Oration/trigger/deliveries';

describe('deliveries', () => {
	it('know an event that was remembered', () => {
		const staticData: IDataObject = {};
		remember(staticData, 'evt_1');
		expect(isRepeated(staticData, 'evt_1')).toBe(true);
		expect(isRepeated(staticData, 'evt_2')).toBe(false);
	});

	it('take events without an ID for new', () => {
		const staticData: IDataObject = {};
		remember(staticData, null);
		expect(isRepeated(staticData, null)).toBe(false);
		expect(staticData).toEqual({});
	});

	it('remember the newest 1,000', () => {
		const staticData: IDataObject = {};
		for (let number = 0; number <= 1000; number++) remember(staticData, `evt_${number}`);
		expect(isRepeated(staticData, 'evt_0')).toBe(false);
		expect(isRepeated(staticData, 'evt_1')).toBe(true);
		expect(isRepeated(staticData, 'evt_1000')).toBe(true);
		expect(staticData.eventIds).toHaveLength(1000);
	});

	it.each([[null], ['text'], [{}], [7]])('start afresh where %j is remembered', (eventIds) => {
		const staticData: IDataObject = { eventIds };
		expect(isRepeated(staticData, 'evt_1')).toBe(false);
		remember(staticData, 'evt_1');
		expect(staticData.eventIds).toEqual(['evt_1']);
	});
});
