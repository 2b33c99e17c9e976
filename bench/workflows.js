const { randomUUID } = require('node:crypto');
const { parseEvent, SIMPLIFIED_FIELDS } = require('..');
const { SAMPLES } = require('../dist/nodes/Oration/trigger/pages/samples');

const PACKAGE = 'n8n-nodes-oration';
const SECRET = 'for-the-bench-only';
const SECRET_HEADER = 'x-oration-secret';
const HEADERS = { 'content-type': 'application/json', [SECRET_HEADER]: SECRET };

/** @typedef {import('../scripts/n8n/n8n').Node} Node */

/**
 * A linear workflow. `outputOf` returns the expected output of the last node, and is missing if events start no
 * execution. `repeats` sends the same event each time.
 * @typedef {{
 *   name: string, nodes: Node[], outputOf?: (event: any) => object[], repeats?: boolean,
 * }} BenchWorkflow
 */

const { event } = SAMPLES.answered;
const { payload } = event;
/** Filters that the event matches. */
const FILTERS = {
	...{ agentIds: payload.agentId, campaignIds: payload.campaignId, minimumDuration: 1 },
	...{ categories: payload.postCallCategory1, workspaceIds: payload.workspaceId },
	conversationStatuses: [payload.conversationStatus],
	conversationTypes: [payload.conversationType],
	directions: [payload.telephonyType],
	endReasons: [payload.endReason],
};

const SIMPLIFY = `
const { parseEvent, SIMPLIFIED_FIELDS } = require('${PACKAGE}');
return $input.all().map(({ json }) => {
	const record = parseEvent(json.body);
	return { json: Object.fromEntries(SIMPLIFIED_FIELDS.map((field) => [field, record[field]])) };
});`;
/** @type {Node} */
const CODE = { name: 'Code', type: 'n8n-nodes-base.code', parameters: { jsCode: SIMPLIFY } };

/** @type {Node} */
const PARSE = {
	name: 'Event: Parse',
	type: `${PACKAGE}.oration`,
	parameters: { resource: 'event', operation: 'parse', event: '={{ $json.body }}' },
};

const IS_INBOUND = {
	leftValue: '={{ $json.body.payload.telephonyType }}',
	rightValue: 'inbound',
	operator: { type: 'string', operation: 'equals' },
};
/** @type {Node} false for the event */
const IF = {
	...{ name: 'If', type: 'n8n-nodes-base.if', typeVersion: 2.3 },
	parameters: {
		conditions: { options: { version: 3 }, conditions: [IS_INBOUND], combinator: 'and' },
	},
};

/** @type {Node} */
const REMOVE_DUPLICATES = {
	...{ name: 'Remove Duplicates', type: 'n8n-nodes-base.removeDuplicates', typeVersion: 2 },
	parameters: {
		operation: 'removeItemsSeenInPreviousExecutions',
		dedupeValue: '={{ $json.body.eventId }}',
	},
};

function simplified(/** @type {object} */ sent) {
	const record = parseEvent(sent);
	return [Object.fromEntries(SIMPLIFIED_FIELDS.map((field) => [field, record[field]]))];
}

/** Returns the workflows of Oration Trigger. It checks a shared secret. */
async function orationWorkflows(/** @type {import('../scripts/n8n/n8n').N8n} */ n8n) {
	const data = { secret: SECRET };
	const credential = await n8n.createCredential('orationWebhookSecretApi', data);
	const trigger = (/** @type {object} */ filters) => ({
		...{ name: 'Oration Trigger', type: `${PACKAGE}.orationTrigger`, credential },
		parameters: { authentication: 'sharedSecret', filters },
	});
	const accepts = trigger(FILTERS);
	const skips = trigger({ ...FILTERS, directions: ['inbound'] });
	return {
		accepted: { name: 'Oration Trigger, accepted', nodes: [accepts], outputOf: simplified },
		filtered: { name: 'Oration Trigger, filtered out', nodes: [skips] },
		duplicate: { name: 'Oration Trigger, duplicate', nodes: [accepts], repeats: true },
	};
}

/**
 * Returns all workflows. If the trigger of the bench skips events, that's what n8n itself costs. The Webhook node with
 * Header Auth checks the same secret as Oration Trigger.
 */
async function benchWorkflows(/** @type {import('../scripts/n8n/n8n').N8n} */ n8n) {
	const doNothing = (skip = false) => [
		{ name: 'Bench Trigger', type: 'CUSTOM.benchTrigger', parameters: { skip } },
	];
	const webhook = {
		...{ name: 'Webhook', type: 'n8n-nodes-base.webhook' },
		parameters: { httpMethod: 'POST', responseMode: 'onReceived' },
	};
	const header = { name: SECRET_HEADER, value: SECRET };
	const protectedWebhook = {
		...webhook,
		parameters: { ...webhook.parameters, authentication: 'headerAuth' },
		credential: await n8n.createCredential('httpHeaderAuth', header),
	};
	const pair = (/** @type {Node} */ node, outputOf = simplified) => ({
		...{ name: `Webhook with Header Auth + ${node.name}`, nodes: [protectedWebhook, node] },
		outputOf,
	});
	const outputNothing = () => [];
	/** @satisfies {Record<string, BenchWorkflow>} */
	const workflows = {
		doNothing: {
			name: 'Do-nothing trigger',
			nodes: doNothing(),
			outputOf: (/** @type {object} */ sent) => [sent],
		},
		skip: { name: 'Do-nothing trigger that skips', nodes: doNothing(true) },
		...(await orationWorkflows(n8n)),
		code: pair(CODE),
		if: pair(IF, outputNothing),
		removeDuplicates: { ...pair(REMOVE_DUPLICATES, outputNothing), repeats: true },
		parse: { name: 'Webhook + Event: Parse', nodes: [webhook, PARSE], outputOf: simplified },
	};
	return workflows;
}

/** Returns the body of the next event for a workflow. */
const newBody = (/** @type {BenchWorkflow} */ { name, repeats }) =>
	JSON.stringify({ ...event, eventId: repeats ? name : randomUUID() });

module.exports = { benchWorkflows, HEADERS, newBody, orationWorkflows };
