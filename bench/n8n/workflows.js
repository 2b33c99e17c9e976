const { randomUUID } = require('node:crypto');
const { parseEvent, SIMPLIFIED_FIELDS } = require('../..');
const event = require('../../test/events/analysis-completed.realistic.json');

/** The package under test, and the name of the other build in the same n8n. */
const PACKAGE = 'n8n-nodes-oration';
const OTHER_PACKAGE = 'n8n-nodes-oration-other';

/**
 * A node. `typeVersion` defaults to the latest version of the installed package.
 * @typedef {{
 *   name: string, type: string, typeVersion?: number, parameters?: object, credentials?: object,
 * }} BenchNode
 */

/** @typedef {(event: any) => object[]} Output */

/**
 * A linear workflow. `outputOf` returns the expected output of the last node, and is missing if events start no
 * execution. `repeats` sends the same event each time. `peers` are the workflows to compare it with.
 * @typedef {{
 *   name: string, nodes: BenchNode[], outputOf?: Output, repeats?: boolean, peers?: string[],
 * }} BenchWorkflow
 */

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

/** @type {BenchNode} */
const WEBHOOK = {
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	parameters: { httpMethod: 'POST', responseMode: 'onReceived' },
};

const SIMPLIFY = `
const { parseEvent, SIMPLIFIED_FIELDS } = require('${PACKAGE}');
return $input.all().map(({ json }) => {
	const record = parseEvent(json.body);
	return { json: Object.fromEntries(SIMPLIFIED_FIELDS.map((field) => [field, record[field]])) };
});`;
/** @type {BenchNode} */
const CODE = {
	...{ name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2 },
	parameters: { jsCode: SIMPLIFY },
};

/** @type {BenchNode} */
const PARSE = {
	...{ name: 'Event: Parse', type: `${PACKAGE}.oration` },
	parameters: { resource: 'event', operation: 'parse', event: '={{ $json.body }}' },
};

const IS_INBOUND = {
	leftValue: '={{ $json.body.payload.telephonyType }}',
	rightValue: 'inbound',
	operator: { type: 'string', operation: 'equals' },
};
/** @type {BenchNode} false for the event */
const IF = {
	...{ name: 'If', type: 'n8n-nodes-base.if', typeVersion: 2.3 },
	parameters: {
		conditions: { options: { version: 3 }, conditions: [IS_INBOUND], combinator: 'and' },
	},
};

/** @type {BenchNode} */
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

function doNothing(/** @type {number} */ typeVersion) {
	const nodes = [{ name: 'Bench Trigger', type: 'CUSTOM.benchTrigger', typeVersion }];
	const outputOf = (/** @type {object} */ sent) => [sent];
	return { name: `Do-nothing trigger, version ${typeVersion}`, nodes, outputOf };
}

/** @type {BenchWorkflow} what n8n costs for an event that a trigger skips */
const SKIP = {
	name: 'Do-nothing trigger that skips',
	nodes: [
		{
			...{ name: 'Bench Trigger', type: 'CUSTOM.benchTrigger', typeVersion: 2 },
			parameters: { skip: true },
		},
	],
};

function webhookAnd(/** @type {BenchNode} */ node, /** @type {Output} */ outputOf = () => []) {
	return { name: `Webhook + ${node.name}`, nodes: [WEBHOOK, node], outputOf };
}

/**
 * Returns all workflows. The first one is the baseline.
 *
 * @returns {Record<string, BenchWorkflow>}
 */
function benchWorkflows(/** @type {object} */ secret, /** @type {boolean} */ hasOtherBuild) {
	const trigger = (/** @type {string} */ packageName, /** @type {object} */ filters = FILTERS) => ({
		name: 'Oration Trigger',
		type: `${packageName}.orationTrigger`,
		parameters: { authentication: 'sharedSecret', filters },
		credentials: { orationWebhookSecretApi: secret },
	});
	const outcomes = (/** @type {string} */ name, /** @type {string} */ packageName) => ({
		Accepted: { name: `${name}, accepted`, nodes: [trigger(packageName)], outputOf: simplified },
		Filtered: {
			name: `${name}, filtered out`,
			nodes: [trigger(packageName, { ...FILTERS, directions: ['inbound'] })],
		},
		Duplicate: { name: `${name}, duplicate`, nodes: [trigger(packageName)], repeats: true },
	});
	const { Accepted, Filtered, Duplicate } = outcomes('Oration Trigger', PACKAGE);
	const other = hasOtherBuild ? Object.entries(outcomes('Other build', OTHER_PACKAGE)) : [];
	return {
		doNothing1: doNothing(1),
		doNothing2: doNothing(2),
		doNothingSkipped: SKIP,
		orationAccepted: { ...Accepted, peers: ['doNothing2', 'code'] },
		orationFiltered: { ...Filtered, peers: ['if', 'doNothingSkipped'] },
		orationDuplicate: { ...Duplicate, peers: ['removeDuplicates', 'doNothingSkipped'] },
		...Object.fromEntries(other.map(([outcome, workflow]) => [`other${outcome}`, workflow])),
		code: webhookAnd(CODE, simplified),
		parse: { ...webhookAnd(PARSE, simplified), peers: ['code'] },
		if: webhookAnd(IF),
		removeDuplicates: { ...webhookAnd(REMOVE_DUPLICATES), repeats: true },
	};
}

/**
 * Returns the body of the next event for a workflow.
 *
 * @param {BenchWorkflow} workflow
 */
const newBody = ({ name, repeats }) =>
	JSON.stringify({ ...event, eventId: repeats ? name : randomUUID() });

module.exports = { benchWorkflows, newBody, OTHER_PACKAGE };
