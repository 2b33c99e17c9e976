const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const SCHEMA = 'nodes/Oration/__schema__/v1.1.0/output.json';
/** The editor asks for a file per resource and operation. */
const OPERATION_SCHEMAS = 'nodes/Oration/__schema__/v1.0.0';
const EXAMPLE = 'examples/call-summary.json';
const FIELDS = 'docs/fields.md';

/** @typedef {Readonly<Record<string, readonly [type: string, description: string]>>} Fields */
/** @typedef {{ RECORD_FIELDS: Fields, CUSTOMER_FIELDS: Fields, TURN_FIELDS: Fields }} Tables */
/** @typedef {Tables & { SIMPLIFIED_FIELDS: readonly string[] }} AllFields */

const text = { type: 'string' };
const date = { type: 'string', format: 'date-time' };
/** @type {Record<string, object>} */
const SCHEMAS = {
	string: text,
	'string or null': { type: ['string', 'null'] },
	'string[]': { type: 'array', items: text },
	date,
	'date or null': { ...date, type: ['string', 'null'] },
	'number or null': { type: ['number', 'null'] },
	'boolean or null': { type: ['boolean', 'null'] },
	object: { type: 'object' },
	'as sent': { type: ['object', 'array', 'string', 'number', 'boolean', 'null'] },
	role: { type: 'string', enum: ['agent', 'customer', 'other'] },
};

/** Returns the JSON schema of the full record, for n8n's AI features. */
function outputSchema(/** @type {Tables} */ { RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS }) {
	/** @type {Map<string, object>} */
	const schemas = new Map(Object.entries(SCHEMAS));
	/** @param {Fields} fields */
	const properties = (fields) =>
		Object.fromEntries(Object.entries(fields).map(([name, [type]]) => [name, schemas.get(type)]));
	schemas.set('turn[]', {
		type: 'array',
		items: { type: 'object', properties: properties(TURN_FIELDS) },
	});
	schemas.set('customer or null', {
		type: ['object', 'null'],
		properties: properties(CUSTOMER_FIELDS),
	});
	return { type: 'object', properties: properties(RECORD_FIELDS), version: 1 };
}

const CREATED_CONVERSATION = {
	conversationId: 'string or null',
	workspaceId: 'string or null',
	agentId: 'string or null',
	customerId: 'string or null',
	conversationType: 'string or null',
	conversationStatus: 'string or null',
	telephonyType: 'string or null',
	telephonyStatus: 'string or null',
	toPhoneNumber: 'string or null',
	fromPhoneNumber: 'string or null',
	createdAt: 'date or null',
	updatedAt: 'date or null',
	tokenResponse: 'object',
};
const JOB = {
	jobId: 'string',
	name: 'string',
	status: 'string',
	error: 'string',
	workspaceId: 'string',
	jobProviderId: 'string',
	createdAt: 'date',
	updatedAt: 'date',
};

/**
 * Returns the JSON schemas that the editor shows for the Oration node before an execution, by file. The fields of
 * operations that output their input aren't known.
 */
function operationSchemas(/** @type {AllFields} */ { SIMPLIFIED_FIELDS, ...fields }) {
	const record = outputSchema(fields).properties;
	const schema = (/** @type {Record<string, object | undefined>} */ properties) => ({
		type: 'object',
		properties,
	});
	const simplified = schema(
		Object.fromEntries(SIMPLIFIED_FIELDS.map((name) => [name, record[name]])),
	);
	/** @param {Record<string, string>} types */
	const documented = (types) =>
		schema(Object.fromEntries(Object.entries(types).map(([name, type]) => [name, SCHEMAS[type]])));
	const batch = documented({ jobId: JOB.jobId });
	const input = schema({});
	return {
		// With Wait Until, it outputs the record.
		'conversation/create': schema({
			...documented(CREATED_CONVERSATION).properties,
			...simplified.properties,
		}),
		'conversation/get': simplified,
		'customer/create': batch,
		'customer/upsert': batch,
		'event/parse': simplified,
		'event/verify': input,
		'job/get': documented(JOB),
		'recording/download': input,
	};
}

/**
 * Returns a document with updated field tables. Each table is between two comments with its name.
 *
 * @param {string} document
 * @param {AllFields} fields
 */
function withFieldTables(document, { SIMPLIFIED_FIELDS, ...tables }) {
	return Object.entries(tables).reduce((text, [name, fields]) => {
		const rows = Object.entries(fields).map(([field, [type, description]]) => {
			const mark = name === 'RECORD_FIELDS' && SIMPLIFIED_FIELDS.includes(field) ? ' ★' : '';
			return `\`${field}\`${mark} | ${type.replace(' or null', '?')} | ${description}`;
		});
		const table = ['field | type | what it is', '--- | --- | ---', ...rows].join('\n');
		const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
		const parts = text.split(new RegExp(`(?<=${start}\n)[^]*(?=\n${end})`));
		if (parts.length !== 2) throw new Error(`The document has no comments for the table ${name}.`);
		return parts.join(`\n${table}\n`);
	}, document);
}

/** Updates the output schemas, the field tables and the example from the code. */
async function writeDocs() {
	const dist = path.join(ROOT, 'dist/nodes/Oration');
	const { CUSTOMER_FIELDS, RECORD_FIELDS, SIMPLIFIED_FIELDS, TURN_FIELDS } = require(
		`${dist}/event/fields`,
	);
	const { toRecord } = require(`${dist}/event/record`);
	const { SAMPLES } = require(`${dist}/trigger/pages/samples`);
	const { format, resolveConfig } = await import('prettier');

	const read = (/** @type {string} */ file) => readFileSync(path.join(ROOT, file), 'utf8');

	const fields = { RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS, SIMPLIFIED_FIELDS };
	const schemas = Object.entries(operationSchemas(fields)).map(([operation, schema]) => ({
		file: path.join(ROOT, OPERATION_SCHEMAS, `${operation}.json`),
		schema,
	}));
	const full = { file: path.join(ROOT, SCHEMA), schema: outputSchema(fields) };
	for (const { file, schema } of [full, ...schemas]) {
		mkdirSync(path.dirname(file), { recursive: true });
		// Not formatted, because the package contains it.
		writeFileSync(file, `${JSON.stringify(schema)}\n`);
	}
	writeFileSync(path.join(ROOT, FIELDS), withFieldTables(read(FIELDS), fields));
	const record = toRecord(SAMPLES.answered.event);
	const simplified = SIMPLIFIED_FIELDS.map((/** @type {string} */ name) => [name, record[name]]);
	const pinData = { 'Oration Trigger': [Object.fromEntries(simplified)] };
	const example = { ...JSON.parse(read(EXAMPLE)), pinData };
	const filepath = path.join(ROOT, EXAMPLE);
	const style = { ...(await resolveConfig(filepath)), filepath };
	writeFileSync(filepath, await format(JSON.stringify(example), style));
}

module.exports = {
	FIELDS,
	OPERATION_SCHEMAS,
	SCHEMA,
	operationSchemas,
	outputSchema,
	withFieldTables,
};

if (require.main === module) void writeDocs();
