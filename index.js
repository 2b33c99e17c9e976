/** These need n8n, so they load on first use. */
const LAZY = {
	Oration: () => require('./dist/nodes/Oration/Oration.node').Oration,
	OrationApi: () => require('./dist/credentials/OrationApi.credentials').OrationApi,
	OrationTrigger: () => require('./dist/nodes/Oration/OrationTrigger.node').OrationTrigger,
	OrationWebhookSecretApi: () =>
		require('./dist/credentials/OrationWebhookSecretApi.credentials').OrationWebhookSecretApi,
};

module.exports = { ...require('./dist/nodes/Oration/event') };

for (const [name, get] of Object.entries(LAZY)) {
	Object.defineProperty(module.exports, name, { enumerable: true, get });
}
