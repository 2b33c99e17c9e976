const { OrationTrigger } = require('../../dist/nodes/Oration/OrationTrigger.node');
const { asLoaded, contextOf } = require('./context');
const { DOCUMENTED, parse } = require('./events');
const { measureInRounds, onTop } = require('./rounds');
const { atMostOnTop, COLUMNS, toRow } = require('./rows');

const EVENTS = ['conversation.analysisCompleted'];
const FULL_LEDGER = 1000;
const { webhook } = new OrationTrigger();

/** @typedef {import('./context').Context} Context */

/**
 * What a request costs in webhook() when it starts nothing, and when it does.
 *
 * @param {import('./rounds').Effort} effort
 * @returns {Promise<import('../table').Table>}
 */
async function requestsTable(effort) {
	const scenes = {
		'a filtered event': { parameters: { events: EVENTS, filters: { agentIds: 'another' } } },
		'an event of a type that is not selected': { parameters: { events: [] } },
		'a wrong secret': {
			parameters: { events: EVENTS, authentication: 'sharedSecret' },
			headers: { 'x-oration-secret': 'wrong-horse-battery-staple' },
		},
		'a duplicate': { parameters: { events: EVENTS } },
	};
	const refused = Object.entries(scenes).map(([name, scene]) => {
		const context = contextOf({ nodeId: name, ...scene });
		return { name, run: async () => await receive(context) };
	});
	const full = await fullLedger();
	const others = [
		{ name: 'a duplicate, 1,000 events known', run: async () => await receive(full) },
		{ name: 'an accepted event, 1,000 events known', ...accepting(await fullLedger()) },
		{ name: "the calls of the bench's own context", run: async () => await callContext(full) },
	];

	const { parse: baseline = [], ...times } = await measureInRounds(
		Object.fromEntries(
			[{ name: 'parse', run: async () => parse(DOCUMENTED) }, ...refused, ...others].map(
				({ name, ...task }) => [name, task],
			),
		),
		effort,
	);
	const resultOf = (/** @type {string} */ name) => ({
		measured: name,
		against: 'JSON.parse of the same bytes',
		ratio: onTop(times[name] ?? [], baseline),
	});
	return {
		title: 'Through webhook()',
		note: 'The cost on top of the JSON.parse that n8n does before it calls the node, with a context that hands out what is there; the last row is what its calls cost in a handler that does nothing else.',
		columns: COLUMNS,
		rows: [
			...refused.map(({ name }) => toRow({ ...resultOf(name), ...atMostOnTop(0.3) })),
			...others.map(({ name }) => toRow(resultOf(name))),
		],
	};
}

/**
 * n8n parses the body, then calls the node.
 *
 * @param {Context} context
 * @param {string} [eventId] in place of the event's own
 */
async function receive(context, eventId) {
	const body = parse(DOCUMENTED);
	if (eventId !== undefined) body.eventId = eventId;
	context.getRequestObject().body = body;
	return await webhook.call(/** @type {any} */ (context));
}

let triggers = 0;
let events = 0;

/** A trigger that has taken as many events as it remembers, the documented one as the last. */
async function fullLedger() {
	const context = contextOf({
		nodeId: `full ledger ${(triggers += 1)}`,
		parameters: { events: EVENTS },
	});
	for (let taken = 0; taken < FULL_LEDGER; taken++) await receive(context, `evt_${(events += 1)}`);
	await receive(context);
	context.staticData = asLoaded(context.staticData);
	return context;
}

/**
 * Each call takes a new event. What n8n does in between, saving the static data and reading it, is not measured.
 *
 * @param {Context} context
 * @returns {import('./rounds').Task}
 */
function accepting(context) {
	return {
		run: async () => await receive(context, `evt_${(events += 1)}`),
		afterEach: () => {
			context.staticData = asLoaded(context.staticData);
		},
	};
}

/**
 * The calls that webhook() makes for a duplicate.
 *
 * @param {Context} context
 */
async function callContext(context) {
	context.getRequestObject().body = parse(DOCUMENTED);
	context.getMode();
	context.getWebhookName();
	for (const name of ['options', 'events', 'authentication', 'output', 'fields', 'filters']) {
		context.getNodeParameter(name, undefined);
	}
	context.getWorkflow();
	context.getNode();
	context.getWorkflowStaticData();
	context.getResponseObject();
	context.logger.debug();
}

module.exports = { requestsTable };
