import { toRecord } from '../../../../nodes/Oration/event/record';
import { sampleEvent, SAMPLES } from '../../../../nodes/Oration/trigger/pages/samples';
import { sampleFile } from '../../../events';

const keysOf = (value: object) => Object.keys(value).sort();

describe('SAMPLES', () => {
	it.each(Object.entries(SAMPLES))('have no unknown or invalid fields in %s', (_, { event }) => {
		expect(toRecord(event)).toMatchObject({ otherFields: {}, warnings: [] });
	});

	it.each([
		['answered', 'analysis-completed.documented'],
		['newer', 'analysis-completed.current'],
		['unanswered', 'analysis-completed.unanswered'],
		['completed', 'conversation-completed.current'],
	] as const)('have in %s the fields of %s', (name, file) => {
		const { event } = SAMPLES[name];
		expect(event.eventType).toBe(sampleFile(file).eventType);
		expect(keysOf(event.payload)).toEqual(keysOf(sampleFile(file).payload));
	});

	it.each([
		[
			'answered',
			{
				summary: expect.stringContaining('Customer asked to move the delivery to Friday'),
				categories: ['Delivery change', 'Upsell'],
				dynamicVariables: { customer_name: 'John Doe', order: 'A-1042' },
				customerName: 'John Doe',
				customerEmail: 'john.doe@example.com',
				customerPhoneNumber: '+15550100123',
				customerIdentifier: 'john.doe',
				isAnswered: true,
				durationSeconds: 268.25,
				talkSeconds: 255.4,
				ringSeconds: 12.5,
			},
		],
		['unanswered', { summary: null, transcript: null, isAnswered: false, talkSeconds: null }],
	] as const)('have an %s call', (name, expected) => {
		expect(toRecord(SAMPLES[name].event)).toMatchObject(expected);
	});
});

describe('sampleEvent', () => {
	it('returns a sample by the value of its button, as a new object each time', () => {
		expect(sampleEvent('newer')).toEqual(SAMPLES.newer.event);
		expect(sampleEvent('newer')?.payload).not.toBe(SAMPLES.newer.event.payload);
	});

	it.each([['nope'], ['toString'], [undefined], [['answered']]])(
		'returns undefined for %j',
		(name) => {
			expect(sampleEvent(name)).toBeUndefined();
		},
	);
});
