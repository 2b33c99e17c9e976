const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const SCHEMA = 'nodes/Oration/__schema__/v1.1.0/output.json';
const EXAMPLE = 'examples/call-summary.json';
const README = 'README.md';

/** @typedef {Readonly<Record<string, readonly [type: string, description: string]>>} Fields */
/** @typedef {{ RECORD_FIELDS: Fields, CUSTOMER_FIELDS: Fields, TURN_FIELDS: Fields }} AllFields */

/**
 * Returns the JSON schema of the full record, for n8n's AI features.
 *
 * @param {AllFields} fields
 */
function outputSchema({ RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS }) {
	const text = { type: 'string' };
	const date = { type: 'string', format: 'date-time' };
	/** @type {Map<string, object>} */
	const schemas = new Map(
		Object.entries({
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
		}),
	);
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

/**
 * Returns the README with updated field tables. Each table is between two comments with its name.
 *
 * @param {string} readme
 * @param {AllFields & { SIMPLIFIED_FIELDS: readonly string[] }} fields
 */
function withFieldTables(readme, { SIMPLIFIED_FIELDS, ...tables }) {
	return Object.entries(tables).reduce((text, [name, fields]) => {
		const rows = Object.entries(fields).map(([field, [type, description]]) => {
			const mark = name === 'RECORD_FIELDS' && SIMPLIFIED_FIELDS.includes(field) ? ' ★' : '';
			return `| \`${field}\`${mark} | ${type} | ${description} |`;
		});
		const table = ['| field | type | what it is |', '| --- | --- | --- |', ...rows].join('\n');
		const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
		const parts = text.split(new RegExp(`(?<=${start}\n)[^]*(?=\n${end})`));
		if (parts.length !== 2) throw new Error(`The README has no comments for the table ${name}.`);
		return parts.join(`\n${table}\n`);
	}, readme);
}

/**
 * Returns an example workflow that pins its trigger's output for a sample event.
 *
 * @param {string} workflow
 * @param {unknown} output
 */
function withPinnedData(workflow, output) {
	return { ...JSON.parse(workflow), pinData: { 'Oration Trigger': [output] } };
}

/** Updates the output schema, the README's field tables and the example from the code. */
async function writeDocs() {
	const dist = path.join(ROOT, 'dist/nodes/Oration');
	const { CUSTOMER_FIELDS, RECORD_FIELDS, SIMPLIFIED_FIELDS, TURN_FIELDS } = require(
		`${dist}/event/fields`,
	);
	const { toRecord } = require(`${dist}/event/record`);
	const { SAMPLES } = require(`${dist}/trigger/samples`);
	const { format, resolveConfig } = await import('prettier');

	const read = (/** @type {string} */ file) => readFileSync(path.join(ROOT, file), 'utf8');

	const fields = { RECORD_FIELDS, CUSTOMER_FIELDS, TURN_FIELDS };
	// Not formatted, because the package contains it.
	writeFileSync(path.join(ROOT, SCHEMA), `${JSON.stringify(outputSchema(fields))}\n`);
	writeFileSync(
		path.join(ROOT, README),
		withFieldTables(read(README), { ...fields, SIMPLIFIED_FIELDS }),
	);
	const record = toRecord(SAMPLES.answered.event);
	const simplified = SIMPLIFIED_FIELDS.map((/** @type {string} */ name) => [name, record[name]]);
	const example = withPinnedData(read(EXAMPLE), Object.fromEntries(simplified));
	const filepath = path.join(ROOT, EXAMPLE);
	const style = { ...(await resolveConfig(filepath)), filepath };
	writeFileSync(filepath, await format(JSON.stringify(example), style));
}

module.exports = { EXAMPLE, outputSchema, README, SCHEMA, withFieldTables, withPinnedData };

if (require.main === module) void writeDocs();
