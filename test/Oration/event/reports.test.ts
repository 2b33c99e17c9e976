/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this reads files of the repository; the package doesn't include tests */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConversationRecord } from '../../../nodes/Oration/event/fields';
import { toRecord } from '../../../nodes/Oration/event/record';
import { showTurn, toEvent } from '../../events';

const FOLDER = path.join(__dirname, '../../events/reports');

const recordOf = (file: string) =>
	toRecord(toEvent(readFileSync(path.join(FOLDER, `${file}.json`), 'utf8')));

type Part = { [Name in keyof ConversationRecord]?: unknown };

// cspell:ignore नमस्ते ग्राहक धन्यवाद
/** Events from public bug reports, with the part of the record that was wrong elsewhere. */
const REPORTS: Record<string, Part> = {
	'answered-without-transcript': { isAnswered: true, transcript: null, transcriptTurns: '' },
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
		transcriptTurns: 'Assistant (agent): What is your number? | User (customer): It is 100 111.',
	},
	'labels-in-hindi': {
		transcriptTurns: 'एजेंट: नमस्ते | ग्राहक: हाँ | एजेंट: धन्यवाद',
		warnings: ['The transcript has a speaker that was guessed: ग्राहक.'],
	},
	'labels-with-names': {
		transcriptTurns:
			'Agent (Ava) (agent): Hi. | Customer (John) (customer): Yes, speaking. | ' +
			'Agent (Ava) (agent): Bye.',
	},
	'large-number': { dynamicVariables: { order_id: '120212345678901234' } },
	'lost-line-breaks': {
		transcriptTurns: 'Agent (agent): Hello | Customer (customer): Hi there | Agent (agent): Bye',
	},
	'roles-of-two-words': {
		transcriptTurns:
			'AI Assistant (agent): Hi | User (customer): Hello | AI Assistant (agent): Bye',
	},
	'third-speaker': {
		transcriptTurns:
			'Agent (agent): I will transfer you. | Customer (customer): Ok | ' +
			'Human Agent (agent): Hello, this is Sam. | Customer (customer): I need a refund. | ' +
			'Human Agent (agent): Done.',
	},
	'transcript-as-list-of-lines': {
		transcript: 'Agent: Hi\nCustomer: Hello',
		transcriptTurns: 'Agent (agent): Hi | Customer (customer): Hello',
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
		const { transcriptTurns, ...record } = recordOf(file);
		const shown = { ...record, transcriptTurns: transcriptTurns.map(showTurn).join(' | ') };
		expect(shown).toMatchObject({ otherFields: {}, warnings: [], ...part });
	});

	it('are all tested', () => {
		expect(readdirSync(FOLDER)).toEqual(Object.keys(REPORTS).map((file) => `${file}.json`));
	});
});
