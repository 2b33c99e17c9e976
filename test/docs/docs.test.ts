/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this compares files of the repository; nothing of it is published */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';
import {
	CUSTOMER_FIELDS,
	isRecordField,
	RECORD_FIELDS,
	SIMPLIFIED_FIELDS,
	TURN_FIELDS,
} from '../../nodes/Oration/event/fields';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { Conversation, toRecord } from '../../nodes/Oration/event/record';
import { toList } from '../../nodes/Oration/shared/list';
import { SAMPLES } from '../../nodes/Oration/trigger/samples';
import { Oration } from '../../nodes/Oration/Oration.node';
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

describe('the document on the Oration node', () => {
	const nameOf = ({ options = [] }: INodeProperties, value: unknown) =>
		options.find((option) => 'value' in option && option.value === value)?.name;
	const { properties } = new Oration().description;
	const [resources] = properties;

	it.each(
		properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) => {
				const resource = resources && nameOf(resources, displayOptions?.show?.resource?.[0]);
				return options.map(({ name }) => ({ resource, operation: name }));
			}),
	)('tells of $resource: $operation, as the README does', ({ resource, operation }) => {
		expect(read('docs/oration-node.md')).toMatch(
			new RegExp(`^\\| ${resource} +\\| ${operation} +\\|`, 'm'),
		);
		expect(read(README)).toContain(`| ${resource}: ${operation} |`);
	});
});

describe('the pictures', () => {
	const taken = readdirSync(path.join(__dirname, '../../docs/pictures'));
	const shown = [
		...read(README).matchAll(/docs\/(pictures\/[^")]+)/g),
		...read('docs/oration-node.md').matchAll(/(pictures\/[^")]+)/g),
	].map(([, file = '']) => path.basename(file));

	it('are shown, all of them and no other', () => {
		expect([...new Set(shown)].sort()).toEqual(taken.sort());
	});
});

interface Workflow {
	nodes: INode[];
	pinData: Record<string, JsonObject[]>;
}

describe.each(readdirSync(path.join(__dirname, '../../examples')))('the example %s', (file) => {
	const text = read(`examples/${file}`);
	const { nodes, pinData }: Workflow = JSON.parse(text);
	const types = Object.values({ Oration, OrationTrigger }).map((Type) => new Type().description);
	const ours = nodes.filter(({ type }) => type.startsWith('n8n-nodes-oration.'));

	it('is in the README', () => {
		expect(read(README)).toContain(`(examples/${file})`);
	});

	it('has no URL of its own, so that n8n gives each user another', () => {
		expect(text).not.toContain('webhookId');
	});

	it('has no credentials', () => {
		expect(text).not.toContain('"credentials"');
	});

	it('has a node of this package, and pins the data of nodes that it has', () => {
		expect(ours).not.toEqual([]);
		expect(nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(pinData)));
	});

	it.each(ours)('has in $name only what the node knows', (node) => {
		const type = types.find(({ name }) => node.type === `n8n-nodes-oration.${name}`);
		if (!type) throw new Error(`There is no node ${node.type}.`);
		const { properties } = type;
		expect(NodeHelpers.getNodeParametersIssues(properties, node, type)).toBeNull();
		// n8n leaves out what it does not know, and what is not shown.
		expect(
			NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, type),
		).toMatchObject(node.parameters);
	});
});

describe('the data that is pinned', () => {
	const pinDataOf = (file: string) => JSON.parse(read(file)).pinData;
	const fieldsOf = (file: string) => {
		const { nodes }: Workflow = JSON.parse(read(file));
		const chosen = nodes.flatMap(({ parameters }) => toList(parameters.fields));
		return chosen.length > 0 ? chosen.filter(isRecordField) : SIMPLIFIED_FIELDS;
	};

	it('in the call summary is what the trigger gives for a sample event (npm run docs)', () => {
		const conversation = new Conversation(SAMPLES.answered.event, new Date());
		expect(pinDataOf(EXAMPLE)).toEqual({
			'Oration Trigger': [conversation.pick(SIMPLIFIED_FIELDS)],
		});
	});

	it('in the follow-up call is what its trigger gives for an unanswered call', () => {
		const fields = fieldsOf('examples/follow-up-call.json');
		const call = [new Conversation(SAMPLES.unanswered.event, new Date()).pick(fields)];
		expect(pinDataOf('examples/follow-up-call.json')).toMatchObject({
			'Oration Trigger': call,
			Wait: call,
		});
	});

	it.each(['slack-summary', 'hubspot-contact', 'google-sheets-row', 'save-recording'])(
		'in %s is what its trigger gives for an answered call',
		(name) => {
			const file = `examples/${name}.json`;
			const conversation = new Conversation(SAMPLES.answered.event, new Date());
			expect(pinDataOf(file)).toMatchObject({
				'Oration Trigger': [conversation.pick(fieldsOf(file))],
			});
		},
	);

	it('in the alert is an unhappy call, in the fields that its trigger gives', () => {
		const [call] = pinDataOf('examples/alert-unhappy.json')['Oration Trigger'];
		expect(Object.keys(call)).toEqual(fieldsOf('examples/alert-unhappy.json'));
		expect(call).toMatchObject({
			categories: ['Complaint', 'Cancellation'],
			postCallMetadata: { sentiment: 'negative' },
		});
	});

	it('in the high volume example is a sample event', () => {
		expect(pinDataOf('examples/high-volume.json')).toMatchObject({
			Webhook: [{ body: SAMPLES.answered.event }],
		});
	});
});
