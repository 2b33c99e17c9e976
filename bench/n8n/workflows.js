const { randomBytes, randomUUID } = require('node:crypto');
const { isDeepStrictEqual } = require('node:util');
const { parseEvent, SIMPLIFIED_FIELDS } = require('../..');
const orationEvent = require('../../test/events/analysis-completed.realistic.json');
const calEvent = require('./calEvent.json');

const SECRET = 'for-the-bench-only';
const HEADER = 'x-oration-secret';
/** As many as the Oration Trigger remembers. */
const REMEMBERED_EVENTS = 1000;
const WEBHOOK_VERSION = 2.1;

/**
 * A node of a workflow, without what is the same for all.
 * @typedef {{
 *   name: string, type: string, typeVersion: number, parameters?: object, webhookId?: string,
 *   credentials?: Record<string, Credential>,
 * }} BenchNode
 */

/** @typedef {{ id: string, name: string, type: string }} Credential */

/**
 * The credentials that workflows need.
 * @typedef {{ bench: Credential, cal: Credential, secret: Credential }} Credentials
 */

/**
 * Whether the last node of a workflow hands on what it is to make of an event.
 * @typedef {(items: any[], event: any) => boolean} Check
 */

/**
 * A workflow of nodes in a row, and the events that are sent to it.
 * @typedef {{
 *   name: string,
 *   nodes: BenchNode[],
 *   path: string,
 *   newMessage: () => import('./load').Message,
 *   check?: Check,
 *   staticData?: Record<string, unknown>,
 * }} BenchWorkflow the path is that below /webhook/; without a check, events are to start no execution
 */

/** @type {Check} */
const isAsSent = (items, event) => isDeepStrictEqual(items, [event]);

/** @type {Check} */
const isInBody = ([{ body }], event) => isDeepStrictEqual(body, event);

/** @type {Check} */
const isSimplified = (items, event) => {
	const record = parseEvent(event);
	const fields = SIMPLIFIED_FIELDS.map((field) => [field, record[field]]);
	return isDeepStrictEqual(items, [Object.fromEntries(fields)]);
};

/** @type {Check} */
const isFull = ([{ receivedAt, ...record }], event) => {
	return isDeepStrictEqual({ ...record, receivedAt }, parseEvent(event, new Date(receivedAt)));
};

/** @type {Check} */
const isFlattened = ([{ triggerEvent, createdAt, ...payload }], event) => {
	return isDeepStrictEqual({ triggerEvent, createdAt, payload }, event);
};

/** @type {Check} */
const isNothing = (items) => items.length === 0;

/** Values of the parameter Filters that the event passes. */
const MATCHING_FILTERS = {
	agentIds: orationEvent.payload.agentId,
	campaignIds: orationEvent.payload.campaignId,
	categories: orationEvent.payload.postCallCategory1,
	conversationStatuses: [orationEvent.payload.conversationStatus],
	conversationTypes: [orationEvent.payload.conversationType],
	directions: [orationEvent.payload.telephonyType],
	endReasons: [orationEvent.payload.endReason],
	workspaceIds: orationEvent.payload.workspaceId,
	minimumDuration: 1,
};

/** A Code node that makes the simplified record of what the Webhook node before it received. */
const SHAPING_CODE = `
const { parseEvent, SIMPLIFIED_FIELDS } = require('n8n-nodes-oration');
return $input.all().map(({ json }) => {
	const record = parseEvent(json.body);
	return { json: Object.fromEntries(SIMPLIFIED_FIELDS.map((field) => [field, record[field]])) };
});`;

/** An event with an ID of its own. */
function newEvent(eventId = randomUUID()) {
	const body = JSON.stringify({ ...orationEvent, eventId });
	return { body, headers: { [HEADER]: SECRET } };
}

/**
 * An Oration Trigger that has run for long, so that it remembers as many events as it ever does.
 *
 * @param {string} name
 * @param {object} parameters
 * @param {Credential} [secret]
 * @returns {BenchWorkflow}
 */
function orationTrigger(name, parameters, secret) {
	const webhookId = randomUUID();
	const now = Date.now().toString(36);
	const events = Array.from({ length: REMEMBERED_EVENTS }, () => {
		return `${now}${randomBytes(9).toString('base64url')}`;
	});
	return {
		name,
		nodes: [
			{
				name: 'Oration Trigger',
				type: 'n8n-nodes-oration.orationTrigger',
				typeVersion: 1,
				webhookId,
				parameters: { ...parameters, ...(secret ? { authentication: 'sharedSecret' } : {}) },
				...(secret ? { credentials: { orationWebhookSecretApi: secret } } : {}),
			},
		],
		path: `${webhookId}/oration`,
		newMessage: () => newEvent(),
		check: isSimplified,
		staticData: { 'node:Oration Trigger': { events: events.join(' ') } },
	};
}

/**
 * n8n's Webhook node, and the nodes that follow it.
 *
 * @param {string} name
 * @param {BenchNode[]} nodes
 * @param {Check} check
 * @returns {BenchWorkflow}
 */
function webhookNode(name, nodes, check) {
	const path = randomUUID();
	return {
		name,
		nodes: [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: WEBHOOK_VERSION,
				webhookId: path,
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
			},
			...nodes,
		],
		path,
		newMessage: () => newEvent(),
		check,
	};
}

/**
 * The do-nothing trigger of the package n8n-nodes-bench.
 *
 * @param {string} name
 * @param {{ typeVersion?: number, credential?: Credential }} [options] a credential is one that it reads
 * @returns {BenchWorkflow}
 */
function benchTrigger(name, { typeVersion = 1, credential } = {}) {
	const webhookId = randomUUID();
	return {
		name,
		nodes: [
			{
				name: 'Bench Trigger',
				type: 'n8n-nodes-bench.benchTrigger',
				typeVersion,
				webhookId,
				...(credential ? { credentials: { benchApi: credential } } : {}),
			},
		],
		path: `${webhookId}/bench`,
		newMessage: () => newEvent(),
		check: isAsSent,
	};
}

/**
 * @param {Credential} credential
 * @param {import('./calApi').CalApi} calApi
 * @returns {BenchWorkflow}
 */
function calTrigger(credential, calApi) {
	const webhookId = randomUUID();
	const body = JSON.stringify(calEvent);
	return {
		name: 'Cal.com Trigger',
		nodes: [
			{
				name: 'Cal.com Trigger',
				type: 'n8n-nodes-base.calTrigger',
				typeVersion: 3,
				webhookId,
				parameters: { events: [calEvent.triggerEvent], options: {} },
				credentials: { calApi: credential },
			},
		],
		path: `${webhookId}/webhook`,
		newMessage: () => ({ body, headers: { 'x-cal-signature-256': calApi.sign(body) } }),
		check: isFlattened,
	};
}

/** @type {BenchNode} */
const CODE = {
	name: 'Code',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode: SHAPING_CODE },
};

/** @type {BenchNode} */
const PARSE = {
	name: 'Oration',
	type: 'n8n-nodes-oration.oration',
	typeVersion: 1,
	parameters: { resource: 'event', operation: 'parse', event: '={{ $json.body }}' },
};

/** @type {BenchNode} that is never true for the event */
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

/**
 * @param {BenchWorkflow} workflow
 * @returns {BenchWorkflow} the same with one event over and over
 */
function repeated(workflow) {
	const message = workflow.newMessage();
	return { ...workflow, newMessage: () => message };
}

/**
 * @param {BenchWorkflow} workflow
 * @returns {BenchWorkflow} the same, whose events are to start no execution
 */
function dropping(workflow) {
	return { ...workflow, check: undefined };
}

/**
 * Workflows that are compared with each other for events that are accepted.
 *
 * @param {Credentials} credentials
 * @param {import('./calApi').CalApi} calApi
 */
function acceptingWorkflows(credentials, calApi) {
	const all = { filters: MATCHING_FILTERS };
	return {
		floor: benchTrigger('Do-nothing trigger'),
		floorWithCredential: benchTrigger('Do-nothing trigger that reads a credential', {
			credential: credentials.bench,
		}),
		floorOfVersion2: benchTrigger('Do-nothing trigger of version 2', { typeVersion: 2 }),
		trigger: orationTrigger('Oration Trigger, everything on', all, credentials.secret),
		triggerWithoutSecret: orationTrigger('Oration Trigger, all but the secret', all),
		cal: calTrigger(credentials.cal, calApi),
		webhook: webhookNode('Webhook', [], isInBody),
		code: webhookNode('Webhook, Code', [CODE], isSimplified),
		parse: webhookNode('Webhook, Oration: Event, Parse', [PARSE], isSimplified),
	};
}

/**
 * Workflows that are compared with each other for events that nothing is to be made of.
 *
 * @param {Credentials} credentials
 */
function droppingWorkflows({ secret }) {
	const all = { filters: MATCHING_FILTERS };
	const inbound = { filters: { ...MATCHING_FILTERS, directions: ['inbound'] } };
	return {
		filtered: dropping(orationTrigger('Oration Trigger, filtered out', inbound, secret)),
		filteredWithoutSecret: dropping(
			orationTrigger('Oration Trigger without a secret, filtered out', inbound),
		),
		if: webhookNode('Webhook, If that is false', [IF], isNothing),
		duplicate: dropping(repeated(orationTrigger('Oration Trigger, duplicate', all, secret))),
		duplicateWithoutSecret: dropping(
			repeated(orationTrigger('Oration Trigger without a secret, duplicate', all)),
		),
		removeDuplicates: repeated(
			webhookNode('Webhook, Remove Duplicates of a duplicate', [REMOVE_DUPLICATES], isNothing),
		),
	};
}

/** Workflows whose executions are compared by what they take in the database. */
function storingWorkflows() {
	const raw = orationTrigger('Oration Trigger, Raw', { output: 'raw' });
	const full = orationTrigger('Oration Trigger, Full', { output: 'full' });
	return {
		webhook: webhookNode('Webhook', [], isInBody),
		raw: { ...raw, check: isAsSent },
		full: { ...full, check: isFull },
		simplified: orationTrigger('Oration Trigger, Simplified', { output: 'simplified' }),
	};
}

module.exports = {
	acceptingWorkflows,
	droppingWorkflows,
	SECRET,
	storingWorkflows,
};
