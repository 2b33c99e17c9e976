const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const install = require('./n8n/install');
const { N8n, n8nCommand, outputOf, OWNER, Workflow } = require('./n8n/n8n');
const { freePort, request, run } = require('./process');

const { CACHE, LOCKED_VERSION, ROOT } = install;
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
	const installed = await install.installN8n(LOCKED_VERSION, log);
	const tarball = await install.packPackage(log);

	const userFolder = path.join(CACHE, 'demo');
	mkdirSync(userFolder, { recursive: true });
	log(`Installing ${path.basename(tarball)} into n8n, as a user would.`);
	await install.installPackage(userFolder, tarball, log);

	log('Importing and publishing the example workflow.');
	const { id } = await importExample(installed, userFolder);

	log(`Starting n8n ${LOCKED_VERSION}.`);
	const port = await freePort(N8N_PORT);
	const env = {
		WEBHOOK_URL: `http://127.0.0.1:${port}`,
		// The demo runs without TLS, and some browsers then drop secure cookies.
		N8N_SECURE_COOKIE: 'false',
	};
	const n8n = new N8n(installed, { userFolder, port, env });
	await n8n.start();
	const fakeApi = api ? await loadFakeApi() : undefined;
	const oration = await fakeApi?.startOrationApi();
	try {
		await runTrigger(new Workflow(n8n, id, WEBHOOK_ID));
		if (oration) await runNode(n8n, oration, fakeApi?.SAMPLE_CONVERSATION_ID);
		if (once) return;
		for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void n8n.stop());
		log(`
The editor:  ${n8n.url}/workflow/${id}
Sign in:     ${OWNER.email} / ${OWNER.password}
Next step:   follow the note next to Oration Trigger to send samples from a browser
To stop n8n: press Ctrl+C`);
		await n8n.ended;
	} finally {
		await oration?.stop();
		await n8n.stop();
	}
}

/**
 * Loads the fake of Oration's API. It needs the dependencies that `npm ci` installs.
 *
 * @returns {Promise<typeof import('../test/oration-api/server')>}
 */
async function loadFakeApi() {
	return await require('jiti').createJiti(__filename).import('../test/oration-api/server');
}

/** Imports and publishes the example, and returns it. */
async function importExample(
	/** @type {import('./n8n/install').InstalledN8n} */ installed,
	/** @type {string} */ userFolder,
) {
	const workflow = JSON.parse(readFileSync(path.join(ROOT, 'examples/call-summary.json'), 'utf8'));
	// The editor doesn't listen for test events while data is pinned.
	delete workflow.pinData;
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.orationTrigger')) node.webhookId = WEBHOOK_ID;
		if (node.type.endsWith('.stickyNote')) node.parameters.content = DEMO_NOTE;
	}
	const file = path.join(userFolder, 'workflow.json');
	writeFileSync(file, JSON.stringify(workflow));
	await n8nCommand(installed, userFolder, ['import:workflow', `--input=${file}`], log);
	await n8nCommand(installed, userFolder, ['publish:workflow', `--id=${workflow.id}`], log);
	return workflow;
}

/** Sends the sample event and prints the trigger's output. */
async function runTrigger(/** @type {Workflow} */ workflow) {
	const { SAMPLES } = require('../dist/nodes/Oration/trigger/pages/samples');
	log(`Sending a sample event to ${workflow.url}`);
	await workflow.waitUntilPublished();
	// A new ID, so that the trigger doesn't skip the event as a duplicate when the demo runs again.
	const event = { ...SAMPLES.answered.event, eventId: `demo-${Date.now()}` };
	const execution = await runWith(workflow, event);
	log(`\nn8n returned 200 and ran the workflow. Output of Oration Trigger:\n`);
	printFields(outputOf(execution)[0]);
}

/** Runs a workflow in which the Oration node gets a conversation from a fake API, and prints its output. */
async function runNode(
	/** @type {N8n} */ n8n,
	/** @type {import('../test/oration-api/server').OrationApi} */ { apiKey, workspaceId, baseUrl },
	/** @type {string | undefined} */ conversationId,
) {
	const credential = await n8n.createCredential('orationApi', { apiKey, workspaceId, baseUrl });
	const workflow = await n8n.createWorkflow(
		[
			{ name: 'Webhook', type: 'n8n-nodes-base.webhook', parameters: { httpMethod: 'POST' } },
			{
				name: 'Oration',
				type: 'n8n-nodes-oration.oration',
				parameters: { resource: 'conversation', operation: 'get', conversationId },
				credential,
			},
		],
		'Get conversation from Oration',
	);
	await workflow.publish();
	log(`\nGetting a conversation from a fake Oration API at ${baseUrl}`);
	const execution = await runWith(workflow, {});
	log(`\nOutput of the Oration node for ${conversationId}:\n`);
	printFields(outputOf(execution, 'Oration')[0]);
}

/** Sends a request to a workflow and returns its execution. */
async function runWith(/** @type {Workflow} */ workflow, /** @type {object} */ body) {
	const before = await workflow.executions(0);
	const headers = { 'content-type': 'application/json' };
	const options = { method: 'POST', headers, body: JSON.stringify(body) };
	const response = await request(workflow.url, options);
	if (!response.ok) throw new Error(`n8n returned ${response.status}: ${await response.text()}`);
	const execution = (await workflow.executions(before.length + 1)).at(-1);
	if (execution?.status !== 'success') {
		throw new Error(`The execution ended with status '${execution?.status}'.`);
	}
	return execution;
}

/** @param {Record<string, unknown> | undefined} fields */
function printFields(fields = {}) {
	for (const [name, value] of Object.entries(fields)) {
		const text = typeof value === 'string' ? value : JSON.stringify(value);
		log(`  ${name.padEnd(20)} ${text.replaceAll('\n', `\n${' '.repeat(23)}`)}`);
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
