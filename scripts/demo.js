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

This workflow is published and already ran for a sample event. See **Executions**.

To try it yourself, open **Oration Trigger**, copy the **Test URL** under **Webhook URLs**, choose **Execute step**, then open the URL in a new browser tab and select a sample.`;

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** @param {{ once: boolean, api: boolean }} options */
async function demo({ once, api }) {
	if (!existsSync(path.join(ROOT, 'node_modules', 'gulp'))) {
		log('Installing the build dependencies. This takes about a minute, the first time only.');
		await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT, log });
	}
	const n8n = await installN8n(LOCKED_VERSION, log);
	const tarball = await packPackage(log);

	const userFolder = path.join(CACHE, 'demo');
	mkdirSync(userFolder, { recursive: true });
	log(`Installing ${path.basename(tarball)} into n8n, as a user would.`);
	await installPackage(userFolder, tarball, log);

	log('Importing and publishing the example workflow.');
	const workflow = readExampleWorkflow();
	const file = path.join(userFolder, 'workflow.json');
	writeFileSync(file, JSON.stringify(workflow));
	await n8nCommand(n8n, userFolder, ['import:workflow', `--input=${file}`], log);
	await n8nCommand(n8n, userFolder, ['publish:workflow', `--id=${workflow.id}`], log);

	log(`Starting n8n ${LOCKED_VERSION}.`);
	const port = await freePort(N8N_PORT);
	const env = {
		WEBHOOK_URL: `http://127.0.0.1:${port}`,
		// The demo runs without TLS, and some browsers then drop secure cookies.
		N8N_SECURE_COOKIE: 'false',
	};
	const running = await startN8n(n8n, { userFolder, port, env });
	const oration = api ? await startFakeApi() : undefined;
	try {
		await runTrigger(running.url, workflow.id);
		if (oration) await runNode(running.url, oration);
		if (once) return;
		stopOnSignals(running.stop);
		log(`
The editor:  ${running.url}/workflow/${workflow.id}
Sign in:     ${OWNER.email} / ${OWNER.password}
Next step:   follow the note next to Oration Trigger to send samples from a browser
To stop n8n: press Ctrl+C`);
		await running.ended;
	} finally {
		await oration?.stop();
		await running.stop();
	}
}

function readExampleWorkflow() {
	const workflow = JSON.parse(readFileSync(path.join(ROOT, 'examples/call-summary.json'), 'utf8'));
	// The editor doesn't listen for test events while data is pinned.
	delete workflow.pinData;
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.orationTrigger')) node.webhookId = WEBHOOK_ID;
		if (node.type.endsWith('.stickyNote')) node.parameters.content = DEMO_NOTE;
	}
	return workflow;
}

/**
 * Sends the sample event and prints the trigger's output.
 *
 * @param {string} url
 * @param {string} workflowId
 */
async function runTrigger(url, workflowId) {
	const client = await N8nClient.signIn(url);
	const { SAMPLES } = require('../dist/nodes/Oration/trigger/pages/samples');
	// A new ID, so that the trigger doesn't skip the event as a duplicate when the demo runs again.
	const event = { ...SAMPLES.answered.event, eventId: `demo-${Date.now()}` };
	const before = await client.waitForExecutions(workflowId, 0);

	const webhook = `${url}/webhook/${WEBHOOK_ID}/oration`;
	log(`Sending a sample event to ${webhook}`);
	await waitFor('the Production URL', async () => (await request(webhook)).ok);
	const response = await request(webhook, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(event),
	});
	if (response.status !== 200) {
		throw new Error(`n8n returned ${response.status}: ${await response.text()}`);
	}
	const [execution] = await client.waitForExecutions(workflowId, before.length + 1);
	if (execution?.status !== 'success') {
		throw new Error(`The execution ended with status '${execution?.status}'.`);
	}

	log(`\nn8n returned 200 and ran the workflow. Output of Oration Trigger:\n`);
	printFields(outputOf(execution)[0]);
}

/** Loads the fake API late, because it needs the dependencies that `npm ci` installs. */
async function startFakeApi() {
	return await require('../test/oration-api/server').startOrationApi();
}

/**
 * Runs a workflow in which the Oration node gets a conversation, and prints its output.
 *
 * @param {string} url
 * @param {import('../test/oration-api/server').OrationApi} oration
 */
async function runNode(url, oration) {
	const { SAMPLE_CONVERSATION_ID } = require('../test/oration-api/server');
	const client = await N8nClient.signIn(url);
	const { apiKey, workspaceId, baseUrl } = oration;
	const { data: credential } = await client.rest('/credentials', {
		name: 'Oration API (demo)',
		type: 'orationApi',
		data: { apiKey, workspaceId, baseUrl },
	});
	const workflow = await client.api(
		'POST',
		'/workflows',
		createWorkflow(SAMPLE_CONVERSATION_ID, credential),
	);
	await client.api('POST', `/workflows/${workflow.id}/activate`);
	log(`\nGetting a conversation from a fake Oration API at ${baseUrl}`);
	const webhook = `${url}/webhook/${workflow.nodes[0].webhookId}`;
	const isAccepted = async () => (await request(webhook, { method: 'POST' })).ok;
	await waitFor('the workflow with the Oration node', isAccepted);
	const [execution] = await client.waitForExecutions(workflow.id, 1);
	if (execution?.status !== 'success') {
		throw new Error(`The execution ended with status '${execution?.status}'.`);
	}
	log(`\nOutput of the Oration node for ${SAMPLE_CONVERSATION_ID}:\n`);
	printFields(outputOf(execution, 'Oration')[0]);
}

/**
 * Returns a workflow that gets a conversation when its webhook is called.
 *
 * @param {string} conversationId
 * @param {{ id: string, name: string }} credential
 */
function createWorkflow(conversationId, { id, name }) {
	const webhookId = randomUUID();
	return {
		name: 'Get conversation from Oration',
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
function printFields(fields = {}) {
	for (const [name, value] of Object.entries(fields)) {
		log(`  ${name.padEnd(20)} ${formatValue(value)}`);
	}
}

/** @param {unknown} value */
function formatValue(value) {
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
The demo failed: ${error.message}

What to try:
- Run it again. It continues with the packages that are already installed.
- Check that npm can connect to its registry, and that the disk has 4 GB free.
- Delete the folder .n8n and run it again to start from scratch.
`);
	process.exitCode = 1;
});
