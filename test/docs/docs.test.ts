/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this compares files of the repository; the package doesn't include tests */
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
import type { OrationEvent } from '../../nodes/Oration/event/envelope';
import type { JsonObject } from '../../nodes/Oration/event/json';
import { toRecord } from '../../nodes/Oration/event/record';
import { toItem } from '../../nodes/Oration/output/output';
import { toList } from '../../nodes/Oration/event/values';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { Oration } from '../../nodes/Oration/Oration.node';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import {
	EXAMPLE,
	OPERATION_SCHEMAS,
	operationSchemas,
	outputSchema,
	FIELDS,
	SCHEMA,
	withFieldTables,
} from '../../scripts/docs';
import { toEvent, eventWith, FILES } from '../events';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../oration-api/server';
import { executeNode } from '../Oration/executeNode';

const read = (file: string) => readFileSync(path.join(__dirname, '../..', file), 'utf8');
const README = 'README.md';
const DOCS = path.join(__dirname, '../../docs');
const withoutSpaces = (text: string) => text.replace(/[ -]+/g, '');
const allFields = { RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS };

describe('the output schema', () => {
	const schema = JSON.parse(read(SCHEMA));

	it('matches the fields (npm run docs)', () => {
		expect(schema).toEqual(outputSchema(allFields));
	});

	const { version, ...jsonSchema } = schema;
	const ajv = addFormats(new Ajv({ allowUnionTypes: true }));
	const toStrict = (part: object): object => ({
		...part,
		...('properties' in part && typeof part.properties === 'object' && part.properties !== null
			? { required: Object.keys(part.properties), additionalProperties: false }
			: {}),
	});
	const validate = ajv.compile(
		JSON.parse(JSON.stringify(jsonSchema), (_, part) =>
			typeof part === 'object' && part !== null && !Array.isArray(part) ? toStrict(part) : part,
		),
	);

	it('has the version that n8n requires', () => {
		expect(version).toBe(1);
	});

	it.each(Object.entries(FILES))('has exactly the fields of the record of %s', (_, file) => {
		validate(toRecord(toEvent(file)));
		expect(validate.errors).toBeNull();
	});

	it.each<JsonObject>([{}, { customer: { metadata: [1] }, transcript: [{ text: 'Hi' }] }])(
		'matches the record of the payload %j',
		(payload) => {
			validate(toRecord(eventWith(payload)));
			expect(validate.errors).toBeNull();
		},
	);
});

describe('the output schemas of the Oration node', () => {
	it('are one per operation', () => {
		const operations = new Oration().description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				options.map((option) => {
					const [resource] = displayOptions?.show?.resource ?? [];
					return `${String(resource)}/${'value' in option ? option.value : ''}`;
				}),
			);
		const schemas = operationSchemas({ ...allFields, SIMPLIFIED_FIELDS });
		expect(Object.keys(schemas).sort()).toEqual(operations.sort());
	});

	it.each(Object.entries(operationSchemas({ ...allFields, SIMPLIFIED_FIELDS })))(
		'has that of %s (npm run docs)',
		(operation, schema) => {
			expect(JSON.parse(read(`${OPERATION_SCHEMAS}/${operation}.json`))).toEqual(schema);
		},
	);
});

describe('the output schema of an operation', () => {
	let api: OrationApi;

	beforeAll(async () => {
		api = await startOrationApi();
	});

	afterAll(async () => {
		await api.stop();
	});

	const schemas = operationSchemas({ ...allFields, SIMPLIFIED_FIELDS });

	it.each<[keyof typeof schemas, Record<string, string>]>([
		['conversation/create', { agentId: 'agent_1', toPhoneNumber: '+15550100123' }],
		['conversation/get', { conversationId: SAMPLE_CONVERSATION_ID }],
		['customer/create', { identifier: 'crm-1' }],
		['customer/upsert', { identifier: 'crm-1' }],
		['event/parse', { event: JSON.stringify(FILES['analysis-completed.realistic']) }],
	])('has the fields that %s outputs', async (operation, parameters) => {
		const [resource = '', name = ''] = operation.split('/');
		const [output] = await executeNode({
			api,
			parameters: { ...parameters, resource, operation: name },
		});
		expect(Object.keys(output?.json ?? {}).sort()).toEqual(
			Object.keys(schemas[operation].properties).sort(),
		);
	});

	it('has the fields that job/get outputs', async () => {
		const create = { resource: 'customer', operation: 'create', identifier: 'crm-1' };
		const [created] = await executeNode({ api, parameters: create });
		const jobId = String(created?.json.jobId);
		const parameters = { resource: 'job', operation: 'get', jobId };
		const [output] = await executeNode({ api, parameters });
		expect(Object.keys(output?.json ?? {}).sort()).toEqual(
			Object.keys(schemas['job/get'].properties).sort(),
		);
	});
});

describe('the documents', () => {
	it('has the tables of the fields (npm run docs)', () => {
		const document = read(FIELDS);
		const expected = withFieldTables(document, { ...allFields, SIMPLIFIED_FIELDS });
		expect(withoutSpaces(document)).toBe(withoutSpaces(expected));
	});

	it.each(
		new OrationTrigger().description.properties
			.filter(({ type }) => type !== 'notice')
			.map(({ displayName }) => displayName),
	)('documents the parameter %s', (displayName) => {
		expect(read('docs/trigger.md')).toContain(`**${displayName}**`);
	});

	it.each(
		new OrationTrigger().description.properties
			.filter(({ name }) => name === 'filters' || name === 'options')
			.flatMap(({ options = [] }) => options)
			.map((option) => ('displayName' in option ? option.displayName : option.name)),
	)('documents %s', (displayName) => {
		expect(read('docs/trigger.md')).toContain(displayName);
	});
});

describe('the docs of the Oration node', () => {
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
	)('documents $resource: $operation, like the README', ({ resource, operation }) => {
		expect(read('docs/operations.md')).toMatch(
			new RegExp(`^\\| ${resource} +\\| ${operation} +\\|`, 'm'),
		);
		expect(read(README)).toContain(`| ${resource}: ${operation} |`);
	});
});

describe('the pictures', () => {
	const files = readdirSync(path.join(DOCS, 'pictures'));
	const used = [
		...[
			README,
			...readdirSync(DOCS)
				.filter((file) => file.endsWith('.md'))
				.map((file) => `docs/${file}`),
		].flatMap((file) => [...read(file).matchAll(/(pictures\/[^")]+)/g)]),
	].map(([, file = '']) => path.basename(file));

	it('are all used, and no others', () => {
		expect([...new Set(used)].sort()).toEqual(files.sort());
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
	const orationNodes = nodes.filter(({ type }) => type.startsWith('n8n-nodes-oration.'));

	it('is in the docs', () => {
		expect(read('docs/recipes.md')).toContain(`(../examples/${file})`);
	});

	it('has no webhook ID, so that n8n generates one for each user', () => {
		expect(text).not.toContain('webhookId');
	});

	it('has no credentials', () => {
		expect(text).not.toContain('"credentials"');
	});

	it('has a node of this package, or answers a tool of an agent', () => {
		expect(orationNodes.length > 0).toBe(file !== 'during-the-call.json');
	});

	it('pins data only for its own nodes', () => {
		expect(nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(pinData)));
	});

	it('has only known and visible parameters in the nodes of this package', () => {
		for (const node of orationNodes) {
			const type = types.find(({ name }) => node.type === `n8n-nodes-oration.${name}`);
			if (!type) throw new Error(`There is no node ${node.type}.`);
			const { properties } = type;
			expect(NodeHelpers.getNodeParametersIssues(properties, node, type)).toBeNull();
			// n8n removes unknown and hidden parameters.
			expect(
				NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, type),
			).toMatchObject(node.parameters);
		}
	});
});

describe('the pinned data', () => {
	const pinDataOf = (file: string) => JSON.parse(read(file)).pinData;
	const fieldsOf = (file: string) => {
		const { nodes }: Workflow = JSON.parse(read(file));
		const selected = nodes.flatMap(({ parameters }) => toList(parameters.fields));
		return selected.length > 0 ? selected.filter(isRecordField) : SIMPLIFIED_FIELDS;
	};

	const selected = (event: OrationEvent, fields: readonly string[]) => {
		const record = toRecord(event, new Date('2026-04-01T10:21:04.000Z'));
		return toItem(event, record, { output: 'selectedFields', fields }).json;
	};

	it('of the call summary is the trigger output for a sample event (npm run docs)', () => {
		expect(pinDataOf(EXAMPLE)).toEqual({
			'Oration Trigger': [selected(SAMPLES.answered.event, SIMPLIFIED_FIELDS)],
		});
	});

	it('of the follow-up call is the trigger output for an unanswered call', () => {
		const fields = fieldsOf('examples/follow-up-call.json');
		const call = [selected(SAMPLES.unanswered.event, fields)];
		expect(pinDataOf('examples/follow-up-call.json')).toMatchObject({
			'Oration Trigger': call,
			'Wait a Day': call,
		});
	});

	it.each([
		'slack-summary',
		'hubspot-contact',
		'slack-and-hubspot',
		'google-sheets-row',
		'save-recording',
		'verified-events',
		'extract-with-ai',
		'daily-report',
	])('of %s is the trigger output for an answered call', (name) => {
		const file = `examples/${name}.json`;
		expect(pinDataOf(file)).toMatchObject({
			'Oration Trigger': [selected(SAMPLES.answered.event, fieldsOf(file))],
		});
	});

	it("of the alert is an unhappy call with the trigger's output fields", () => {
		const [call] = pinDataOf('examples/alert-unhappy.json')['Oration Trigger'];
		expect(Object.keys(call)).toEqual(fieldsOf('examples/alert-unhappy.json'));
		expect(call).toMatchObject({
			categories: ['Complaint', 'Cancellation'],
			postCallMetadata: { sentiment: 'negative' },
		});
	});

	it('of the high volume example is a sample event', () => {
		expect(pinDataOf('examples/high-volume.json')).toMatchObject({
			Webhook: [{ body: SAMPLES.answered.event }],
		});
	});
});
