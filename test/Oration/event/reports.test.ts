/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this reads files of the repository; the package doesn't include tests */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConversationRecord, TranscriptTurn } from '../../../nodes/Oration/event/fields';
import { toRecord } from '../../../nodes/Oration/event/record';
import { failedFilter, readFilters } from '../../../nodes/Oration/trigger/filters';
import { toEvent } from '../../events';

const FOLDER = path.join(__dirname, '../../events/reports');

const recordOf = (file: string) =>
	toRecord(toEvent(readFileSync(path.join(FOLDER, `${file}.json`), 'utf8')));

const turn = (
	speaker: string,
	role: TranscriptTurn['role'],
	text: string,
): Partial<TranscriptTurn> => ({ speaker, role, text });

type Part = { [Name in keyof ConversationRecord]?: unknown };

// cspell:ignore नमस्ते ग्राहक धन्यवाद
/** Events from public bug reports, with the part of the record that was wrong elsewhere. */
const REPORTS: Record<string, Part> = {
	'answered-without-transcript': { isAnswered: true, transcript: null, transcriptTurns: [] },
	'category-with-comma': { categories: ['Refund, partial'] },
	'default-time': {
		userJoinTime: null,
		talkSeconds: null,
		isAnswered: true,
		otherFields: { userJoinTime: '1970-01-01T00:00:00.000Z' },
		warnings: ["The field 'userJoinTime' isn't a date. Its value is in 'otherFields'."],
	},
	'evening-call': { callStartTime: '2026-04-02T00:30:00.000Z', durationSeconds: 240 },
	'hidden-caller': { customerPhoneNumber: null, fromPhoneNumber: 'Anonymous' },
	'html-in-summary': {
		summary: 'Budget < 500\nNext: <a href="https://evil.example">open invoice</a>',
	},
	'iso-time-before-label': {
		transcriptTurns: [
			turn('Assistant', 'agent', 'What is your number?'),
			turn('User', 'customer', 'It is 100 111.'),
		],
	},
	'labels-in-hindi': {
		transcriptTurns: [
			turn('एजेंट', 'other', 'नमस्ते'),
			turn('ग्राहक', 'other', 'हाँ'),
			turn('एजेंट', 'other', 'धन्यवाद'),
		],
		warnings: ['The transcript has a speaker that was guessed: ग्राहक.'],
	},
	'labels-with-names': {
		transcriptTurns: [
			turn('Agent (Ava)', 'agent', 'Hi.'),
			turn('Customer (John)', 'customer', 'Yes, speaking.'),
			turn('Agent (Ava)', 'agent', 'Bye.'),
		],
	},
	'large-number': { dynamicVariables: { order_id: '120212345678901234' } },
	'lost-line-breaks': {
		transcriptTurns: [
			turn('Agent', 'agent', 'Hello'),
			turn('Customer', 'customer', 'Hi there'),
			turn('Agent', 'agent', 'Bye'),
		],
	},
	'roles-of-two-words': {
		transcriptTurns: [
			turn('AI Assistant', 'agent', 'Hi'),
			turn('User', 'customer', 'Hello'),
			turn('AI Assistant', 'agent', 'Bye'),
		],
	},
	'third-speaker': {
		transcriptTurns: [
			turn('Agent', 'agent', 'I will transfer you.'),
			turn('Customer', 'customer', 'Ok'),
			turn('Human Agent', 'agent', 'Hello, this is Sam.'),
			turn('Customer', 'customer', 'I need a refund.'),
			turn('Human Agent', 'agent', 'Done.'),
		],
	},
	'transcript-as-list-of-lines': {
		transcript: 'Agent: Hi\nCustomer: Hello',
		transcriptTurns: [turn('Agent', 'agent', 'Hi'), turn('Customer', 'customer', 'Hello')],
	},
	'untrimmed-customer': {
		customerName: 'Jane Roe',
		customerEmail: 'jane@example.com',
		customerPhoneNumber: '+15550100123',
		customer: { name: 'Jane Roe', email: 'jane@example.com', phoneNumber: '+15550100123' },
	},
	'zone-without-colon': {
		callStartTime: '2026-04-01T10:15:30.123Z',
		callEndTime: '2026-04-01T10:19:58.250Z',
		durationSeconds: 268.127,
	},
};

describe('the reports', () => {
	it.each(Object.entries(REPORTS))('%s has the right values', (file, part) => {
		expect(recordOf(file)).toMatchObject({ otherFields: {}, warnings: [], ...part });
	});

	it('are all tested', () => {
		expect(readdirSync(FOLDER)).toEqual(Object.keys(REPORTS).map((file) => `${file}.json`));
	});

	it.each(['Refund, partial', ['Refund, partial'], 'refund, PARTIAL '])(
		'category-with-comma passes the filter %j',
		(categories) => {
			const filters = readFilters({ categories });
			expect(failedFilter(recordOf('category-with-comma'), filters)).toBeUndefined();
		},
	);
});
