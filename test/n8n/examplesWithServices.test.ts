import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import {
	call,
	describeExamples,
	respondWith,
	retry,
	run,
	SUMMARY,
	unansweredCall,
} from './exampleRunner';
import { json, RECORDING, SLACK_CHANNEL, sound } from './exampleServices';

const LINK = `<${RECORDING}|Listen to the recording>`;
const MESSAGE = `*John Doe* (Delivery change, Upsell)\n${SUMMARY}\n${LINK}`;
const message = (text: unknown) => ['postMessage', { channel: SLACK_CHANNEL, text }];
/** On April 1 in the time zone of this n8n, and on April 2 in UTC. */
const EVENING = { callStartTime: '2026-04-02T00:30:00Z', callEndTime: '2026-04-02T00:34:28.250Z' };

describeExamples('the example for Slack (skipped in n8n 1)', () => {
	it('posts the summary of each call, and escapes mentions in its texts', async () => {
		const hostile = { summary: 'Said <!channel>', recordingUrl: `${RECORDING}?> <!here|a>` };
		const noCategory = { postCallCategory1: null, postCallCategory2: null };
		const empty = { summary: '', customer: null, recordingUrl: null, ...noCategory };
		const events = [call(), call(hostile), call(empty)];
		expect(await run('slack-summary.json', events)).toMatchObject({
			ends: ['Send Summary', 'Send Summary', 'Send Summary'],
			requests: [
				message(MESSAGE),
				message(
					`*John Doe* (Delivery change, Upsell)\nSaid &lt;!channel>\n<${RECORDING}?%3E %3C!here%7Ca%3E|Listen to the recording>`,
				),
				message('*+15550100123*\nThere is no summary.'),
			],
		});
	});

	it.each(['slack-summary', 'slack-and-hubspot', 'verified-events', 'alert-unhappy'])(
		'writes bold text and links of Markdown as Slack does: %s',
		async (name) => {
			const summary =
				'**Urgent**: see [the __invoice__](https://shop.example.com/1), [no](javascript:x)';
			const { requests } = await run(`${name}.json`, [
				call({ summary, postCallCategory1: 'Complaint' }),
			]);
			const slack = '*Urgent*: see <https://shop.example.com/1|the *invoice*>, [no](javascript:x)';
			expect(JSON.stringify(requests)).toContain(slack);
		},
	);

	it('posts an alert only for a negative sentiment or a selected category', async () => {
		const start = ':rotating_light: *John Doe* (+15550100123) may be unhappy';
		const end = `${SUMMARY}\n${LINK}`;
		const events = [
			call(),
			call({ postCallMetadata: null, postCallCategory1: null }),
			call({ postCallMetadata: { Sentiment: 'NEGATIVE' } }),
			call({ postCallCategory1: 'Upsell', postCallCategory2: 'complaint' }),
		];
		expect(await run('alert-unhappy.json', events)).toMatchObject({
			ends: ['Needs Attention', 'Needs Attention', 'Send Alert', 'Send Alert'],
			requests: [
				message(`${start}\nSentiment: NEGATIVE, categories: Delivery change, Upsell\n${end}`),
				message(`${start}\nSentiment: positive, categories: Upsell, complaint\n${end}`),
			],
		});
	});
});

describeExamples('the example for HubSpot (skipped in n8n 1)', () => {
	const FILE = 'hubspot-contact.json';
	/** Oration knows this customer only by name and number. */
	const customer = { name: 'Jane van Dyke', phoneNumber: '+15550100124' };
	const search = {
		limit: 1,
		filterGroups: ['phone', 'mobilephone'].map((propertyName) => ({
			filters: [{ propertyName, operator: 'EQ', value: '+15550100124' }],
		})),
	};

	it('creates or updates a contact with an email address and adds the call to it', async () => {
		const properties = [
			{ property: 'firstname', value: 'John' },
			{ property: 'lastname', value: 'Doe' },
			{ property: 'phone', value: '+15550100123' },
		];
		const metadata = {
			body: SUMMARY,
			durationMilliseconds: 268250,
			recordingUrl: RECORDING,
			status: 'COMPLETED',
		};
		const added = { engagement: { type: 'CALL' }, metadata, associations: { contactIds: ['501'] } };
		expect(await run(FILE, [call()])).toMatchObject({
			ends: ['Add Call'],
			requests: [
				['upsertContact', { properties }],
				['addCall', added],
			],
		});
	});

	it('finds a customer without an email address by phone number', async () => {
		respondWith({ findContact: [json({ total: 1, results: [{ id: '503', properties: {} }] })] });
		const added = ['addCall', { associations: { contactIds: ['503'] } }];
		expect(await run(FILE, [call({ customer })])).toMatchObject({
			ends: ['Add Call'],
			requests: [['findContact', search], added],
		});
	});

	it('creates a customer without an email address whom HubSpot does not have', async () => {
		const properties = { firstname: 'Jane', lastname: 'van Dyke', phone: '+15550100124' };
		expect(await run(FILE, [call({ customer })])).toMatchObject({
			ends: ['Add Call'],
			requests: [
				['findContact', search],
				['createContact', { properties }],
				['addCall', { metadata: { body: SUMMARY }, associations: { contactIds: ['502'] } }],
			],
		});
	});

	it('skips a customer with neither', async () => {
		expect(await run(FILE, [call({ customer: null, toPhoneNumber: null })])).toMatchObject({
			ends: ['Email or Phone'],
			requests: [],
		});
	});
});

describeExamples('the example for Salesforce (skipped in n8n 1)', () => {
	const people = (...records: object[]) => json({ done: true, records });
	const fields = 'Id, Phone, MobilePhone';
	const order = 'ORDER BY LastModifiedDate DESC LIMIT 200';

	/** Returns the path of a query. */
	const toPath = (q: string) =>
		`/services/data/v59.0/query?${new URLSearchParams({ q })}`.replaceAll('+', '%20');

	/** Returns the two queries for a pattern. */
	const queries = (pattern: string) => {
		const numbers = `Phone LIKE '${pattern}' OR MobilePhone LIKE '${pattern}'`;
		return [
			`SELECT ${fields} FROM Contact WHERE ${numbers} ${order}`,
			`SELECT ${fields} FROM Lead WHERE IsConverted = false AND (${numbers}) ${order}`,
		].map((text) => ['findPeople', toPath(text)]);
	};

	/** Runs the example with these contacts and leads, and returns the requests. */
	const runWith = async (contacts: object[], leads: object[], changes?: JsonObject) => {
		respondWith({ findPeople: [people(...contacts), people(...leads)] });
		const { ends, requests } = await run('salesforce-task.json', [call(changes)]);
		expect(ends).toEqual(['Create Task']);
		return requests;
	};

	const task = { TaskSubtype: 'Call', Subject: 'Call with John Doe' };
	const open = ['createTask', { ...task, Status: 'Not Started', WhoId: null }];

	it('adds the call as a completed task to the contact with its number', async () => {
		const lines = [
			...[SUMMARY, '', 'Customer: John Doe, +15550100123', 'Seconds: 268.25'],
			...[`Recording: ${RECORDING}`, 'Conversation: conv_1234567890abcdef'],
		];
		const contacts = [
			{ Id: '003A', Phone: '+1 555 010 0123 4', MobilePhone: null },
			{ Id: '003B', Phone: null, MobilePhone: '(555) 010-0123' },
		];
		const completed = {
			...{ ...task, Status: 'Completed', WhoId: '003B', ActivityDate: '2026-04-01' },
			Description: lines.join('\n'),
		};
		expect(await runWith(contacts, [{ Id: '00QA', Phone: '5550100123' }], EVENING)).toEqual([
			...queries('%5%0%1%0%0%1%2%3'),
			['createTask', completed],
		]);
	});

	it('adds the call to a lead if no contact has its number', async () => {
		const requests = await runWith([], [{ Id: '00QA', Phone: '555.010.0123' }]);
		expect(requests.at(-1)).toMatchObject(['createTask', { Status: 'Completed', WhoId: '00QA' }]);
	});

	it('creates an open task if nobody has its number', async () => {
		const requests = await runWith([{ Id: '003A', Phone: '5500010000123' }], []);
		expect(requests.at(-1)).toMatchObject(open);
	});

	it('searches for nobody if the number is too short', async () => {
		const customer = { name: 'John Doe', phoneNumber: '+4400' };
		const requests = await runWith([{ Id: '003A', Phone: 'none' }], [], { customer });
		expect(requests).toMatchObject([...queries('%n%o%n%e'), open]);
	});
});

describeExamples('the examples with HubSpot (skipped in n8n 1)', () => {
	describe.each(['hubspot-contact.json', 'slack-and-hubspot.json'])('%s', (file) => {
		/** Runs the example, and returns its last node and its last request. */
		const lastOf = async (event: OrationEvent) => {
			const { ends, requests } = await run(file, [event]);
			return { end: ends[0], request: requests.at(-1) };
		};

		const withoutTranscript = call({ transcript: null, summary: '' });

		it.each([
			['an unanswered call', unansweredCall(), 'NO_ANSWER'],
			['an answered call without a transcript', withoutTranscript, 'COMPLETED'],
		])('adds %s as one', async (_, event, status) => {
			const metadata = { body: 'There is no summary.', status };
			expect((await lastOf(event)).request).toMatchObject(['addCall', { metadata }]);
		});

		it('shows the text of the summary, because HubSpot shows HTML', async () => {
			const summary = 'Budget < 500 & <a href="https://evil.example">open invoice</a>\nNext: call';
			const body =
				'Budget &lt; 500 &amp; &lt;a href="https://evil.example">open invoice&lt;/a><br>Next: call';
			const { request } = await lastOf(call({ summary }));
			expect(request).toMatchObject(['addCall', { metadata: { body } }]);
		});

		describe('with an email address that HubSpot rejects', () => {
			const reason = 'Email address john.doe@example.com is invalid';
			const validationResults = [{ isValid: false, message: reason, error: 'INVALID_EMAIL' }];
			const upsertContact = [json({ status: 'error', validationResults }, 400)];

			it('adds the call to the contact with the phone number', async () => {
				respondWith({ upsertContact, findContact: [json({ results: [{ id: '503' }] })] });
				const added = { metadata: { body: SUMMARY }, associations: { contactIds: ['503'] } };
				const last = { end: 'Add Call', request: ['addCall', added] };
				expect(await lastOf(call())).toMatchObject(last);
			});

			it('fails without a phone number', async () => {
				respondWith({ upsertContact });
				const customer = { email: 'john.doe@example.com' };
				expect((await lastOf(call({ customer, toPhoneNumber: null }))).end).toBe(
					`Stop and Error: ${reason}`,
				);
			});
		});
	});
});

describeExamples('the example for Slack and HubSpot (skipped in n8n 1)', () => {
	it('posts the summary and adds the call, after a retry if Slack rejected the message', async () => {
		const failure = json({ ok: false, error: 'channel_not_found' });
		respondWith({ postMessage: [failure, json({ ok: true })] });
		const { ids, ends, requests } = await run('slack-and-hubspot.json', [call()]);
		expect(ends).toEqual([expect.stringMatching(/^Send Summary: /)]);
		expect(requests).toMatchObject([message(MESSAGE)]);
		expect(await retry(ids[0])).toBe('success');
		expect(requests.slice(1)).toMatchObject([
			message(MESSAGE),
			['upsertContact', {}],
			['addCall', { metadata: { body: SUMMARY }, associations: { contactIds: ['501'] } }],
		]);
	});
});

describeExamples('the example for Google (skipped in n8n 1)', () => {
	it("appends a row for each call, with its texts unchanged, and its time in the workflow's zone", async () => {
		const columns = ['Date', 'Customer', 'Phone', 'Email', 'Seconds', 'Categories', 'Summary'];
		const names = { values: [[...columns, 'Recording', 'Conversation']] };
		const customer = ['John Doe', '+15550100123', 'john.doe@example.com', 268.25];
		const id = 'conv_1234567890abcdef';
		const rows = [
			['2026-04-01 06:15', ...customer, 'Delivery change, Upsell', SUMMARY, RECORDING, id],
			['2026-04-01 20:30', ...customer, 'Delivery change', '=1+1', null, id],
		];
		const changes = { summary: '=1+1', recordingUrl: null, postCallCategory2: null };
		const events = [call(), call({ ...EVENING, ...changes })];
		expect(await run('google-sheets-row.json', events)).toMatchObject({
			ends: ['Append Row', 'Append Row'],
			requests: rows.flatMap((row) => [
				['nameColumns', names],
				['appendRow', { values: [row] }],
			]),
		});
	});

	it("names a recording by the day of the workflow's time zone and the extension of the file", async () => {
		const files = [
			['mono.wav', 'audio/wav'],
			['mono.mp3', 'audio/mpeg'],
			['mono', 'audio/wav'],
		] as const;
		respondWith({ getRecording: files.map(([, type]) => sound(type)) });
		const recordings = files.map(([file]) => RECORDING.replace('mono.mp4', file));
		const events = recordings.map((recordingUrl) => call({ ...EVENING, recordingUrl }));
		const { requests } = await run('save-recording.json', events);
		const name = '2026-04-01 John Doe conv_1234567890abcdef';
		expect(requests.filter(([route]) => route === 'startUpload')).toMatchObject(
			['wav', 'mp3', 'wav'].map((type) => ['startUpload', { name: `${name}.${type}` }]),
		);
	});

	it('uploads the unchanged recording to the drive, if there is one', async () => {
		const name = '2026-04-01 John Doe conv_1234567890abcdef.mp4';
		const events = [call(), call({ recordingUrl: null })];
		expect(await run('save-recording.json', events)).toMatchObject({
			ends: ['Upload', 'Has Recording'],
			requests: [
				['getRecording', expect.any(String)],
				['startUpload', { name, parents: ['root'] }],
				['upload', Buffer.from('sound')],
				['finishUpload', { mimeType: 'video/mp4', name, originalFilename: 'mono.mp4' }],
			],
		});
	});
});

describeExamples('the example with an AI model (skipped in n8n 1)', () => {
	const FACTS = {
		reasons: ['Move the delivery', 'Order one more unit'],
		promisedDates: [{ promise: 'Delivery', date: '2026-04-03' }],
		nextStep: 'Send the confirmation email',
		confidence: 0.93,
	};

	/** Runs the example with a model that extracts these facts. */
	const runWith = async (facts: object, changes?: JsonObject) => {
		const content = [{ type: 'output_text', text: JSON.stringify(facts), annotations: [] }];
		const output = [{ type: 'message', role: 'assistant', status: 'completed', content }];
		respondWith({ askModel: [json({ id: 'resp_1', status: 'completed', output })] });
		return await run('extract-with-ai.json', [call(changes)]);
	};

	const question = ['askModel', expect.anything()];

	it('appends a row with what the model extracted, also a date on the day of the call', async () => {
		const promisedDates = [...FACTS.promisedDates, { promise: 'Email', date: '2026-04-01' }];
		const { ends, requests } = await runWith({ ...FACTS, promisedDates }, EVENING);
		expect(ends).toEqual(['Append Row']);
		expect(JSON.stringify(requests[0])).toContain('can you deliver on Friday instead?');
		expect(JSON.stringify(requests[0])).toContain('started on Wednesday, 2026-04-01 20:30');
		const columns = ['Date', 'Customer', 'Reasons', 'Promised', 'Next Step', 'Conversation'];
		const cells = [
			...['2026-04-01 20:30', 'John Doe', 'Move the delivery; Order one more unit'],
			'Delivery on 2026-04-03; Email on 2026-04-01',
			...['Send the confirmation email', 'conv_1234567890abcdef'],
		];
		expect(requests).toMatchObject([
			question,
			['nameColumns', { values: [columns] }],
			['appendRow', { values: [cells] }],
		]);
	});

	it.each<[string, object]>([
		['low confidence', { confidence: 0.5 }],
		['no reason', { reasons: [] }],
		['no date', { promisedDates: [{ promise: 'Delivery', date: 'Friday' }] }],
		['a date before the call', { promisedDates: [{ promise: 'Delivery', date: '2026-03-31' }] }],
	])('posts a result with %s for review', async (_, doubt) => {
		expect(await runWith({ ...FACTS, ...doubt })).toMatchObject({
			ends: ['Send for Review'],
			requests: [
				question,
				message(expect.stringContaining(':mag: *Please check the call with John Doe*')),
			],
		});
	});

	it('escapes what the model extracted for Slack', async () => {
		const { requests } = await runWith({
			reasons: ['<!channel>'],
			promisedDates: [{ promise: '<!here>', date: '2026-04-03' }],
			nextStep: '<@U1>',
			confidence: 0,
		});
		const lines = [
			':mag: *Please check the call with John Doe*',
			'Reasons: &lt;!channel>',
			'Promised: &lt;!here> on 2026-04-03',
			'Next step: &lt;@U1>',
			'Confidence: 0',
			'Conversation: conv_1234567890abcdef',
		];
		expect(requests).toMatchObject([question, message(lines.join('\n'))]);
	});

	it('skips a call without a transcript', async () => {
		expect(await runWith(FACTS, { transcript: null })).toMatchObject({
			ends: ['Has Transcript'],
			requests: [],
		});
	});
});
