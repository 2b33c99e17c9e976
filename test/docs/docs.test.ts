/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this compares files of the repository; nothing of it is published */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import {
	CUSTOMER_FIELDS,
	RECORD_FIELDS,
	SIMPLIFIED_FIELDS,
	TURN_FIELDS,
} from '../../nodes/Oration/event/fields';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { Conversation, toRecord } from '../../nodes/Oration/event/record';
import { SAMPLES } from '../../nodes/Oration/trigger/samples';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import { EXAMPLE, outputSchema, README, SCHEMA, withFieldTables } from '../../scripts/docs';
import { asEvent, eventWith, FILES } from '../events';

const read = (file: string) => readFileSync(path.join(__dirname, '../..', file), 'utf8');
const withoutSpaces = (text: string) => text.replace(/[ -]+/g, '');
const allFields = { RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS };

describe('the output schema', () => {
	const schema = JSON.parse(read(SCHEMA));

	it('is the one that the fields give (npm run docs)', () => {
		expect(schema).toEqual(outputSchema(allFields));
	});

	const { version, ...jsonSchema } = schema;
	const ajv = addFormats(new Ajv({ allowUnionTypes: true }));
	const strictly = (part: object): object => ({
		...part,
		...('properties' in part && typeof part.properties === 'object' && part.properties !== null
			? { required: Object.keys(part.properties), additionalProperties: false }
			: {}),
	});
	const validate = ajv.compile(
		JSON.parse(JSON.stringify(jsonSchema), (_, part) =>
			typeof part === 'object' && part !== null && !Array.isArray(part) ? strictly(part) : part,
		),
	);

	it('has the version that n8n asks for', () => {
		expect(version).toBe(1);
	});

	it.each(Object.entries(FILES))('fits the record of %s, no field too few or many', (_, file) => {
		validate(toRecord(asEvent(file)));
		expect(validate.errors).toBeNull();
	});

	it.each<JsonObject>([{}, { customer: { metadata: [1] }, transcript: [{ text: 'Hi' }] }])(
		'fits the record of the payload %j',
		(payload) => {
			validate(toRecord(eventWith(payload)));
			expect(validate.errors).toBeNull();
		},
	);
});

describe('the README', () => {
	it('has the tables that the fields give (npm run docs)', () => {
		const readme = read(README);
		const expected = withFieldTables(readme, { ...allFields, SIMPLIFIED_FIELDS });
		expect(withoutSpaces(readme)).toBe(withoutSpaces(expected));
	});

	it.each(
		new OrationTrigger().description.properties
			.filter(({ type }) => type !== 'notice')
			.map(({ displayName }) => displayName),
	)('tells of the parameter %s', (displayName) => {
		expect(read(README)).toContain(`**${displayName}**`);
	});

	it.each(
		new OrationTrigger().description.properties
			.filter(({ name }) => name === 'filters' || name === 'options')
			.flatMap(({ options = [] }) => options)
			.map((option) => ('displayName' in option ? option.displayName : option.name)),
	)('tells of %s', (displayName) => {
		expect(read(README)).toContain(displayName);
	});
});

describe('the example workflow', () => {
	const workflow = JSON.parse(read(EXAMPLE));

	it('has pinned what the trigger gives for the sample event (npm run docs)', () => {
		const conversation = new Conversation(SAMPLES.answered.event, new Date());
		expect(workflow.pinData).toEqual({
			'Oration Trigger': [conversation.pick(SIMPLIFIED_FIELDS)],
		});
	});

	it('has no URL of its own, so that n8n gives each user another', () => {
		expect(JSON.stringify(workflow)).not.toContain('webhookId');
	});
});
