const { randomUUID } = require('node:crypto');
const { parseEvent, SIMPLIFIED_FIELDS } = require('../..');
const event = require('../../test/events/analysis-completed.realistic.json');

const SECRET = 'for-the-bench-only';
const HEADERS = { 'content-type': 'application/json', 'x-oration-secret': SECRET };

/** The package under test, and the name that the package to compare it with gets in the same n8n. */
const PACKAGE = 'n8n-nodes-oration';
const OTHER_PACKAGE = 'n8n-nodes-oration-other';

/**
 * A node without what all nodes share. Without a version it gets the default version of the installed node.
 * @typedef {{
 *   name: string, type: string, typeVersion?: number, parameters?: object, webhookId?: string, credentials?: object,
 * }} BenchNode
 */

/**
 * A workflow whose nodes follow each other, and the events that it receives.
 * @typedef {{
 *   name: string, nodes: BenchNode[], path: string, newBody: () => string, peers: string[],
 *   outputOf?: (event: any) => object[], remembers?: boolean,
 * }} BenchWorkflow the path is below /webhook/; `outputOf` returns the output of the last node, and without it an event
 *   starts no execution; `peers` are the workflows to compare it with; `remembers` asks for events before the first round
 */

/** Filters that the event passes. */
const FILTERS = {
	agentIds: event.payload.agentId,
	campaignIds: event.payload.campaignId,
	categories: event.payload.postCallCategory1,
	conversationStatuses: [event.payload.conversationStatus],
	conversationTypes: [event.payload.conversationType],
	directions: [event.payload.telephonyType],
	endReasons: [event.payload.endReason],
	workspaceIds: event.payload.workspaceId,
	minimumDuration: 1,
};

/** @type {BenchNode} */
const CODE = {
	name: 'Code',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode: `
const { parseEvent, SIMPLIFIED_FIELDS } = require('${PACKAGE}');
return $input.all().map(({ json }) => {
	const record = parseEvent(json.body);
	return { json: Object.fromEntries(SIMPLIFIED_FIELDS.map((field) => [field, record[field]])) };
});`,
	},
};

/** @type {BenchNode} */
const PARSE = {
	name: 'Oration',
	type: `${PACKAGE}.oration`,
	parameters: { resource: 'event', operation: 'parse', event: '={{ $json.body }}' },
};

/** @type {BenchNode} never true for the event */
const IF = {
	name: 'If',
	type: 'n8n-nodes-base.if',
	typeVersion: 2.3,
	parameters: {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
			conditions: [
				{
					id: 'direction',
					leftValue: '={{ $json.body.payload.telephonyType }}',
					rightValue: 'inbound',
					operator: { type: 'string', operation: 'equals' },
				},
			],
			combinator: 'and',
		},
		options: {},
	},
};

/** @type {BenchNode} */
const REMOVE_DUPLICATES = {
	name: 'Remove Duplicates',
	type: 'n8n-nodes-base.removeDuplicates',
	typeVersion: 2,
	parameters: {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.body.eventId }}',
		options: {},
	},
};

const newBody = () => JSON.stringify({ ...event, eventId: randomUUID() });
const asSent = (/** @type {object} */ sent) => [sent];
const nothing = () => [];

/** @param {object} sent */
function simplified(sent) {
	const record = parseEvent(sent);
	return [Object.fromEntries(SIMPLIFIED_FIELDS.map((field) => [field, record[field]]))];
}

/** @param {1 | 2} typeVersion */
function doNothing(typeVersion) {
	const webhookId = randomUUID();
	const node = { name: 'Bench Trigger', type: 'CUSTOM.benchTrigger', typeVersion, webhookId };
	const name = `Do-nothing trigger, version ${typeVersion}`;
	return { name, nodes: [node], path: `${webhookId}/bench`, newBody, peers: [], outputOf: asSent };
}

/**
 * n8n's Webhook node, then another node.
 *
 * @param {BenchNode} node
 * @param {(event: any) => object[]} outputOf
 * @param {string[]} [peers]
 * @returns {BenchWorkflow}
 */
function webhookThen(node, outputOf, peers = []) {
	const path = randomUUID();
	const webhook = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
	};
	const name = `Webhook + ${node.name}`;
	return { name, nodes: [webhook, node], path, newBody, peers, outputOf };
}

/**
 * The Oration Trigger with a secret and all filters.
 *
 * @param {string} name
 * @param {string} packageName
 * @param {object} secret the credential
 * @param {object} [filters]
 */
function orationTrigger(name, packageName, secret, filters = {}) {
	const webhookId = randomUUID();
	const node = {
		name: 'Oration Trigger',
		type: `${packageName}.orationTrigger`,
		webhookId,
		parameters: { authentication: 'sharedSecret', filters: { ...FILTERS, ...filters } },
		credentials: { orationWebhookSecretApi: secret },
	};
	return { name, nodes: [node], path: `${webhookId}/oration`, newBody };
}

/**
 * @template {BenchWorkflow} Workflow
 * @param {Workflow} workflow
 * @returns {Workflow} the same, which receives one event over and over
 */
function repeated(workflow) {
	const body = workflow.newBody();
	return { ...workflow, newBody: () => body };
}

/**
 * Returns what the Oration Trigger does with an event, once for each package.
 *
 * @param {string} packageName
 * @param {object} secret
 * @param {boolean} isCompared
 * @returns {Record<string, BenchWorkflow>}
 */
function orationWorkflows(packageName, secret, isCompared) {
	const isOther = packageName === OTHER_PACKAGE;
	const prefix = isOther ? 'other' : 'oration';
	const label = isOther ? 'Other build' : 'Oration Trigger';
	const peers = (/** @type {string} */ suffix, /** @type {string[]} */ ...others) =>
		isCompared && !isOther ? [...others, `other${suffix}`] : others;
	const trigger = (/** @type {string} */ outcome, /** @type {object} */ filters = {}) =>
		orationTrigger(`${label}, ${outcome}`, packageName, secret, filters);
	return {
		[`${prefix}Accepted`]: {
			...trigger('accepted'),
			outputOf: simplified,
			remembers: true,
			peers: peers('Accepted', 'doNothing2', 'code'),
		},
		[`${prefix}Filtered`]: {
			...trigger('filtered out', { directions: ['inbound'] }),
			peers: peers('Filtered', 'if'),
		},
		[`${prefix}Duplicate`]: {
			...repeated({ ...trigger('duplicate'), peers: peers('Duplicate', 'removeDuplicates') }),
		},
	};
}

/**
 * Returns all workflows by key. The first one is the baseline.
 *
 * @param {object} secret the credential
 * @param {boolean} isCompared whether the other package is installed as well
 * @returns {Record<string, BenchWorkflow>}
 */
function benchWorkflows(secret, isCompared) {
	return {
		doNothing1: doNothing(1),
		doNothing2: doNothing(2),
		...orationWorkflows(PACKAGE, secret, isCompared),
		...(isCompared ? orationWorkflows(OTHER_PACKAGE, secret, isCompared) : {}),
		code: webhookThen(CODE, simplified),
		parse: webhookThen(PARSE, simplified, ['code']),
		if: webhookThen(IF, nothing),
		removeDuplicates: repeated(webhookThen(REMOVE_DUPLICATES, nothing)),
	};
}

module.exports = { benchWorkflows, HEADERS, OTHER_PACKAGE, PACKAGE, SECRET };
