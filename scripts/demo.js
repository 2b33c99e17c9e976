const { randomUUID } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { N8nClient, outputOf, OWNER } = require('./n8n/client');
const {
	CACHE,
	LOCKED_VERSION,
	installN8n,
	installPackage,
	packPackage,
	ROOT,
} = require('./n8n/install');
const { n8nCommand, startN8n } = require('./n8n/process');
const { request } = require('./request');
const { run } = require('./run');
const { freePort } = require('./server');
const { waitFor } = require('./waitFor');

const N8N_PORT = 5678;
const WEBHOOK_ID = '5d1f5f0a-6f57-4b0b-9a0b-3c7f2f6f1a10';

const DEMO_NOTE = `## Call summary

This demo is published already, and has run for a sample event: see **Executions**.

To try it yourself, open **Oration Trigger**, copy the **Test URL** under **Webhook URLs**, choose **Execute step**, then open the URL in a new browser tab and press one of the buttons.`;

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** @param {{ once: boolean, api: boolean }} options */
async function demo({ once, api }) {
	if (!existsSync(path.join(ROOT, 'node_modules', 'gulp'))) {
		log('Installing what the build needs: about a minute, once.');
		await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT, log });
	}
	const n8n = await installN8n(LOCKED_VERSION, log);
	const tarball = await packPackage(log);

	const userFolder = path.join(CACHE, 'demo');
	mkdirSync(userFolder, { recursive: true });
	log(`Installing ${path.basename(tarball)} into n8n, as a user would.`);
	await installPackage(userFolder, tarball, log);

	log('Importing and publishing the example workflow.');
	const workflow = exampleWorkflow();
	const file = path.join(userFolder, 'workflow.json');
	writeFileSync(file, JSON.stringify(workflow));
	await n8nCommand(n8n, userFolder, ['import:workflow', `--input=${file}`], log);
	await n8nCommand(n8n, userFolder, ['publish:workflow', `--id=${workflow.id}`], log);

	log(`Starting n8n ${LOCKED_VERSION}.`);
	const port = await freePort(N8N_PORT);
	const env = {
		WEBHOOK_URL: `http://127.0.0.1:${port}`,
		// It is only reached from this machine, without TLS, where some browsers drop secure cookies.
		N8N_SECURE_COOKIE: 'false',
	};
	const running = await startN8n(n8n, { userFolder, port, env });
	const oration = api ? await startFakeApi() : undefined;
	try {
		await showEvent(running.url, workflow.id);
		if (oration) await showApi(running.url, oration);
		if (once) return;
		stopOnSignals(running.stop);
		log(`
The editor:  ${running.url}/workflow/${workflow.id}
Sign in:     ${OWNER.email} / ${OWNER.password}
What next:   follow the note beside Oration Trigger, to send samples from a browser
To stop n8n: press Ctrl+C`);
		await running.ended;
	} finally {
		await oration?.stop();
		await running.stop();
	}
}

function exampleWorkflow() {
	const workflow = JSON.parse(readFileSync(path.join(ROOT, 'examples/call-summary.json'), 'utf8'));
	// Pinned data would keep the editor from listening for a test event.
	delete workflow.pinData;
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.orationTrigger')) node.webhookId = WEBHOOK_ID;
		if (node.type.endsWith('.stickyNote')) node.parameters.content = DEMO_NOTE;
	}
	return workflow;
}

/**
 * Sends the sample event and shows what the trigger makes of it.
 *
 * @param {string} url
 * @param {string} workflowId
 */
async function showEvent(url, workflowId) {
	const client = await N8nClient.signIn(url);
	const { SAMPLES } = require('../dist/nodes/Oration/trigger/samples');
	// An ID of its own, or a second run would be taken for a duplicate delivery.
	const event = { ...SAMPLES.answered.event, eventId: `demo-${Date.now()}` };
	const before = await client.executions(workflowId, 0);

	const webhook = `${url}/webhook/${WEBHOOK_ID}/oration`;
	log(`Sending a sample event to ${webhook}`);
	await waitFor('the Production URL', async () => (await request(webhook)).ok);
	const response = await request(webhook, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(event),
	});
	if (response.status !== 200) {
		throw new Error(`n8n answered ${response.status}: ${await response.text()}`);
	}
	const [execution] = await client.executions(workflowId, before.length + 1);
	if (execution?.status !== 'success') {
		throw new Error(`The execution ended as ${execution?.status}.`);
	}

	log(`\nn8n answered 200 and ran the workflow. What Oration Trigger handed on:\n`);
	showFields(outputOf(execution)[0]);
}

/** It needs what `npm ci` brings, so it is not there before. */
async function startFakeApi() {
	return await require('../test/oration-api/server').startOrationApi();
}

/**
 * Has the Oration node ask for a conversation.
 *
 * @param {string} url
 * @param {import('../test/oration-api/server').OrationApi} oration
 */
async function showApi(url, oration) {
	const { SAMPLE_CONVERSATION_ID } = require('../test/oration-api/server');
	const client = await N8nClient.signIn(url);
	const { apiKey, workspaceId, baseUrl } = oration;
	const { data: credential } = await client.rest('/credentials', {
		name: 'Oration API of the demo',
		type: 'orationApi',
		data: { apiKey, workspaceId, baseUrl },
	});
	const workflow = await client.api(
		'POST',
		'/workflows',
		getWorkflow(SAMPLE_CONVERSATION_ID, credential),
	);
	await client.api('POST', `/workflows/${workflow.id}/activate`);
	log(`\nAsking a fake of Oration's API at ${baseUrl} for a conversation.`);
	const webhook = `${url}/webhook/${workflow.nodes[0].webhookId}`;
	const isTaken = async () => (await request(webhook, { method: 'POST' })).ok;
	await waitFor('the workflow with the Oration node', isTaken);
	const [execution] = await client.executions(workflow.id, 1);
	if (execution?.status !== 'success') {
		throw new Error(`The execution ended as ${execution?.status}.`);
	}
	log(`\nWhat the Oration node handed on for ${SAMPLE_CONVERSATION_ID}:\n`);
	showFields(outputOf(execution, 'Oration')[0]);
}

/**
 * A workflow that gets a conversation when its webhook is called.
 *
 * @param {string} conversationId
 * @param {{ id: string, name: string }} credential
 */
function getWorkflow(conversationId, { id, name }) {
	const webhookId = randomUUID();
	return {
		name: 'Get a conversation from Oration',
		nodes: [
			{
				id: randomUUID(),
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId,
				parameters: { httpMethod: 'POST', path: webhookId },
			},
			{
				id: randomUUID(),
				name: 'Oration',
				type: 'n8n-nodes-oration.oration',
				typeVersion: 1,
				position: [220, 0],
				parameters: {
					resource: 'conversation',
					operation: 'get',
					conversationId,
				},
				credentials: { orationApi: { id, name } },
			},
		],
		connections: { Webhook: { main: [[{ node: 'Oration', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** @param {Record<string, unknown> | undefined} fields */
function showFields(fields = {}) {
	for (const [name, value] of Object.entries(fields)) {
		log(`  ${name.padEnd(20)} ${readable(value)}`);
	}
}

/** @param {unknown} value */
function readable(value) {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.replaceAll('\n', `\n${' '.repeat(23)}`);
}

/** @param {() => Promise<void>} stop */
function stopOnSignals(stop) {
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.once(signal, () => void stop());
	}
}

const flag = /** @type {const} */ ({ type: 'boolean', default: false });
const { values } = parseArgs({ options: { once: flag, api: flag } });
demo(values).catch((error) => {
	process.stderr.write(`
The demo stopped: ${error.message}

What to try:
- Run it again; what is installed already is kept.
- Look whether npm reaches its registry and the disk has 4 GB free.
- Delete the folder .n8n and run it again to start afresh.
`);
	process.exitCode = 1;
});
