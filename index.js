module.exports = {
	...require('./dist/nodes/Oration/event'),
	// Only these need n8n, so they load on first use.
	get Oration() {
		return require('./dist/nodes/Oration/Oration.node').Oration;
	},
	get OrationApi() {
		return require('./dist/credentials/OrationApi.credentials').OrationApi;
	},
	get OrationTrigger() {
		return require('./dist/nodes/Oration/OrationTrigger.node').OrationTrigger;
	},
	get OrationWebhookSecretApi() {
		return require('./dist/credentials/OrationWebhookSecretApi.credentials')
			.OrationWebhookSecretApi;
	},
};
