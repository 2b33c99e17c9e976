/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   this compares files of the repository; the package doesn't include tests */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { NodeHelpers } from 'n8n-workflow';
import {
	CUSTOMER_FIELDS,
	RECORD_FIELDS,
	SIMPLIFIED_FIELDS,
	TURN_FIELDS,
} from '../../nodes/Oration/event/fields';
import { toRecord } from '../../nodes/Oration/event/record';
import { SAMPLES } from '../../nodes/Oration/trigger/pages/samples';
import { Oration } from '../../nodes/Oration/Oration.node';
import { OrationTrigger } from '../../nodes/Oration/OrationTrigger.node';
import {
	FIELDS,
	OPERATION_SCHEMAS,
	operationSchemas,
	outputSchema,
	SCHEMA,
	withFieldTables,
} from '../../scripts/docs';
import { ANSWERED, eventWith, FILES, toEvent } from '../events';
import { EXAMPLES, readExample } from '../examples';
import { SAMPLE_CONVERSATION_ID, startOrationApi, type OrationApi } from '../oration-api/server';
import { executeNode } from '../Oration/executeNode';

const ROOT = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const fields = { RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS, SIMPLIFIED_FIELDS };
const schemas = operationSchemas(fields);
const trigger = new OrationTrigger().description;
const oration = new Oration().description;

/** The operations of the Oration node, by their values and by their names in the editor. */
const operations = oration.properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options = [] }) => {
		const [value] = displayOptions?.show?.resource ?? [];
		const resource = oration.properties[0]?.options?.find(
			(option) => 'value' in option && option.value === value,
		);
		return options.map((option) => ({
			id: `${String(value)}/${'value' in option ? option.value : ''}`,
			resource: resource?.name,
			operation: option.name,
		}));
	});

describe('the output schema', () => {
	const { version, ...schema } = JSON.parse(read(SCHEMA));

	it('matches the fields, and has the version that n8n requires (npm run docs)', () => {
		expect({ version, ...schema }).toEqual({ ...outputSchema(fields), version: 1 });
	});

	/** Requires all properties of an object, and no others. */
	const strict = JSON.parse(JSON.stringify(schema), (_, part) =>
		part?.properties
			? { ...part, required: Object.keys(part.properties), additionalProperties: false }
			: part,
	);
	const ajv = addFormats(new Ajv({ allowUnionTypes: true }));
	const validate = ajv.compile(strict);

	it.each<[string, unknown]>([
		...Object.entries(FILES),
		['the sample', ANSWERED],
		['an empty payload', eventWith({})],
		['a list', eventWith({ customer: { metadata: [1] }, transcript: [{ text: 'Hi' }] })],
	])('has exactly the fields of the record of %s', (_, event) => {
		validate(toRecord(toEvent(event)));
		expect(validate.errors).toBeNull();
	});
});

describe('the output schemas of the Oration node', () => {
	it('are one per operation', () => {
		expect(Object.keys(schemas).sort()).toEqual(operations.map(({ id }) => id).sort());
	});

	it.each(Object.entries(schemas))('has that of %s (npm run docs)', (operation, schema) => {
		expect(JSON.parse(read(`${OPERATION_SCHEMAS}/${operation}.json`))).toEqual(schema);
	});
});

describe('the output schema of an operation', () => {
	let api: OrationApi;

	beforeAll(async () => {
		api = await startOrationApi();
	});

	afterAll(async () => {
		await api.stop();
	});

	/** Runs an operation, and returns the fields that it outputs. */
	const outputOf = async (id: string, parameters: Record<string, string>) => {
		const [resource = '', operation = ''] = id.split('/');
		const [output] = await executeNode({ api, parameters: { ...parameters, resource, operation } });
		return output?.json ?? {};
	};

	it.each<[keyof typeof schemas, Record<string, string>]>([
		['conversation/get', { conversationId: SAMPLE_CONVERSATION_ID }],
		['customer/create', { identifier: 'crm-1' }],
		['customer/upsert', { identifier: 'crm-1' }],
		['event/parse', { event: JSON.stringify(ANSWERED) }],
		['job/get', {}],
	])('has the fields that %s outputs', async (id, parameters) => {
		const { jobId } = await outputOf('customer/create', { identifier: 'crm-1' });
		// Only a job that failed has all fields.
		Object.assign(api.jobs.get(String(jobId))?.job ?? {}, { error: 'No numbers' });
		const output = await outputOf(id, { ...parameters, jobId: String(jobId) });
		expect(Object.keys(output).sort()).toEqual(Object.keys(schemas[id].properties).sort());
	});

	it('has the fields that conversation/create outputs, of a call, with a token, and with Wait Until', async () => {
		const created = { agentId: 'agent_1', toPhoneNumber: '+15550100123' };
		const call = await outputOf('conversation/create', created);
		const web = await outputOf('conversation/create', { ...created, conversationType: 'web' });
		api.next({ body: { results: [{ id: SAMPLE_CONVERSATION_ID }] } });
		const waited = await outputOf('conversation/create', { ...created, waitFor: 'analysis' });
		const names = Object.keys(schemas['conversation/create'].properties);
		expect(Object.keys({ ...call, ...web, ...waited }).sort()).toEqual(names.sort());
	});
});

describe('the documents', () => {
	it('has the tables of the fields (npm run docs)', () => {
		const document = read(FIELDS);
		expect(document).toBe(withFieldTables(document, fields));
	});

	it.each([
		...trigger.properties
			.filter(({ type }) => type !== 'notice')
			.map(({ displayName }) => `**${displayName}**`),
		...trigger.properties
			.filter(({ name }) => name === 'filters' || name === 'options')
			.flatMap(({ options = [] }) => options)
			.map((option) => ('displayName' in option ? option.displayName : option.name)),
	])('documents the parameter %s', (text) => {
		expect(read('docs/trigger.md')).toContain(text);
	});

	it.each(operations)(
		'documents $resource: $operation, like the README',
		({ resource, operation }) => {
			const name = `**${resource}: ${operation}**`;
			expect(read('docs/operations.md')).toContain(name);
			expect(read('README.md')).toContain(name);
		},
	);

	it('shows all pictures, and no others', () => {
		const documents = readdirSync(path.join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
		const used = ['README.md', ...documents.map((file) => `docs/${file}`)].flatMap((file) =>
			[...read(file).matchAll(/pictures\/([^")]+)/g)].map(([, picture]) => picture),
		);
		expect([...new Set(used)].sort()).toEqual(readdirSync(path.join(ROOT, 'docs/pictures')).sort());
	});
});

describe.each(EXAMPLES)('the example %s', (file) => {
	const { nodes, pinData } = readExample(file);
	const types = [oration, trigger];
	const orationNodes = nodes.filter(({ type }) => type.startsWith('n8n-nodes-oration.'));

	it('is in the docs', () => {
		expect(read('docs/recipes.md')).toContain(`(../examples/${file})`);
	});

	it('has no webhook ID and no credentials, because each user has others', () => {
		expect(read(`examples/${file}`)).not.toMatch(/webhookId|"credentials"/);
	});

	it('has a node of this package, or answers a tool of an agent', () => {
		expect(orationNodes.length > 0).toBe(file !== 'during-the-call.json');
	});

	it('pins data only for its own nodes', () => {
		expect(nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(pinData)));
	});

	it('has all required parameters in the nodes of this package', () => {
		const issues = orationNodes.map((node) => {
			const type = types.find(({ name }) => node.type === `n8n-nodes-oration.${name}`) ?? null;
			return NodeHelpers.getNodeParametersIssues(type?.properties ?? [], node, type);
		});
		expect(issues).toEqual(orationNodes.map(() => null));
	});
});

describe('the pinned data', () => {
	/** Returns the fields that the trigger of an example outputs. */
	const fieldsOf = (file: string): string[] => {
		const selected = readExample(file).nodes.flatMap(({ parameters }) => parameters.fields ?? []);
		return selected.length > 0 ? selected.map(String) : [...SIMPLIFIED_FIELDS];
	};

	it.each([
		['follow-up-call', 'unanswered'],
		...[
			...['call-summary', 'slack-summary', 'hubspot-contact', 'slack-and-hubspot'],
			...['google-sheets-row', 'save-recording', 'verified-events', 'extract-with-ai'],
			...['daily-report', 'salesforce-task', 'call-and-resume'],
		].map((name) => [name, 'answered'] as const),
	] as const)('of %s is the trigger output for an %s call (npm run docs)', (name, sample) => {
		const file = `${name}.json`;
		const record = toRecord(SAMPLES[sample].event, new Date('2026-04-01T10:21:04.000Z'));
		const values: Array<[string, unknown]> = Object.entries(record);
		const output = values.filter(([field]) => fieldsOf(file).includes(field));
		expect(readExample(file).pinData['Oration Trigger']).toEqual([Object.fromEntries(output)]);
	});

	it("of the wait in the follow-up call has the trigger's output", () => {
		const { 'Oration Trigger': output = [], 'Wait a Day': waited } =
			readExample('follow-up-call.json').pinData;
		expect(waited).toMatchObject(output);
	});

	const unhappy = { sentiment: 'negative' };

	it.each([
		['alert-unhappy', { categories: ['Complaint', 'Cancellation'], postCallMetadata: unhappy }],
		['tasks-from-analysis', { postCallMetadata: { tasks: [expect.any(Object), {}] } }],
	])("of %s has the trigger's output fields, with its special values", (name, values) => {
		const file = `${name}.json`;
		const [call = {}] = readExample(file).pinData['Oration Trigger'] ?? [];
		expect(Object.keys(call)).toEqual(fieldsOf(file));
		expect(call).toMatchObject(values);
	});

	it('of the high volume example is a sample event', () => {
		expect(readExample('high-volume.json').pinData).toMatchObject({
			Webhook: [{ body: SAMPLES.answered.event }],
		});
	});
});
