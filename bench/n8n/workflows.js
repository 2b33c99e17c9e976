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

/** @typedef {{ orationWebhookSecretApi: object, httpHeaderAuth: object }} Credentials */

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

/** A workflow that only has the trigger of the bench. If it skips events, that's what n8n itself costs. */
function doNothing(/** @type {number} */ typeVersion, skip = false) {
	const type = 'CUSTOM.benchTrigger';
	const nodes = [{ name: 'Bench Trigger', type, typeVersion, parameters: { skip } }];
	if (skip) return { name: 'Do-nothing trigger that skips', nodes };
	const outputOf = (/** @type {object} */ sent) => [sent];
	return { name: `Do-nothing trigger, version ${typeVersion}`, nodes, outputOf };
}

/** Returns the Webhook node with the secret of the trigger. */
function protect(/** @type {object} */ httpHeaderAuth) {
	return {
		...{ ...WEBHOOK, name: 'Webhook with Header Auth', credentials: { httpHeaderAuth } },
		parameters: { ...WEBHOOK.parameters, authentication: 'headerAuth' },
	};
}

function pair(
	/** @type {BenchNode} */ webhook,
	/** @type {BenchNode} */ node,
	/** @type {Output} */ outputOf = () => [],
) {
	return { name: `${webhook.name} + ${node.name}`, nodes: [webhook, node], outputOf };
}

/**
 * Returns all workflows. The first one is the baseline.
 *
 * @returns {Record<string, BenchWorkflow>}
 */
function benchWorkflows(
	/** @type {Credentials} */ { orationWebhookSecretApi, httpHeaderAuth },
	/** @type {boolean} */ hasOtherBuild,
) {
	const trigger = (/** @type {string} */ packageName, /** @type {object} */ filters = FILTERS) => ({
		name: 'Oration Trigger',
		type: `${packageName}.orationTrigger`,
		parameters: { authentication: 'sharedSecret', filters },
		credentials: { orationWebhookSecretApi },
	});
	const outcomes = (/** @type {string} */ name, /** @type {string} */ packageName) => ({
		Accepted: { name: `${name}, accepted`, nodes: [trigger(packageName)], outputOf: simplified },
		Filtered: {
			name: `${name}, filtered out`,
			nodes: [trigger(packageName, { ...FILTERS, directions: ['inbound'] })],
		},
		Duplicate: { name: `${name}, duplicate`, nodes: [trigger(packageName)], repeats: true },
	});
	const webhook = protect(httpHeaderAuth);
	const { Accepted, Filtered, Duplicate } = outcomes('Oration Trigger', PACKAGE);
	const other = hasOtherBuild ? Object.entries(outcomes('Other build', OTHER_PACKAGE)) : [];
	return {
		doNothing1: doNothing(1),
		doNothing2: doNothing(2),
		doNothingSkipped: doNothing(2, true),
		orationAccepted: {
			...Accepted,
			peers: ['doNothing2', 'code', 'protectedCode', 'parse', 'protectedParse'],
		},
		orationFiltered: { ...Filtered, peers: ['doNothingSkipped', 'if', 'protectedIf'] },
		orationDuplicate: {
			...Duplicate,
			peers: ['doNothingSkipped', 'removeDuplicates', 'protectedRemoveDuplicates'],
		},
		...Object.fromEntries(other.map(([outcome, workflow]) => [`other${outcome}`, workflow])),
		code: pair(WEBHOOK, CODE, simplified),
		protectedCode: pair(webhook, CODE, simplified),
		parse: { ...pair(WEBHOOK, PARSE, simplified), peers: ['code'] },
		protectedParse: { ...pair(webhook, PARSE, simplified), peers: ['protectedCode'] },
		if: pair(WEBHOOK, IF),
		protectedIf: pair(webhook, IF),
		removeDuplicates: { ...pair(WEBHOOK, REMOVE_DUPLICATES), repeats: true },
		protectedRemoveDuplicates: { ...pair(webhook, REMOVE_DUPLICATES), repeats: true },
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
